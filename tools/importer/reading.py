"""Read one recognised table: prove its formats over all rows, convert it, write its rows as part files."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
from tools.importer.keys import Candidate, MadeIds, RowDigests, SeenRows, candidates
from tools.importer.look_ups import Directory
from tools.importer.mapping import CALLED, Column, Contract, LookUp, Where, header_key, value_key
from tools.importer.money import CODES, code_list, code_of
from tools.importer.recognise import FamilyColumn, Match
from tools.importer.shapes import cut
from tools.importer.stages import MOST_STAGES
from tools.importer.tables import Refusal, RejectedRow, Table

# A digit other than 0, or a letter: a cell without either is some form of 0.
WITH_VALUE = re.compile(r"[1-9]|[^\W\d_]")
Progress = Callable[[int], None]


@dataclass
class Part:
    """Rows of one export that one table gave: a CSV file without a header."""

    contract: Contract
    columns: tuple[str, ...]
    path: Path
    rows: int = 0
    look_ups: Mapping[str, LookUp] = field(default_factory=dict)


@dataclass
class Reading:
    """What became of a table."""

    parts: list[Part] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    refusal: Refusal | None = None
    warnings: list[str] = field(default_factory=list)
    rows_in: int = 0
    rows_out: int = 0
    rows_merged: int = 0
    rows_derived: int = 0
    rejected: list[RejectedRow] = field(default_factory=list)
    amounts: Amounts = field(default_factory=lambda: Amounts())
    directory: Directory = field(default_factory=Directory)
    has_local_times: bool = False
    stages: Counter[str] = field(default_factory=Counter)
    filled: set[str] = field(default_factory=set)
    also_read: set[int] = field(default_factory=set)


@dataclass
class Amounts:
    """The amounts that count, by the currency that each has, and the first one that has none."""

    told: Counter[str] = field(default_factory=Counter)
    untold: int = 0
    first: Example | None = None
    column: str = ""

    def see(self, amounts: Sequence[str], codes: Sequence[str], rows: Sequence[int], column: str) -> None:
        """Take note of clean amounts. Nothing is nothing in any currency."""
        for amount, code, row in zip(amounts, codes, rows, strict=True):
            if not is_amount(amount):
                continue
            if code:
                self.told[code] += 1
            else:
                self.untold += 1
                if self.first is None:
                    self.first, self.column = Example(amount, row), column


def is_amount(cell: str) -> bool:
    """Whether a clean cell holds a number other than 0."""
    digits = cell.removeprefix("-")
    return digits[:1].isdigit() and (digits[0] != "0" or bool(digits.strip("0.")))


@dataclass(frozen=True)
class Share:
    """The rows that an export takes of a table that feeds several: those that `own` takes and none of `others`.

    `own` is None for the export that takes what is left. `takes_rest`: rows that no export takes are rejected here.
    """

    own: Where | None
    others: tuple[Where, ...] = ()
    takes_rest: bool = False

    def split(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[list[int], list[int]]:
        """Places of the rows that the export takes, and of those that none takes."""
        keys = list(map(header_key, header))

        def taken(where: Where) -> list[bool]:
            place = next(keys.index(key) for key in where.headers if key in keys)
            return [(value_key(row[place]) in where.words) != where.is_not for row in rows]

        others = (
            [any(one) for one in zip(*map(taken, self.others), strict=True)] if self.others else [False] * len(rows)
        )
        own = taken(self.own) if self.own else [True] * len(rows)
        mine = [i for i, (one, other) in enumerate(zip(own, others, strict=True)) if one and not other]
        rest = [i for i, (one, other) in enumerate(zip(own, others, strict=True)) if not one and not other]
        return mine, rest if self.takes_rest else []


LONE_CR = re.compile(r"\r(?!\n)")


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
        seen: the rows of the export that had no id, of the tables before.
        share: which rows of the table the export takes; all where it is None.
    """

    def __init__(
        self,
        table: Table,
        match: Match,
        contracts: Mapping[str, Contract],
        options: Options,
        folder: Path,
        stem: str,
        seen: SeenRows | None = None,
        share: Share | None = None,
    ) -> None:
        self.table, self.match, self.contracts, self.options = table, match, contracts, options
        self.folder, self.stem = folder, stem
        self.seen, self.share = seen or SeenRows(), share
        self.export = match.export
        self.nulls = null_words(self.export.system.nulls)
        self.targets = self.make_targets()
        self.places = dict(match.columns) | {family_key(i): [c.index] for i, c in enumerate(match.families)}
        self.conversions = self.find_conversions()
        blank_zeros = {key for source in self.export.sources.values() for key in source.zero_is_blank}
        self.zeros = {place for place, name in enumerate(table.header) if header_key(name) in blank_zeros}
        self.unequal: dict[str, tuple[int, str, str]] = {}
        self.digests = RowDigests(table.header)
        taken = [place for places in self.places.values() for place in places]
        self.candidates = candidates(table.header, taken, self.export, self.seen) if self.lacks_key else []
        self.left_out: list[RejectedRow] = []
        self.rows_taken = 0

    @property
    def proven_ids(self) -> list[Candidate]:
        """The columns that prove to be ids within the table."""
        return [c for c in self.candidates if c.is_id and c.filled and not c.rounded]

    @property
    def lacks_key(self) -> bool:
        """Whether the table has no known column of ids."""
        return bool(self.export.key) and self.export.key not in self.match.columns

    def make_targets(self) -> dict[str, Target]:
        """Every column of the file that is read: those of the export, then those of families."""
        system = self.export.system
        account_zone = self.options.time_zone if system.time_zone == "account" else ""
        targets = {}
        for name in self.match.columns:
            is_contract_form = name in self.match.contract_form
            # the generic form itself says what a blank cell means
            blank = "" if is_contract_form and system.system == "generic" else "proven"
            targets[name] = Target(
                label=self.table.header[self.match.columns[name][0]].strip() or name,
                column=self.export.column(name),
                unit=self.export.units.get(name, ""),
                zone="" if is_contract_form and system.contract_time_zone else account_zone,
                decimal=(system.contract_decimal if is_contract_form else "") or system.decimal,
                blank="false" if any(name in flags for flags in self.export.flags.values()) else blank,
                values=self.export.values.get(name, {}),
                nulls=self.nulls,
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
                nulls=self.nulls,
            )
        return targets

    def find_conversions(self) -> dict[str, tuple[set[int], set[int]]]:
        """Column of an amount -> places of its converted amounts, and of the currencies of these."""
        found = {}
        for name, converted in self.export.converted.items():
            places, codes = self.match.columns.get(name, []), self.match.columns.get(self.export.currency, [])
            keys = {place: header_key(self.table.header[place]) for place in (*places, *codes)}
            found[name] = (
                {place for place in places if not converted.headers or keys[place] in converted.headers},
                {place for place in codes if keys[place] in converted.currency},
            )
        return found

    # reading ---------------------------------------------------------------------------------------------------

    def run(self, on_progress: Progress | None = None) -> Reading:
        """Read the table to its end.

        The first batch's plan is tried at once; where the later rows prove another one, the table is read again.

        Raises:
            TableError: the file can no longer be read.
            OSError: a part file cannot be written.
        """
        evidence = {name: found for name, target in self.targets.items() if (found := target.new_evidence())}
        writer: PartWriter | None = None
        is_first = True
        try:
            for rows, numbers in self.batches(on_progress):
                digests = self.digests(rows) if self.candidates else []
                for candidate in self.candidates:
                    candidate.look([row[candidate.place].strip() for row in rows], numbers, digests)
                cells = self.stripped(rows, numbers)
                for name, found in evidence.items():
                    found.see(cells[name], numbers)
                if is_first:
                    decision = self.decide(evidence)
                    if not decision.questions:
                        writer = PartWriter(self, self.recipe(evidence, decision))
                    is_first = False
                if writer is not None:
                    writer.write(cells, rows, numbers)
        finally:
            if writer is not None:
                writer.close()
        final = self.decide(evidence)
        reading = Reading(questions=final.questions, warnings=list(final.notes))
        reading.rejected = self.left_out + (self.table.rejected if not self.share or self.share.takes_rest else [])
        reading.rows_in = self.rows_taken + len(reading.rejected)
        recipe = self.recipe(evidence, final)
        reading.refusal = self.refusal_of(evidence, recipe)
        if reading.refusal or reading.questions:
            return reading
        if writer is None or writer.recipe != recipe:
            writer = PartWriter(self, recipe)
            try:
                for rows, numbers in self.batches(on_progress):
                    writer.write(self.stripped(rows, numbers), rows, numbers)
            finally:
                writer.close()
        writer.report(reading)
        self.note_repeated(reading)
        self.note_formats(reading, evidence)
        self.note_ids(reading, writer)
        if writer.ids is not None:
            writer.ids.keep(next((c.ids for c in self.candidates if c.place == recipe.key_place), {}))
        return reading

    def batches(self, on_progress: Progress | None) -> Iterator[tuple[Sequence[Sequence[str]], Sequence[int]]]:
        """The rows that the export takes, with their numbers, from the first one on."""
        self.left_out, self.rows_taken = [], 0
        for batch in self.table.batches(on_progress):
            rows, numbers = batch.rows, batch.numbers
            if self.share is not None:
                mine, rest = self.share.split(self.table.header, rows)
                self.left_out += [RejectedRow(numbers[i], csv_line(rows[i]), "taken_by_no_export") for i in rest]
                rows, numbers = [rows[i] for i in mine], [numbers[i] for i in mine]
            self.rows_taken += len(rows)
            if rows:
                yield rows, numbers

    def recipe(self, evidence: Mapping[str, Evidence], decision: Decision) -> Recipe:
        """How the rows are written, by what the cells seen so far prove."""
        known = evidence.get(self.export.key)
        is_blank = isinstance(known, IdEvidence) and not known.filled and self.rows_taken > 0
        proven = next((c for c in self.proven_ids if not c.clash), None)
        return Recipe(
            decision.plans,
            self.currency_wanted(evidence),
            self.lacks_key or is_blank,
            proven.place if proven else None,
            ColumnPlan(cuts_zero=proven.is_float) if proven else ColumnPlan(),
        )

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
            if self.export.system.ids == "above_zero" and self.targets[name].column.type == "id":
                nulls = nulls | {"0"}
            for place, column in zip(places, columns, strict=True):
                if place in self.zeros:
                    column[:] = ["" if cell and not WITH_VALUE.search(cell) else cell for cell in column]
            made[name] = [
                next((cell for cell in cells if cell and cell not in nulls), "") for cells in zip(*columns, strict=True)
            ]
        for name, (converted, codes) in self.conversions.items():
            if (converted or codes) and self.export.currency in made and self.export.converted[name].headers:
                made[self.export.currency] = self.codes_beside(name, converted, codes, rows)
        return made

    def codes_beside(self, name: str, converted: set[int], codes: set[int], rows: Sequence[Sequence[str]]) -> list[str]:
        """The currency of each row's amount: a converted amount goes with a converted one's currency, others with theirs."""
        currencies = self.places[self.export.currency]
        of = {True: [p for p in currencies if p in codes], False: [p for p in currencies if p not in codes]}

        def filled(row: Sequence[str], places: Iterable[int]) -> int | None:
            return next((p for p in places if (cell := row[p].strip()) and cell not in self.nulls), None)

        made = []
        for row in rows:
            place = filled(row, of[filled(row, self.places[name]) in converted])
            made.append("" if place is None else row[place].strip())
        return made

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
        options = replace(
            self.options,
            date_order=self.options.date_order or system.date_order,
            decimal=self.options.decimal or system.decimal,
        )
        return decide(self.table.label, self.targets, evidence, options)

    def currency_wanted(self, evidence: Mapping[str, Evidence]) -> bool:
        """Whether codes in the cells or header of money columns fill the currency column."""
        if not self.export.currency:
            return False
        return any(
            isinstance(found, NumberEvidence)
            and (found.currencies or self.targets[name].header_unit.currency or self.export.system.currency)
            for name, found in evidence.items()
            if self.tells_currency(name)
        )

    def tells_currency(self, name: str) -> bool:
        """Whether a column holds amounts whose currency goes to the currency column."""
        converted = self.export.converted.get(name)
        return self.export.units.get(name) == "money" and (converted is None or bool(converted.headers))

    # what is said of it ----------------------------------------------------------------------------------------

    def refusal_of(self, evidence: Mapping[str, Evidence], recipe: Recipe) -> Refusal | None:
        """Why the table cannot be used after all: ids that a spreadsheet destroyed, a needed header with two meanings,
        several rows of a record and no id."""
        if recipe.makes_ids and recipe.key_place is None and (line := self.line_header):
            source = self.export.sources.get(self.export.key)
            key = header_list(source.all_headers) if source else self.export.key
            return Refusal(
                self.table.file,
                self.table.part,
                f"the column {line}, of which a record may have several rows, and no id of the record",
                f"a column {key}, which shows which rows are of one record",
                "Add the id to the report, or take that column out of it, and export again.",
            )
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
                    f"the header {self.targets[name].label} occurs twice, and row {row} holds {first!r} and {second!r}",
                    "each header once",
                    "Keep the right column, or rename the other.",
                )
        return None

    @property
    def line_header(self) -> str:
        """The first header that shows that a record may have several rows; '' for none."""
        return next((name for name in self.table.header if header_key(name) in self.export.lines), "")

    def note_ids(self, reading: Reading, writer: PartWriter) -> None:
        """Say where ids come from that are not those of the CRM, and what was merged."""
        export, recipe = self.export, writer.recipe
        if not recipe.makes_ids:
            if export.key and (line := self.line_header):
                reading.warnings.append(
                    f"With the column {line} a record may have several rows: those of one {export.key} are one record, and "
                    "the build keeps the last of them."
                )
            return
        source = export.sources.get(export.key)
        lacks = (
            f"There is no column {header_list(source.all_headers)}"
            if source and source.all_headers
            else "There is no id"
        )
        if not self.lacks_key:
            lacks = f"The column {self.targets[export.key].label} is empty"
        if recipe.key_place is not None:
            header = self.table.header[recipe.key_place].strip()
            reading.warnings.append(
                f"{lacks}: {header} is filled in every row and differs where rows differ, so it is taken as the id."
            )
        elif self.rows_taken:
            reading.warnings.append(
                f"{lacks}: the id is a digest of all cells of a row, so that a record which changes becomes another one in "
                "the next export. Export the id too, if the CRM lets you."
            )
            if self.proven_ids and source:
                clashing = self.proven_ids[0]
                reading.warnings.append(
                    f"{self.table.header[clashing.place].strip()} is not taken as the id, for an earlier file has other rows with "
                    f"the same ids (the first is {clashing.clash}). If they are the same records, of which some have changed, "
                    f"give that column the header {source.all_headers[0]}."
                )
        if writer.alike and not export.each_row and (unread := self.match.unread(self.table.header)):
            one = writer.alike == 1
            reading.warnings.append(
                f"{writer.alike:,} {'row is' if one else 'rows are'} equal to another one in every column that is read, and "
                f"{'differs' if one else 'differ'} only in columns that are not ({', '.join(unread[:3])}{' and others' if len(unread) > 3 else ''}). "
                "If these are lines of one record, its amount counts more than once: add the id to the export, or take "
                "those columns out of it."
            )
        if reading.rows_merged:
            many = reading.rows_merged > 1
            reading.warnings.append(
                f"{reading.rows_merged:,} {'rows are' if many else 'row is'} equal to another one in every cell and "
                f"{'were' if many else 'was'} merged with it. If each row is a record of its own, a mapping file can say so "
                "(rows: each_a_record)."
            )

    def note_repeated(self, reading: Reading) -> None:
        """Say which headers came twice."""
        for name in self.match.repeated:
            label = self.targets[name].label
            if name in self.unequal:
                row, first, second = self.unequal[name]
                reading.warnings.append(
                    f"The header {label} occurs twice with different cells (row {row}: {first!r} and {second!r}); "
                    "the first with a value was taken. Rename the one that is not meant."
                )
            else:
                reading.warnings.append(f"The header {label} occurs twice with the same cells; one was taken.")

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


