"""The ledger of planted dirt, and the list that is written from it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tools.demo.tables import Row, plain_text

COLUMNS = ("kind", "export", "outcome", "count", "note")
# What becomes of an example; the part of an outcome after the colon is the reason. docs/demo_company.md explains them.
OUTCOMES = {"rejected_row", "rejected_cell", "left_out", "flagged", "not_counted", "null", "repaired", "kept"}


@dataclass(frozen=True)
class Entry:
    """One kind of dirt in one export."""

    kind: str
    export: str
    outcome: str
    count: int
    note: str


@dataclass
class Ledger:
    """What was planted, in the order of planting."""

    entries: list[Entry] = field(default_factory=list)

    def note(self, kind: str, export: str, outcome: str, count: int, note: str) -> None:
        """Write down that so many examples of a kind were planted."""
        name = outcome.split(":")[0]
        if name not in OUTCOMES:
            raise ValueError(f"unknown outcome {outcome}")
        if count <= 0:
            raise ValueError(f"no example of {kind} in {export}")
        self.entries.append(Entry(kind, export, outcome, count, note))

    def expected(self) -> str:
        """Return the text of tests/expected/demo_dirt.csv."""
        rows: list[Row] = [
            {
                "kind": entry.kind,
                "export": entry.export,
                "outcome": entry.outcome,
                "count": str(entry.count),
                "note": entry.note,
            }
            for entry in self.entries
        ]
        return plain_text(COLUMNS, rows)
