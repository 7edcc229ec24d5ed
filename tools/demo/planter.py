"""Tools for planting dirt: taking rows, cloning them, shifting their times."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from tools.demo.ids import IdMint
from tools.demo.ledger import Ledger
from tools.demo.render import Exports
from tools.demo.tables import Row, stamp

Test = Callable[[Row], bool]


def shifted(text: str, **step: float) -> str:
    """Return a Salesforce time moved by a timedelta's arguments; empty stays empty."""
    if not text:
        return ""
    moved = datetime.strptime(text, "%Y-%m-%d %H:%M:%S") + timedelta(**step)
    return stamp(moved)


class Planter:
    """The exports, the ids, the ledger, and which rows carry dirt already."""

    def __init__(self, exports: Exports, mint: IdMint) -> None:
        """Plant into the given exports."""
        self.exports = exports
        self.mint = mint
        self.ledger = Ledger()
        self._used: set[int] = set()
        self._kept: list[Row] = []

    def rows(self, name: str) -> list[Row]:
        """Return the rows of a Salesforce object or a generic export."""
        files = self.exports.salesforce | self.exports.generic
        return files[name]

    def take(self, name: str, count: int, where: Test | None = None) -> list[Row]:
        """Return rows that carry no dirt yet, spread over the file, and mark them."""
        free = [row for row in self.rows(name) if id(row) not in self._used and (where is None or where(row))]
        if len(free) < count:
            raise ValueError(f"{name}: {len(free)} rows where {count} are needed")
        step = len(free) / count
        taken = [free[int((index + 0.5) * step)] for index in range(count)]
        self._used.update(id(row) for row in taken)
        return taken

    def mark(self, row: Row) -> Row:
        """Keep a row out of further planting."""
        self._used.add(id(row))
        self._kept.append(row)
        return row

    def clone(self, name: str, row: Row, **changes: str) -> Row:
        """Append a changed copy of a row and return it; it takes no further dirt."""
        copy = self.mark({**row, **changes})
        self.rows(name).append(copy)
        return copy

    def stale(self, name: str, row: Row, **changes: str) -> None:
        """Insert an older version of a row before it."""
        rows = self.rows(name)
        place = next(index for index, other in enumerate(rows) if other is row)
        rows.insert(place, self.mark({**row, **changes}))