@dataclass
class Recipe:
    """How the rows of a table are written; equal recipes write the same.

    Attributes:
        plans: how each column is read.
        with_currency: whether the currency column is filled from amounts or by the mapping.
        makes_ids: whether rows get ids of the importer's making.
        key_place: place of the column that proved to be the id; None where ids are digests.
        key_plan: how that column is read.
    """

    plans: dict[str, ColumnPlan]
    with_currency: bool
    makes_ids: bool
    key_place: int | None
    key_plan: ColumnPlan


class PartWriter:
    """Converts batches by a recipe and writes them."""

    def __init__(self, owner: TableReader, recipe: Recipe) -> None:
        self.owner, self.recipe = owner, recipe
        export = owner.export
        self.readers = {
            name: ColumnReader(target, recipe.plans[name], export.system.ids, name in export.lists)
            for name, target in owner.targets.items()
        }
        self.ids = MadeIds(owner.digests, owner.seen, export.each_row) if recipe.makes_ids else None
        if recipe.key_place is not None:
            target = Target(owner.table.header[recipe.key_place], export.column(export.key), nulls=owner.nulls)
            self.key_reader = ColumnReader(target, recipe.key_plan, export.system.ids)
        self.columns = tuple(name for name in export.contract.columns if self.is_written(name))
        self.rows = 0
        # rows without an id that are alike in all that is read: lines of one record, perhaps
        self.alike = 0
        self.read: set[int] = set()
        self.amounts = Amounts()
        self.money = [name for name, unit in export.units.items() if unit == "money" and name in owner.targets]
        self.names = Memo(name_digest)
        self.codes = Memo(code_of)
        self.needed = [c.name for c in export.contract.columns.values() if c.required and c.name in self.columns]
        self.lacking: dict[str, int] = dict.fromkeys(self.needed, 0)
        self.conflicts: dict[tuple[str, str, bool], int] = {}
        self.unlike: Counter[str] = Counter()
        self.path = owner.folder / f"{owner.stem}.{export.name}.part"
        self.stream: TextIO = self.path.open("w", encoding="utf-8", newline="")
        self.writer = csv.writer(self.stream, lineterminator="\n")
        self.derived: dict[str, Derived] = {}
        self.streams: dict[str, TextIO] = {}
        self.directory = Directory()
        self.is_looked_up = any(
            look_up.export == export.label
            for other in export.system.exports.values()
            for look_up in other.look_ups.values()
        )
        self.stages: Counter[str] = Counter()
        self.counts_stages = export.stages is not None and not any(c in self.columns for c in export.stages.unless)
        self.filled: set[str] = set()
        self.awaited = {c for of in export.serves.values() for names in of.values() for c in names} & set(self.columns)
        self.families = [FamilyRows(column, family_key(i)) for i, column in enumerate(owner.match.families)]
        self.open_derived()

    def is_written(self, name: str) -> bool:
        """Whether a column is in the clean file."""
        export = self.owner.export
        source = export.sources.get(name)
        return (
            name in self.owner.match.columns
            or (source is not None and bool(source.constant or source.otherwise))
            or (name in export.flags and all(flag in self.owner.targets for flag in export.flags[name]))
            or (self.recipe.makes_ids and name == export.key)
            or (self.recipe.with_currency and name == export.currency)
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

    def write(self, cells: Mapping[str, list[str]], raw: Sequence[Sequence[str]], numbers: Sequence[int]) -> None:
        """Convert and write a batch; `raw` are whole rows of the table."""
        export = self.owner.export
        ids: list[str] = []
        if self.ids is not None:
            places, ids = self.ids.take(raw)
            if len(places) < len(raw):
                cells = {name: [column[i] for i in places] for name, column in cells.items()}
                raw, numbers = [raw[i] for i in places], [numbers[i] for i in places]
            if self.money and self.recipe.key_place is None:
                hashes = list(map(hash, zip(*(cells[name] for name in self.owner.match.columns), strict=True)))
                before = len(self.read)
                self.read.update(hashes)
                self.alike += len(hashes) - (len(self.read) - before)
        made = {name: reader.read(cells[name], numbers) for name, reader in self.readers.items()}
        count = len(numbers)
        for name, source in export.sources.items():
            if source.constant:
                made[name] = [source.constant] * count
            elif source.otherwise:
                made[name] = [cell or source.otherwise for cell in made.get(name, [""] * count)]
            if source.is_digest and name in made:
                made[name] = list(map(self.names.__getitem__, made[name]))
        for name, flags in export.flags.items():
            if name in self.columns:
                made[name] = [self.outcome(*pair) for pair in zip(*(made[flag] for flag in flags), strict=True)]
        if self.recipe.key_place is not None:
            ids = self.key_reader.read([row[self.recipe.key_place].strip() for row in raw], numbers)
        if self.recipe.makes_ids:
            made[export.key] = ids
        if self.money:
            self.tell_currencies(cells, made, numbers)
        if self.is_looked_up:
            self.directory.add(zip(made[export.key], made.get(CALLED, [""] * count), strict=True))
        for name in self.needed:
            self.lacking[name] += made[name].count("")
        if self.awaited:
            self.filled |= {name for name in self.awaited if any(made[name])}
            self.awaited -= self.filled
        if self.counts_stages and export.stages and len(self.stages) < MOST_STAGES:
            self.stages.update(made.get(export.stages.column, ()))
        # a writer quotes no lone carriage return, at which readers end the row
        columns = [made[name] for name in self.columns]
        columns = [
            [LONE_CR.sub("\n", cell) for cell in cells] if "\r" in "".join(cells) else cells for cells in columns
        ]
        self.writer.writerows(zip(*columns, strict=True))
        self.rows += count
        if self.families:
            self.write_families(made)

    def outcome(self, won: str, closed: str) -> str:
        """What two flags say of a deal. Flags that cannot be read, or that contradict each other, say nothing: the build
        rejects the text in their place."""
        says = {("true", "true"): "won", ("false", "true"): "lost", ("false", "false"): "open"}
        if (won, closed) not in says:
            self.unlike[f"won {cut(won) or 'blank'}, closed {cut(closed) or 'blank'}"] += 1
        return says.get((won, closed), f"won {won}, closed {closed}" if won or closed else "")

    def tell_currencies(
        self, cells: Mapping[str, list[str]], made: dict[str, list[str]], numbers: Sequence[int]
    ) -> None:
        """Fill the currency column, and take note of the currency of every amount that counts."""
        export = self.owner.export
        codes = [""] * len(numbers)
        if export.currency in made:
            made[export.currency] = codes = list(map(self.codes.__getitem__, made[export.currency]))
        if self.recipe.with_currency:
            made[export.currency] = codes = self.currency_of(cells, codes)
        is_free = [True] * len(numbers)
        for name in self.money:
            # an amount that the record's currency does not go with says itself what it is in, or nothing does
            of_name = codes if self.owner.tells_currency(name) else self.codes_in(cells[name], name)
            amounts = [amount if free else "" for amount, free in zip(made[name], is_free, strict=True)]
            self.amounts.see(amounts, of_name, numbers, self.owner.targets[name].label)
            is_free = [free and not amount for free, amount in zip(is_free, made[name], strict=True)]

    def codes_in(self, cells: Sequence[str], name: str) -> list[str]:
        """The currency beside each amount, or behind the header."""
        behind = self.owner.targets[name].header_unit.currency
        return [currency_in(cell) or (behind if cell else "") for cell in cells]

    def currency_of(self, cells: Mapping[str, list[str]], given: list[str]) -> list[str]:
        """The currency column, filled from money columns where it is empty. A code in the amount itself goes before it; a
        sign, which several currencies may go by, does not."""
        made = given
        for name in self.money:
            if not self.owner.tells_currency(name):
                continue
            label = self.owner.targets[name].label.upper()
            codes = self.codes_in(cells[name], name)
            is_code = [
                bool(code) and (code in cell.upper() or code in label)
                for code, cell in zip(codes, cells[name], strict=True)
            ]
            for one, other, wins in set(zip(made, codes, is_code, strict=True)):
                if one and other and one.upper() != other:
                    self.conflicts[one, other, wins] = self.conflicts.get((one, other, wins), 0) + 1
            made = [other if wins else one or other for one, other, wins in zip(made, codes, is_code, strict=True)]
        return [code or self.owner.export.system.currency for code in made]

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
        reading.parts.append(Part(export.contract, self.columns, self.path, self.rows, export.look_ups))
        reading.parts += [Part(d.contract, d.columns, d.path, d.rows) for d in self.derived.values()]
        reading.rows_out = self.rows
        reading.rows_merged = self.ids.merged if self.ids is not None else 0
        reading.stages = self.stages
        reading.filled = self.filled
        # what gave the ids, besides the columns that the mapping knows
        reading.also_read = set() if self.recipe.key_place is None else {self.recipe.key_place}
        reading.rows_derived = sum(derived.rows for derived in self.derived.values())
        reading.amounts, reading.directory = self.amounts, self.directory
        for reader in self.readers.values():
            for kind, oddity in reader.oddities.items():
                reading.warnings.append(odd_text(reader.target, kind, oddity.count, oddity.example))
        for name, count in self.lacking.items():
            if count:
                reading.warnings.append(
                    f"{count:,} {'row has' if count == 1 else 'rows have'} no {name}, without which a row means nothing; the build lists them in "
                    "rejected_records."
                )
        for given, found, wins in self.conflicts:
            reading.warnings.append(
                f"Column {export.currency} says {cut(given)} where the amount itself says {cut(found)}; "
                f"{'the amount was believed' if wins else 'the column was kept'}. Check the amounts of these rows."
            )
        unknown = sorted(code for code in self.amounts.told if code.upper() not in CODES)
        if unknown:
            reading.warnings.append(
                f"{code_list(unknown)}: no codes of currencies "
                "that are known. The build has no rate for them, and leaves these amounts out of sums."
            )
        for flags, count in self.unlike.items():
            reading.warnings.append(
                f"{count:,} {'row says' if count == 1 else 'rows say'} {flags}, which is no outcome; the build lists "
                f"{'it' if count == 1 else 'them'} in rejected_records."
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


def csv_line(row: Sequence[str]) -> str:
    """A row as a line of CSV."""
    held = io.StringIO()
    csv.writer(held, lineterminator="").writerow(row)
    return held.getvalue()


def name_digest(name: str) -> str:
    """The key of a person who is known by name alone, as macros/records/user_key.sql makes it."""
    return "name:" + hashlib.md5(name.strip().lower().encode(), usedforsecurity=False).hexdigest() if name else ""


def currency_in(cell: str) -> str:
    """The currency beside a number; '' for none."""
    if not cell or (cell[-1].isdigit() and (cell[0].isdigit() or cell[0] == "-")):
        return ""
    parts = numbers.take_apart(cell)
    return parts.currency if parts else ""


def header_list(headers: Sequence[str]) -> str:
    """The first headers of a column for a message."""
    return " or ".join(headers[:2])


def odd_text(target: Target, kind: str, count: int, example: Example) -> str:
    """A warning about odd cells of a column."""
    shown = cut(example.cell)
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
