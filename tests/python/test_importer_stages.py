"""Stages that tell the outcome of deals: which are understood, what the user is told, what the build is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.importer.imports import Outcome, Request, run
from tools.importer.stages import outcome_in_words


def imported(tmp_path: Path, text: str) -> Outcome:
    """Import one file."""
    (tmp_path / "deals.csv").write_text(text, encoding="utf-8")
    return run(Request((tmp_path / "deals.csv",), tmp_path / "out"))


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
    outcome = imported(tmp_path, header + "".join(f"{i},D,{s},{rest}" for i, s in enumerate(stages)))
    (told,) = (text for text in outcome.items[0].messages if "won or lost" in text)
    assert "so Deal Stage does. won: Won (Mid-market) (1); lost: Closed Lost (1); open: Paid (2)." in told
    mappings = tmp_path / "out/value_mappings.csv"
    assert f"Give it a row in {mappings}, such as hubspot,stage_outcome,Paid,won below the header system,field" in told
    assert mappings.read_text(encoding="utf-8") == (
        "system,field,value,meaning\nhubspot,stage_outcome,Won (Mid-market),won\n"
    )
    assert any("hubspot,stage_outcome,Won (Mid-market),won" in text for text in outcome.warnings)


def test_mappings_of_the_folder_hold_and_are_added_to(tmp_path: Path) -> None:
    """What stands in the file belongs to the user: it is neither lost nor contradicted, whatever the order of its columns."""
    header = "Record ID,Deal Name,Deal Stage,Pipeline,Close Date,Create Date\n"
    rest = "2025-02-03 10:00,2025-01-03 10:00\n"
    text = header + "".join(f"{i},D,{s},Sales,{rest}" for i, s in enumerate(["Paid", "Closed Won", "Won 2024"]))
    mappings = tmp_path / "out/value_mappings.csv"
    mappings.parent.mkdir()
    mappings.write_bytes("\ufeffValue,Meaning,System,Field,Note\r\nPAID,won,hubspot,stage_outcome,ours".encode())
    outcome = imported(tmp_path, text + f"9,D,Deal lost,Sales,{rest}")
    (told,) = (text for text in outcome.items[0].messages if "won or lost" in text)
    assert "won: Closed Won (1), Paid (1)" in told
    assert "lost: Deal lost (1)" in told
    expected = "Value,Meaning,System,Field,Note\r\nPAID,won,hubspot,stage_outcome,ours\nDeal lost,lost,hubspot,stage_outcome,\n"
    assert mappings.read_bytes().decode() == expected
    imported(tmp_path, text + f"9,D,Deal lost,Sales,{rest}")
    assert mappings.read_bytes().decode() == expected


@pytest.mark.parametrize("content", [b"stage,meaning\nPaid,won\n", "赢单".encode("gbk")])
def test_a_file_of_mappings_that_cannot_be_added_to_is_left(tmp_path: Path, content: bytes) -> None:
    header = "Record ID,Deal Name,Deal Stage,Close Date,Create Date\n"
    mappings = tmp_path / "out/value_mappings.csv"
    mappings.parent.mkdir()
    mappings.write_bytes(content)
    outcome = imported(tmp_path, header + "1,D,Deal lost,2025-02-03 10:00,2025-01-03 10:00\n")
    assert any("could not be added to" in text and "Deal lost,lost" in text for text in outcome.warnings)
    assert mappings.read_bytes() == content


def test_flags_tell_without_the_stages(tmp_path: Path) -> None:
    header = "Record ID,Deal Name,Deal Stage,Is Closed Won,Is closed lost,Create Date\n"
    outcome = imported(tmp_path, header + "1,D,Won,No,Yes,2025-01-03 10:00\n")
    assert not any("won or lost" in text for text in outcome.items[0].messages)
    assert not (tmp_path / "out/value_mappings.csv").exists()


def test_stages_that_the_project_knows_are_told_but_not_added(tmp_path: Path) -> None:
    text = "Opportunity ID,Opportunity Name,Stage,Close Date\n0065i00000aBcDe,Big,closed won,2025-01-03\n"
    outcome = imported(tmp_path, text)
    assert any("won: closed won (1)." in text for text in outcome.items[0].messages)
    assert not (tmp_path / "out/value_mappings.csv").exists()


def test_a_file_without_a_won_stage_says_so(tmp_path: Path) -> None:
    header = "Record Id,Deal Name,Stage,Closing Date,Created Time\n"
    outcome = imported(tmp_path, header + "1,D,Signed,2025-01-03,2025-01-02 10:00:00\n")
    assert any("No stage is known as won, so no deal is." in text for text in outcome.items[0].messages)
