"""Read one recognised table: prove its formats over all rows, convert it, write its rows as part files."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path
from typing import TextIO

from tools.importer import numbers
from tools.importer.cells import ColumnReader, Memo, null_words
from tools.importer.formats import (
    ColumnPlan,
    Decision,
    Evidence,
    Example,
    IdEvidence,
    NumberEvidence,
    Options,
    Question,
    Target,
    decide,
)
from tools.importer.mapping import Column, Contract
from tools.importer.recognise import FamilyColumn, Match
from tools.importer.stages import MOST_STAGES
from tools.importer.tables import Refusal, Table

SEPARATOR = "\x1f"
Progress = Callable[[int], None]


@dataclass
class Part:
    """Rows of one export that one table gave: a CSV file without a header."""

    contract: Contract
    columns: tuple[str, ...]
    path: Path
    rows: int = 0


@dataclass
class Reading:
    """What became of a table."""

    parts: list[Part] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    refusal: Refusal | None = None
    warnings: list[str] = field(default_factory=list)
    rows_out: int = 0
    rows_derived: int = 0
    currencies: set[str] = field(default_factory=set)
    has_blank_currency: bool = False
    has_local_times: bool = False
    stages: Counter[str] = field(default_factory=Counter)
    filled: set[str] = field(default_factory=set)


class Derived:
    """The rows that families of columns give of one export, on their way into a part file."""

    def __init__(self, contract: Contract, columns: Sequence[str], path: Path) -> None:
        self.contract, self.columns, self.path = contract, tuple(columns), path
        self.rows = 0


class TableReader:
    """Reads one table as the export that it was recognised as.

    Args:
        table: the table.
        match: which of its columns serve which of the export.
        contracts: contracts of the system by the seed's own name.
        options: answers about formats.
        folder: an existing folder for part files.
        stem: beginning of their names.
    """

    def __init__(
        self,
        table: Table,
        match: Match,
        contracts: Mapping[str, Contract],
        options: Options,
        folder: Path,
        stem: str,
    ) -> None:
        self.table, self.match, self.contracts, self.options = table, match, contracts, options
        self.folder, self.stem = folder, stem
        self.export = match.export
        self.targets = self.make_targets()
        self.unequal: dict[str, tuple[int, str, str]] = {}

    def make_targets(self) -> dict[str, Target]:
        """Every column of the file that is read: those of the export, then those of families."""
        system = self.export.system
        account_zone = self.options.time_zone if system.time_zone == "account" else ""
        targets = {}
        for name in self.match.columns:
            is_contract_form = name in self.match.contract_form
            targets[name] = Target(
                label=self.table.header[self.match.columns[name][0]].strip() or name,
                column=self.export.contract.columns[name],
                unit=self.export.units.get(name, ""),
                zone="" if is_contract_form and system.contract_time_zone else account_zone,
                decimal=(system.contract_decimal if is_contract_form else "") or system.decimal,
            )
            if name in self.match.units:
                targets[name].header_unit = self.match.units[name]
        for index, column in enumerate(self.match.families):
            cell_column = column.family.cell_column
            contract = self.contracts[column.family.export]
            targets[family_key(index)] = Target(
                label=column.header.strip(),
                column=contract.columns[cell_column] if cell_column else Column("cell", "text"),
                zone=account_zone,
                decimal=system.decimal,
            )
        return targets

    # reading ---------------------------------------------------------------------------------------------------

    def run(self, on_progress: Progress | None = None) -> Reading:
        """Read the table to its end.

        The first batch's plan is tried at once; where the later rows prove another one, the table is read again.

        Raises:
            TableError: the file can no longer be read.
            OSError: a part file cannot be written.
        """
        evidence = {name: found for name, target in self.targets.items() if (found := target.new_evidence())}
        decision: Decision | None = None
        writer: PartWriter | None = None
        try:
            for batch in self.table.batches(on_progress):
                cells = self.stripped(batch.rows, batch.numbers)
                for name, found in evidence.items():
                    found.see(cells[name], batch.numbers)
                if decision is None:
                    decision = self.decide(evidence)
                    if not decision.questions:
                        writer = PartWriter(self, decision.plans, self.currency_wanted(evidence))
                if writer is not None:
                    writer.write(cells, batch.numbers)
        finally:
            if writer is not None:
                writer.close()
        final = self.decide(evidence)
        reading = Reading(questions=final.questions, warnings=list(final.notes))
        reading.refusal = self.refusal_of(evidence)
        if reading.refusal or reading.questions:
            return reading
        wanted = self.currency_wanted(evidence)
        if writer is None or writer.plans != final.plans or writer.with_currency != wanted:
            writer = PartWriter(self, final.plans, wanted)
            try:
                for batch in self.table.batches(on_progress):
                    writer.write(self.stripped(batch.rows, batch.numbers), batch.numbers)
            finally:
                writer.close()
        writer.report(reading)
        self.note_repeated(reading)
        self.note_formats(reading, evidence)
        return reading

    def stripped(self, rows: Sequence[Sequence[str]], row_numbers: Sequence[int]) -> dict[str, list[str]]:
        """The cells of every column that is read, without blanks around them.

        Of several columns of the file that serve one, the first with a value gives the cell.
        """
        made = {}
        for name, places in self.places.items():
            if len(places) == 1:
                made[name] = list(map(str.strip, map(itemgetter(places[0]), rows)))
                continue
            columns = [list(map(str.strip, map(itemgetter(place), rows))) for place in places]
            if name in self.match.repeated and name not in self.unequal and columns[0] != columns[1]:
                self.find_unequal(name, rows, row_numbers)
            nulls = self.nulls
            if self.targets[name].column.type == "id" and self.export.system.ids == "above_zero":
                nulls = nulls | {"0"}
            made[name] = [
                next((cell for cell in cells if cell and cell not in nulls), "") for cells in zip(*columns, strict=True)
            ]
        return made

    @property
    def places(self) -> dict[str, list[int]]:
        """Column that is read -> places in the file."""
        if not hasattr(self, "_places"):
            self._places = dict(self.match.columns)
            for index, column in enumerate(self.match.families):
                self._places[family_key(index)] = [column.index]
        return self._places

    @property
    def nulls(self) -> frozenset[str]:
        """Spellings of the system's null words."""
        if not hasattr(self, "_nulls"):
            self._nulls = null_words(self.export.system.nulls)
        return self._nulls

    def find_unequal(self, name: str, rows: Sequence[Sequence[str]], row_numbers: Sequence[int]) -> None:
        """The first row in which two columns of one header differ."""
        first, second = self.match.repeated[name][:2]
        for row, number in zip(rows, row_numbers, strict=True):
            if row[first].strip() != row[second].strip():
                self.unequal[name] = (number, row[first].strip(), row[second].strip())
                return

    def decide(self, evidence: Mapping[str, Evidence]) -> Decision:
        """The plans that the cells seen so far prove."""
        system = self.export.system
        options = Options(
            self.options.date_order or system.date_order, self.options.decimal or system.decimal, self.options.time_zone
        )
        return decide(self.table.label, self.targets, evidence, options)

    def currency_wanted(self, evidence: Mapping[str, Evidence]) -> bool:
        """Whether codes in the cells or header of money columns fill the currency column."""
        if not self.export.currency:
            return False
        return any(
            isinstance(found, NumberEvidence)
            and self.export.units.get(name) == "money"
            and (found.currencies or self.targets[name].header_unit.currency)
            for name, found in evidence.items()
        )

    # what is said of it ----------------------------------------------------------------------------------------

    def refusal_of(self, evidence: Mapping[str, Evidence]) -> Refusal | None:
        """Why the table cannot be used after all: ids that a spreadsheet destroyed, a needed header with two meanings."""
        for name, found in evidence.items():
            if isinstance(found, IdEvidence) and found.rounded:
                return Refusal(
                    self.table.file,
                    self.table.part,
                    f"column {self.targets[name].label}, row {found.rounded.row}: {found.rounded.cell}, an id that a "
                    "spreadsheet has rounded; its last digits are lost",
                    "ids as the CRM wrote them",
                    "Export the file again and import it without opening it in a spreadsheet.",
                )
        needed = {
            *self.export.needs,
            self.export.key,
            *(c.name for c in self.export.contract.columns.values() if c.required),
        }
        for name, (row, first, second) in self.unequal.items():
            if name in needed:
                return Refusal(
                    self.table.file,
                    self.table.part,
                    f"the header {self.targets[name].label} stands twice, and row {row} holds {first!r} and {second!r}",
                    "each header once",
                    "Keep the right column, or rename the other.",
                )
        return None

    def note_repeated(self, reading: Reading) -> None:
        """Say which headers came twice."""
        for name in self.match.repeated:
            label = self.targets[name].label
            if name in self.unequal:
                row, first, second = self.unequal[name]
                reading.warnings.append(
                    f"The header {label} stands twice with different cells (row {row}: {first!r} and {second!r}); "
                    "the first with a value was taken. Rename the one that is not meant."
                )
            else:
                reading.warnings.append(f"The header {label} stands twice with the same cells; one was taken.")

    def note_formats(self, reading: Reading, evidence: Mapping[str, Evidence]) -> None:
        """Say what was repaired in whole columns, and whether times without a zone came."""
        for name, found in evidence.items():
            if isinstance(found, IdEvidence) and found.is_float:
                reading.warnings.append(
                    f"Column {self.targets[name].label}: all {found.with_zero:,} ids end in .0, as a spreadsheet writes "
                    "them; it was cut off."
                )
            if getattr(found, "has_local_times", False) or getattr(found, "has_serial_times", False):
                is_local = self.export.system.time_zone == "account" and not (
                    name in self.match.contract_form and self.export.system.contract_time_zone
                )
                reading.has_local_times |= is_local


