"""Find the record that a cell names: files of many CRMs name an account, a deal or a user instead of giving its id."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tools.importer.mapping import LookUp, value_key


@dataclass
class Directory:
    """The records of an export: their ids, and the id of each name; '' where several records go by it."""

    ids: set[str] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)

    def add(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Take in ids with the names that their records go by."""
        for record, name in pairs:
            self.ids.add(record)
            if key := value_key(name):
                self.names[key] = record if self.names.get(key, record) == record else ""

    def merge(self, other: Directory) -> None:
        """Take in the records of another table."""
        self.ids |= other.ids
        for key, record in other.names.items():
            self.names[key] = record if self.names.get(key, record) == record else ""

    def find(self, cell: str) -> str:
        """The id of the one record that a cell names by its id or name; '' for none."""
        return cell if cell in self.ids else self.names.get(value_key(cell), "")


@dataclass
class Misses:
    """Rows of which a filled cell names no record, and the first such cell."""

    count: int = 0
    example: str = ""


def resolve(
    path: Path,
    columns: tuple[str, ...],
    look_ups: Mapping[str, LookUp],
    directories: Mapping[str, Directory],
    digest: Mapping[str, str],
) -> Misses:
    """Put ids in place of names in a part file. Of a cell that several columns look up one may find its record.

    Args:
        path: the part file, a CSV without header, which is replaced.
        columns: its columns.
        look_ups: column -> where its cells are looked up.
        directories: export -> its records.
        digest: name -> the key of a person who is known by name alone.
    """
    places = {columns.index(name): look_up for name, look_up in look_ups.items() if name in columns}
    misses = Misses()
    made = path.with_suffix(".found")
    with path.open(encoding="utf-8", newline="") as stream, made.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        for row in csv.reader(stream):
            named, found = {row[place] for place in places} - {""}, set()
            for place, look_up in places.items():
                if cell := row[place]:
                    row[place] = directories.get(look_up.export, Directory()).find(cell)
                    if row[place]:
                        found.add(cell)
                    elif look_up.unknown:
                        row[place] = cell if look_up.unknown == "keep" else digest[cell]
            if missing := sorted(named - found):
                misses.count += 1
                misses.example = misses.example or missing[0]
            writer.writerow(row)
    made.replace(path)
    return misses
