"""The ledger of planted dirt, and the two files that are written from it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tools.demo.tables import Row, plain_text

COLUMNS = ("kind", "export", "outcome", "count")
OUTCOMES = {
    "rejected_row": "the row goes to `rejected_records` with that reason, and nowhere else",
    "rejected_cell": "the cell goes to `rejected_records` with that reason and is NULL; the row stays",
    "left_out": "read, then left out everywhere as deleted, test or merged, and counted",
    "flagged": "stays in counts, leaves durations or amounts, and carries a flag",
    "not_counted": "read and kept, but no unit of the KPI that it looks like",
    "null": "read as an empty cell",
    "repaired": "read as what was meant",
    "kept": "odd, but right as it is",
}
HEADER = """# Dirt in the demo company's exports

Real exports are not clean, so neither are these. Every kind of dirt is planted by `tools/demo`, in a number
that is known; the same numbers stand in `tests/expected/demo_dirt.csv`, where tests read them.
This page is written by `python -m tools.demo`: change the generator, not the page.

What becomes of it (the part of an outcome after the colon is the reason):

"""
NOTES = """
`export` is the export that the project works with; contacts and event_relations are read on the way to it.
A count is one of raw rows, except for rejected cells, where it is one of cells. Kinds do not overlap: a row
that was planted for one kind is no example of another, unless a kind says so.
"""


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
            }
            for entry in self.entries
        ]
        return plain_text(COLUMNS, rows)

    def page(self) -> str:
        """Return the text of docs/demo_dirt.md."""
        lines = [HEADER + "| outcome | meaning |", "|---|---|"]
        lines += [f"| {name} | {meaning} |" for name, meaning in OUTCOMES.items()]
        exports = list(dict.fromkeys(entry.export for entry in self.entries))
        for export in exports:
            lines += ["", f"## {export}", ""]
            lines += ["| kind | what it is | outcome | count |", "|---|---|---|---:|"]
            lines += [f"| {e.kind} | {e.note} | {e.outcome} | {e.count} |" for e in self.entries if e.export == export]
        return "\n".join(lines) + "\n" + NOTES