class PartWriter:
    """Converts batches by a plan and writes them."""

    def __init__(self, owner: TableReader, plans: Mapping[str, ColumnPlan], with_currency: bool) -> None:
        self.owner, self.plans, self.with_currency = owner, dict(plans), with_currency
        export = owner.export
        self.readers = {
            name: ColumnReader(
                target,
                plans[name],
                export.values.get(name, {}),
                owner.nulls,
                export.system.ids,
                name in export.lists,
            )
            for name, target in owner.targets.items()
        }
        self.makes_key = bool(export.key_from) and export.key not in owner.match.columns
        self.columns = tuple(name for name in export.contract.columns if self.is_written(name))
        self.rows = 0
        self.currencies: set[str] = set()
        self.has_blank_currency = False
        self.names = Memo(name_digest)
        self.needed = [c.name for c in export.contract.columns.values() if c.required and c.name in self.columns]
        self.lacking: dict[str, int] = dict.fromkeys(self.needed, 0)
        self.conflicts: dict[tuple[str, str], int] = {}
        self.path = owner.folder / f"{owner.stem}.{export.name}.part"
        self.stream: TextIO = self.path.open("w", encoding="utf-8", newline="")
        self.writer = csv.writer(self.stream, lineterminator="\n")
        self.derived: dict[str, Derived] = {}
        self.streams: dict[str, TextIO] = {}
        self.stages: Counter[str] = Counter()
        self.counts_stages = export.stages is not None and not any(c in self.columns for c in export.stages.unless)
        self.filled: set[str] = set()
        self.awaited = {c for of in export.serves.values() for names in of.values() for c in names} & set(self.columns)
        self.families = [FamilyRows(column, family_key(i)) for i, column in enumerate(owner.match.families)]
        self.open_derived()

    def is_written(self, name: str) -> bool:
        """Whether a column stands in the clean file."""
        export = self.owner.export
        source = export.sources.get(name)
        return (
            name in self.owner.match.columns
            or (source is not None and bool(source.constant or source.otherwise))
            or (self.makes_key and name == export.key)
            or (self.with_currency and name == export.currency)
        )

    def open_derived(self) -> None:
        """A part file for each export that families of columns give rows of."""
        for family in self.families:
            name = family.export
            if name not in self.derived:
                contract = self.owner.contracts[name]
                given = {c for other in self.families if other.export == name for c in other.columns}
                columns = [column for column in contract.columns if column in given]
                path = self.owner.folder / f"{self.owner.stem}.{name}.derived.part"
                self.derived[name] = Derived(contract, columns, path)
                self.streams[name] = path.open("w", encoding="utf-8", newline="")

    def write(self, cells: Mapping[str, list[str]], rows: Sequence[int]) -> None:
        """Convert and write a batch."""
        export = self.owner.export
        made = {name: reader.read(cells[name], rows) for name, reader in self.readers.items()}
        count = len(rows)
        for name, source in export.sources.items():
            if source.constant:
                made[name] = [source.constant] * count
            elif source.otherwise:
                made[name] = [cell or source.otherwise for cell in made.get(name, [""] * count)]
            if source.is_digest and name in made:
                made[name] = list(map(self.names.__getitem__, made[name]))
        if self.makes_key:
            made[export.key] = digests([made.get(name, [""] * count) for name in export.key_from])
        if self.with_currency:
            made[export.currency] = self.currency_of(cells, made.get(export.currency, [""] * count))
        if export.currency in made:
            found = set(made[export.currency])
            self.has_blank_currency |= "" in found
            self.currencies |= found - {""}
        for name in self.needed:
            self.lacking[name] += made[name].count("")
        if self.awaited:
            self.filled |= {name for name in self.awaited if any(made[name])}
            self.awaited -= self.filled
        if self.counts_stages and export.stages and len(self.stages) < MOST_STAGES:
            self.stages.update(made.get(export.stages.column, ()))
        self.writer.writerows(zip(*(made[name] for name in self.columns), strict=True))
        self.rows += count
        if self.families:
            self.write_families(made)

    def currency_of(self, cells: Mapping[str, list[str]], given: list[str]) -> list[str]:
        """The currency column, filled from money columns where it is empty."""
        made = given
        for name, unit in self.owner.export.units.items():
            if unit != "money" or name not in cells:
                continue
            behind = self.owner.targets[name].header_unit.currency
            codes = [currency_in(cell) or (behind if cell else "") for cell in cells[name]]
            for one, other in set(zip(made, codes, strict=True)):
                if one and other and one.upper() != other:
                    self.conflicts[one, other] = self.conflicts.get((one, other), 0) + 1
            made = [one or other for one, other in zip(made, codes, strict=True)]
        return made

    def write_families(self, made: Mapping[str, list[str]]) -> None:
        """Write a row for each filled cell of a family, in the order of rows, then of columns."""
        for export, derived in self.derived.items():
            rows = []
            for order, family in enumerate(self.families):
                if family.export == export:
                    rows += [(i, order, row) for i, row in family.rows(made, derived.columns)]
            rows.sort(key=itemgetter(0, 1))
            csv.writer(self.streams[export], lineterminator="\n").writerows(row for _, _, row in rows)
            derived.rows += len(rows)

    def close(self) -> None:
        """Close the part files."""
        for stream in (self.stream, *self.streams.values()):
            stream.close()

    def report(self, reading: Reading) -> None:
        """Put what was written, and what was odd, into the reading."""
        export = self.owner.export
        reading.parts.append(Part(export.contract, self.columns, self.path, self.rows))
        reading.parts += [Part(d.contract, d.columns, d.path, d.rows) for d in self.derived.values()]
        reading.rows_out = self.rows
        reading.stages = self.stages
        reading.filled = self.filled
        reading.rows_derived = sum(derived.rows for derived in self.derived.values())
        reading.currencies, reading.has_blank_currency = self.currencies, self.has_blank_currency
        for reader in self.readers.values():
            for kind, oddity in reader.oddities.items():
                reading.warnings.append(odd_text(reader.target, kind, oddity.count, oddity.example))
        for name, count in self.lacking.items():
            if count:
                reading.warnings.append(
                    f"{count:,} {'row has' if count == 1 else 'rows have'} no {name}, without which a row means nothing; the build lists them in "
                    "rejected_records."
                )
        for given, found in self.conflicts:
            reading.warnings.append(
                f"Column {export.currency} says {given} where the amount itself says {found}; the column was kept. "
                "Check the amounts of these rows."
            )
        if self.makes_key and self.rows:
            reading.warnings.append(
                f"There is no column {header_list(export.sources[export.key].all_headers)}: {export.key} is a digest of "
                f"{', '.join(export.key_from)}. Rows that agree in all of these count as one. Export the id too, if the "
                "CRM lets you."
            )


