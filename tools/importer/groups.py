"""Reports whose rows are grouped: the group is in the first row of each group only, and subtotals between the rows.

Salesforce marks the columns that a report is grouped by with an arrow behind their name. Where a spreadsheet or a person
has taken the arrows away, subtotals among the first rows show that the first column is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_ARROW = re.compile(r"\s*[\u2191\u2193]\s*$")
_LABEL = re.compile(
    r"(sub-?totals?|grand\s+totals?|totals?|total\s+general|count|record\s+count|recuento|sum|suma|average|promedio|小计|总计|合计|计数|总和)"
    r"\s*(\(\s*[\d.,]+\s*\S*\s*\))?\s*[:：]?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?:[A-Z]{3}\s*)?[-(]?\s*[^\w\s(]?\s*[\d.,'\s\u00a0]*\d[\d.,]*\s*[)%]?\s*\S{0,3}")


def without_arrow(name: str) -> str:
    """A column's name without the arrow of a sorted or grouped report."""
    return _ARROW.sub("", name)


def is_subtotal(row: Sequence[str]) -> bool:
    """Whether a row is a subtotal: nothing but labels such as Subtotal, Sum or Count, and numbers."""
    filled = [cell.strip() for cell in row if cell.strip()]
    return (
        len(filled) > 1
        and bool(_LABEL.fullmatch(filled[0]))
        and all(_LABEL.fullmatch(cell) or _NUMBER.fullmatch(cell) for cell in filled[1:])
    )


def group_columns(header: Sequence[str], rows: Iterable[Sequence[str]]) -> tuple[int, ...]:
    """The columns that a report is grouped by: those with an arrow, else the first one where there are subtotals."""
    body = [row for row in rows if any(cell.strip() for cell in row)]
    arrows = tuple(place for place, name in enumerate(header) if _ARROW.search(name))
    first = next((place for place, name in enumerate(header) if name.strip()), 0)
    subtotals = [place for place, row in enumerate(body) if is_subtotal(row)]
    # totals at the end alone are those of a flat report
    has_groups = bool(subtotals) and subtotals[0] < len(body) - len(subtotals)
    if arrows:
        filled = [bool(row[arrows[0]].strip()) for row in body if len(row) > arrows[0] and not is_subtotal(row)]
        return arrows if has_groups or is_stepped(filled) else ()
    return (first,) if has_groups else ()


def is_stepped(filled: Sequence[bool]) -> bool:
    """Whether blanks follow a filled cell as in groups. A flat report marks the column that it is sorted by with an
    arrow, too, but has its blanks at one end."""
    if not filled or not filled[0] or all(filled):
        return False
    return sum(filled) == 1 or filled.index(False) < len(filled) - 1 - filled[::-1].index(True)


class Ungrouper:
    """Fills the groups down and leaves the subtotals out."""

    def __init__(self, columns: Sequence[int], header: Sequence[str]) -> None:
        self.columns = columns
        self.names = [header[place] for place in columns if place < len(header)]
        self.last = [""] * len(columns)
        self.left_out = 0
        self.first_left_out = 0
        self.filled = 0

    def take(self, given: Sequence[list[str]], given_numbers: Sequence[int]) -> tuple[list[list[str]], list[int]]:
        """Rows and their numbers without subtotals, the groups filled down."""
        rows, numbers = [], []
        for row, number in zip(given, given_numbers, strict=True):
            if is_subtotal(row):
                self.left_out += 1
                self.first_left_out = self.first_left_out or number
                continue
            self.fill(row)
            rows.append(row)
            numbers.append(number)
        return rows, numbers

    def fill(self, row: list[str]) -> None:
        """Take the group of the row above where a row's own is blank."""
        for level, place in enumerate(self.columns):
            if row[place].strip():
                self.last[level] = row[place]
                self.last[level + 1 :] = [""] * (len(self.last) - level - 1)
            elif self.last[level]:
                row[place] = self.last[level]
                self.filled += 1

    def notes(self) -> list[tuple[str, str, int]]:
        """What was done: kind, message and how often."""
        made = []
        if self.left_out:
            message = f"subtotals between the rows that were left out: {self.left_out:,}, the first in line {self.first_left_out}"
            made.append(("subtotals", message, self.left_out))
        if self.filled:
            names = ", ".join(self.names)
            message = f"the report is grouped by {names}: {self.filled:,} blank cells took the group above them"
            made.append(("groups", message, self.filled))
        return made
