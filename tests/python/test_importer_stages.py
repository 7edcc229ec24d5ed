"""Stages that tell the outcome of deals: which are understood, what the user is told, what the build is told."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tools.importer.imports import Outcome, Request, run
from tools.importer.stages import known_outcomes, outcome_in_words


def imported(tmp_path: Path, text: str) -> tuple[Outcome, dict[str, object]]:
    """Import one file; the outcome and the variables of the build."""
    (tmp_path / "deals.csv").write_text(text, encoding="utf-8")
    outcome = run(Request((tmp_path / "deals.csv",), tmp_path / "out"))
    return outcome, yaml.safe_load((tmp_path / "out/vars.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("stage", "outcome"),
    [
        ("Won", "won"),
        ("closedwon", "won"),
        ("CLOSED_LOST", "lost"),
        ("Closed & Won", "won"),
        ("Closed Won & Paid (Sales Pipeline)", "won"),
        ("Closed Won (Renewals)", "won"),
        ("Closed - Won", "won"),
        ("6. Won 🎉", ""),
        ("🎉 6. Won", "won"),
        ("Deal lost", "lost"),
        ("Lost - price", "lost"),
        ("Cerrada ganada", "won"),
        ("Perdido (Ventas)", "lost"),
        ("已赢单", "won"),
        ("输单关闭", "lost"),
        # neither in plain words: the user is asked to name them
        ("Lost contact", ""),
        ("Won/Lost", ""),
        ("Won back from lost", ""),
        ("Not won", ""),
        ("Wonder", ""),
        ("Closed", ""),
        ("Negotiation", ""),
        ("", ""),
    ],
)
def test_stages_in_plain_words(stage: str, outcome: str) -> None:
    assert outcome_in_words(stage) == outcome


def test_hubspot_stages_are_told_and_added(tmp_path: Path) -> None:
    header = "Record ID,Deal Name,Deal Stage,Pipeline,Close Date,Create Date\n"
    rest = "2025-02-03 10:00,2025-01-03 10:00\n"
    stages = ["Won (Mid-market),Mid-market", "Closed Lost,Sales", "Paid,Sales", "Paid,Sales"]
    outcome, variables = imported(tmp_path, header + "".join(f"{i},D,{s},{rest}" for i, s in enumerate(stages)))
    (told,) = (text for text in outcome.items[0].messages if "won or lost" in text)
    assert "so Deal Stage does. won: Won (Mid-market) (1); lost: Closed Lost (1); open: Paid (2)." in told
    assert "hubspot_stage_outcomes" in told
    assert variables["hubspot_stage_outcomes"] == known_outcomes("hubspot_stage_outcomes") | {"Won (Mid-market)": "won"}


def test_flags_tell_without_the_stages(tmp_path: Path) -> None:
    header = "Record ID,Deal Name,Deal Stage,Is Closed Won,Is closed lost,Create Date\n"
    outcome, variables = imported(tmp_path, header + "1,D,Won,No,Yes,2025-01-03 10:00\n")
    assert not any("won or lost" in text for text in outcome.items[0].messages)
    assert "hubspot_stage_outcomes" not in variables


def test_stages_that_the_variable_has_are_told_but_not_added(tmp_path: Path) -> None:
    text = "Opportunity ID,Opportunity Name,Stage,Close Date\n0065i00000aBcDe,Big,closed won,2025-01-03\n"
    outcome, variables = imported(tmp_path, text)
    assert any("won: closed won (1)." in text for text in outcome.items[0].messages)
    assert "salesforce_stage_outcomes" not in variables


def test_a_file_without_a_won_stage_says_so(tmp_path: Path) -> None:
    header = "Record Id,Deal Name,Stage,Closing Date,Created Time\n"
    outcome, _ = imported(tmp_path, header + "1,D,Signed,2025-01-03,2025-01-02 10:00:00\n")
    assert any("No stage is known as won, so no deal is." in text for text in outcome.items[0].messages)