class FamilyRows:
    """Makes the rows of one column of a family."""

    def __init__(self, column: FamilyColumn, key: str) -> None:
        self.key = key
        self.export = column.family.export
        self.columns: dict[str, list[tuple[str, str]]] = {}
        for name, text in column.family.columns.items():
            # pieces of text and names of columns in turn
            pieces = []
            for literal, variable in re.findall(r"([^{}]*)(?:\{([^{}]*)\})?", text):
                if variable in column.values:
                    pieces.append((literal + column.values[variable].strip(), ""))
                elif literal or variable:
                    pieces.append((literal, variable))
            self.columns[name] = pieces

    def rows(self, made: Mapping[str, list[str]], columns: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
        """Place and row of each filled cell."""
        shapes = [self.columns.get(name, []) for name in columns]
        cells = made[self.key]
        for place, cell in enumerate(cells):
            if cell:
                yield place, ["".join(self.pieces(shape, made, place, cell)) for shape in shapes]

    @staticmethod
    def pieces(shape: Sequence[tuple[str, str]], made: Mapping[str, list[str]], place: int, cell: str) -> Iterator[str]:
        """The pieces of a cell of a row."""
        for literal, variable in shape:
            yield literal
            if variable == "cell":
                yield cell
            elif variable in made:
                yield made[variable][place]


def family_key(index: int) -> str:
    """The name under which a column of a family is read."""
    return f"family {index}"


def digests(columns: Sequence[Sequence[str]]) -> list[str]:
    """An id for each row from its cells; empty where all are."""
    made = []
    for cells in zip(*columns, strict=True):
        text = SEPARATOR.join(cells)
        made.append(hashlib.sha256(text.encode()).hexdigest()[:24] if any(cells) else "")
    return made


def name_digest(name: str) -> str:
    """The key of somebody whom only a name tells, as macros/records/user_key.sql makes it."""
    return "name:" + hashlib.md5(name.strip().lower().encode(), usedforsecurity=False).hexdigest() if name else ""


def currency_in(cell: str) -> str:
    """The currency that stands beside a number; '' for none."""
    if not cell or (cell[-1].isdigit() and (cell[0].isdigit() or cell[0] == "-")):
        return ""
    parts = numbers.take_apart(cell)
    return parts.currency if parts else ""


def header_list(headers: Sequence[str]) -> str:
    """The first headers of a column for a message."""
    return " or ".join(headers[:2])


def odd_text(target: Target, kind: str, count: int, example: Example) -> str:
    """A warning about odd cells of a column."""
    shown = example.cell if len(example.cell) <= 60 else example.cell[:57] + "..."
    if count == 1:
        where, stay = f"Column {target.label}: the cell in row {example.row} ({shown!r})", "It stays as it is"
    else:
        where = f"Column {target.label}: {count:,} cells, the first in row {example.row} ({shown!r}),"
        stay = "They stay as they are"
    verb = "s" if count == 1 else ""
    if kind == "twice":
        return f"{where} name{verb} a local time that the clock showed twice; the first was taken."
    if kind == "absent":
        return f"{where} name{verb} a local time that the clock skipped; it was moved on by the change."
    if kind == "early":
        return f"{where} lie{verb} in 1970, as milliseconds do that were read as seconds. {stay}. Check the CRM."
    if kind == "late":
        return f"{where} lie{verb} in 2050 or later, as open ends do. {stay}. Check whether no date is meant."
    if kind == "minus_one":
        return f"{where} hold{verb} -1, which some systems write for nothing. {stay} and count{verb}. Check the CRM."
    if target.column.type == "number" and numbers.MONTH_BAND.fullmatch(example.cell):
        return (
            f"{where}: a spreadsheet has made a date of a number or band (5-20 becomes May-20), which cannot be undone. "
            f"{stay}; the build rejects it. Import the file as the CRM gave it."
        )
    expected = {
        "number": "a number",
        "boolean": "yes or no",
        "enum": f"one of {', '.join(target.column.accepted)}",
    }.get(target.column.type, "a date")
    return f"{where} cannot be read as {expected}. {stay}, and the build lists what it rejects in rejected_records."
