"""What the stages of deals come to, where no column of a file says which deals are won and which are lost.

The build then asks value_mappings (field stage_outcome); any other stage is open. A stage that says in plain words what it
is, such as `Closed Won & Paid`, is added to the value_mappings.csv of the target; every stage is shown to the user.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from tools.importer.mapping import value_key
from tools.importer.shapes import cut
from tools.importer.value_mappings import HEADER, MAPPINGS, csv_line, rows_of
from tools.project import ROOT

FIELD = "stage_outcome"
MOST_STAGES = 1_000
SHOWN = 12

_OBJECT = r"(?:(?:deal|opportunity|negocio|trato|oportunidad)\s+)?"
_CLOSED = r"(?:(?:closed?|cierre|cerrad[oa])[\W_]*(?:(?:and|as|y|como)[\W_]+)?)?"
_REST = r"(?:$|\s*[-–—:,;/&|+(（].*)"
_WON, _LOST = r"(?:won|ganad[oa])", r"(?:lost|perdid[oa])"
_OUTCOMES = {
    "won": (re.compile(_OBJECT + _CLOSED + _WON + _REST), re.compile(r"赢单|已赢|已成交")),
    "lost": (re.compile(_OBJECT + _CLOSED + _LOST + _REST), re.compile(r"输单|丢单|失单|已丢失")),
}
_BOTH = {"won": re.compile(rf"\b{_LOST}\b|输|丢|失单"), "lost": re.compile(rf"\b{_WON}\b|赢|成交")}
_NUMBERING = re.compile(r"^[\W\d_]+")
_PIPELINE = re.compile(r"\s*\([^()]*\)$")


def known_outcomes(system: str, target: Path) -> dict[str, str]:
    """What the stages of a system come to, by the stage: the rows of the project, and those of the target before them."""
    known: dict[str, str] = {}
    for path in (ROOT / "seeds/reference" / MAPPINGS, target / MAPPINGS):
        known |= {
            value_key(row["value"]): row["meaning"]
            for row in rows_of(path)
            if (row["system"], row["field"]) == (system, FIELD)
        }
    return known


def outcome_in_words(stage: str) -> str:
    """`won` or `lost` where the stage says so in plain words, else ''."""
    text = _NUMBERING.sub("", unicodedata.normalize("NFKC", stage).casefold()).strip()
    for outcome, (words, signs) in _OUTCOMES.items():
        if (words.fullmatch(text) or signs.search(text)) and not _BOTH[outcome].search(text):
            return outcome
    return ""


def judged(stages: Mapping[str, int], known: Mapping[str, str]) -> tuple[dict[str, Counter[str]], dict[str, str]]:
    """The stages by what they come to, with their deals, and those that `known` lacks."""
    found: dict[str, Counter[str]] = {}
    lacking = {}
    for stage, count in stages.items():
        outcome = known.get(value_key(stage), "")
        if not outcome:
            outcome = known.get(value_key(_PIPELINE.sub("", stage)), "") or outcome_in_words(stage)
            if outcome:
                lacking[stage] = outcome
        found.setdefault(outcome or "open", Counter())[stage] += count
    return found, lacking


def stages_text(column: str, system: str, target: Path, found: Mapping[str, Counter[str]]) -> str:
    """What the user reads about the stages of a file."""
    told = [
        f"{outcome.replace('_', ' ')}: {listed(found[outcome])}"
        for outcome in ("won", "lost", *sorted(set(found) - {"won", "lost", "open"}), "open")
        if outcome in found
    ]
    text = f"No column says which deals are won or lost, so {column} does. {'; '.join(told)}."
    if "won" not in found:
        text += " No stage is known as won, so no deal is."
    if "open" in found:
        example = next((stage for stage, _ in found["open"].most_common() if stage == cut(stage)), "")
        row = csv_line((system, FIELD, example or "(stage)", "won"))
        text += (
            f" Is one of the open stages a closed one? Give it a row in {target / MAPPINGS}, such as {row} below the header "
            f"{csv_line(HEADER)}."
        )
    return text


def listed(stages: Counter[str]) -> str:
    """Stages with their deals, the most frequent first."""
    ordered = sorted(stages.items(), key=lambda item: (-item[1], item[0]))
    shown = ", ".join(f"{cut(stage) or '(none)'} ({count:,})" for stage, count in ordered[:SHOWN])
    return shown + (f" and {len(ordered) - SHOWN} others" if len(ordered) > SHOWN else "")
