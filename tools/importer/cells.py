"""Convert one column's cells, a batch at a time, by its plan; what was odd is counted with an example."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tools.importer import dates, numbers
from tools.importer.formats import ColumnPlan, Example, Target
from tools.importer.mapping import value_key

MOST_REMEMBERED = 100_000
# Checksum letters of the 18-character ids of Salesforce: five capitals-or-not as a binary number.
CHECKSUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
EMPTY_ID = re.compile(r"0+(?:AAA)?")

Convert = Callable[[list[str]], list[str]]


class Memo(dict[str, str]):
    """Cells that were read before; forgets all of them where they become too many."""

    def __init__(self, read: Callable[[str], str]) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, cell: str) -> str:
        """Read a cell for the first time."""
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        made = self[cell] = self.read(cell)
        return made


@dataclass
class Oddity:
    """How often a kind of odd cell came, and the first one."""

    count: int
    example: Example


def salesforce_id(cell: str) -> str:
    """The 18-character form of an id, so that ids which differ only in capitals stay apart; empty for a run of zeros."""
    if EMPTY_ID.fullmatch(cell):
        return ""
    if len(cell) != 15 or not (cell.isascii() and cell.isalnum()):
        return cell
    check = ""
    for start in (0, 5, 10):
        bits = sum(1 << place for place, letter in enumerate(cell[start : start + 5]) if letter.isupper())
        check += CHECKSUM[bits]
    return cell + check


def null_words(words: Iterable[str]) -> frozenset[str]:
    """The spellings of null words that are looked for in texts, without normalising every cell."""
    found = set()
    for word in words:
        found |= {word, word.lower(), word.upper(), word.title(), word.capitalize()}
    return frozenset(found)


class ColumnReader:
    """Reads one column of one file.

    Args:
        target: the column.
        plan: how to read it.
        ids: `text`, `salesforce`, or `above_zero`, where a 0 means that there is none.
        is_list: whether a cell may hold several values.
    """

    def __init__(
        self,
        target: Target,
        plan: ColumnPlan,
        ids: str = "text",
        is_list: bool = False,
    ) -> None:
        self.target = target
        self.nulls = target.nulls
        self.oddities: dict[str, Oddity] = {}
        self.odd: dict[str, str] = {}
        self.is_fast_date = False
        kind = target.column.type
        if plan.date is not None:
            self.convert = self.date_converter(plan)
        elif plan.number is not None:
            self.convert = self.number_converter(plan)
        elif kind == "id":
            self.convert = self.id_converter(plan, ids, is_list)
        elif kind in ("boolean", "enum") or target.words:
            self.convert = self.word_converter(kind, plan.blank)
        elif is_list:
            memo = Memo(joined)
            self.convert = lambda cells: list(map(memo.__getitem__, cells))
        else:
            self.convert = lambda cells: cells

    def read(self, cells: list[str], rows: Sequence[int]) -> list[str]:
        """Cells without blanks around them as clean texts."""
        if self.nulls and not self.nulls.isdisjoint(cells):
            nulls = self.nulls
            cells = ["" if cell in nulls else cell for cell in cells]
        made = self.convert(cells)
        if self.odd:
            self.count(cells, rows)
        if self.target.column.type == "number" and "-1" in cells:
            self.add("minus_one", Oddity(cells.count("-1"), Example("-1", rows[cells.index("-1")])))
        return made

    def add(self, kind: str, more: Oddity) -> None:
        """Count cells of a kind."""
        known = self.oddities.setdefault(kind, Oddity(0, more.example))
        known.count += more.count

    def count(self, cells: Sequence[str], rows: Sequence[int]) -> None:
        """Count the odd cells of a batch."""
        odd = self.odd
        keys = [cell[:13] for cell in cells] if self.is_fast_date else cells
        for place, key in enumerate(keys):
            kind = odd.get(key)
            if kind is None and self.is_fast_date:
                kind = odd.get(cells[place])
            if kind:
                self.add(kind, Oddity(1, Example(cells[place], rows[place])))

    def date_converter(self, plan: ColumnPlan) -> Convert:
        """Dates piece by piece where all have one ISO form, else cell by cell."""
        assert plan.date is not None
        reader = dates.DateReader(plan.date)
        self.odd = reader.odd
        if not plan.date.fast:
            memo = Memo(lambda cell: reader.read(unicodedata.normalize("NFKC", cell)))
            return lambda cells: list(map(memo.__getitem__, cells))
        hours, rests = dates.Hours(reader), dates.Rests(plan.date.is_day)
        self.is_fast_date = True

        def convert(cells: list[str]) -> list[str]:
            made = [hours[cell[:13]] + rests[cell[13:]] for cell in cells]
            if hours.has_bad or rests.has_bad:
                for place, text in enumerate(made):
                    if dates.BAD in text:
                        made[place] = cells[place]
                        reader.note(cells[place], "bad")
            return made

        return convert

    def number_converter(self, plan: ColumnPlan) -> Convert:
        """Plain numbers as they are, others cell by cell."""
        assert plan.number is not None
        if plan.number.plain:
            return lambda cells: cells
        reader = numbers.NumberReader(plan.number)
        self.odd = reader.odd
        memo = Memo(reader.read)
        return lambda cells: list(map(memo.__getitem__, cells))

    def id_converter(self, plan: ColumnPlan, ids: str, is_list: bool) -> Convert:
        """Ids as texts."""
        if is_list:
            memo = Memo(lambda cell: joined(cell, salesforce_id if ids == "salesforce" else str))
            return lambda cells: list(map(memo.__getitem__, cells))
        if plan.cuts_zero:
            return lambda cells: [cell[:-2] if cell.endswith(".0") else cell for cell in cells]
        if ids == "salesforce":
            empty = frozenset({"000000000000000AAA", "000", "000000000000000"})
            return lambda cells: [
                "" if cell in empty else cell if len(cell) == 18 else salesforce_id(cell) for cell in cells
            ]
        if ids == "above_zero":
            return lambda cells: ["" if cell == "0" else cell for cell in cells]
        return lambda cells: cells

    def word_converter(self, kind: str, blank: str) -> Convert:
        """Booleans and values of a list."""
        words = self.target.words
        accepted = set(self.target.column.accepted) if kind == "enum" else set()

        def read(cell: str) -> str:
            if not cell:
                return blank
            key = value_key(cell)
            made = words.get(key)
            if made is not None:
                return made
            if (kind == "boolean" or (accepted and key not in accepted)) and len(self.odd) < MOST_REMEMBERED:
                self.odd[cell] = "bad"
            return cell

        memo = Memo(read)
        return lambda cells: list(map(memo.__getitem__, cells))


def joined(cell: str, each: Callable[[str], str] = str) -> str:
    """Several values in one cell, joined by semicolons."""
    if ";" not in cell and "," not in cell:
        return each(cell)
    parts = (part.strip() for part in cell.replace(",", ";").split(";"))
    return ";".join(filter(None, map(each, filter(None, parts))))
