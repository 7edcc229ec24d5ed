"""What the cells of a file prove of their formats, and the plan by which each column is then read.

Nothing is guessed: a date such as 03/04/2025 or a number such as 1.234 is read only where other cells of the column, or
of the file, leave one reading; else it becomes a question.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from tools.importer import dates, numbers
from tools.importer.dates import DatePlan
from tools.importer.mapping import Column, value_key
from tools.importer.numbers import NumberPlan
from tools.importer.recognise import HeaderUnit

TRUE_WORDS = "true t 1 1.0 yes y on si sí sim oui ja wahr verdadero vrai 是 对 真 有 ✓ ✔ ☑ √ checked"
FALSE_WORDS = "false f 0 0.0 no n off não non nein falsch falso faux 否 错 假 无 ✗ ✘ ☐ unchecked"
BOOLEANS = {value_key(word): "true" for word in TRUE_WORDS.split()} | {
    value_key(word): "false" for word in FALSE_WORDS.split()
}
DIGITS = str.maketrans("0123456789", "9999999999")
MOST_SHAPES = 5_000
EXPONENT = re.compile(r"^\d(?:[.,]\d+)?E\+\d+$", re.MULTILINE | re.IGNORECASE)
WITH_TIME = re.compile(r"\d(?::|时|点)\d")
PER_CENT = re.compile(r"[%％]|\bper ?cent\b|\bpct\b|percentage|porcentaje|百分", re.IGNORECASE)
WITH_OFFSET = re.compile(r"(?:Z|UTC|GMT|[+-]\d\d:?\d\d|\d[+-]\d\d)$", re.IGNORECASE)


@dataclass(frozen=True)
class Question:
    """Something that only a person can decide; the file is not written until it is answered."""

    file: str
    column: str
    found: str
    readings: str
    answer: str


@dataclass(frozen=True)
class Example:
    """A cell and the row that it is in."""

    cell: str
    row: int


@dataclass(frozen=True)
class Options:
    """What a person said about the formats: answers to questions."""

    date_order: str = ""
    decimal: str = ""
    time_zone: str = ""
    currency: str = ""
    rates: str = ""


class ShapeEvidence:
    """The shapes of a column's cells (digits as 9) with one example each."""

    def __init__(self) -> None:
        self.shapes: dict[str, Example] = {}
        self.is_full = False

    def see(self, cells: Sequence[str], rows: Sequence[int]) -> set[str]:
        """Take note of cells without blanks around them; the shapes among them."""
        text = "\n".join(cells)
        shapes = text.translate(DIGITS).split("\n")
        if len(shapes) != len(cells):
            shapes = [cell.translate(DIGITS) for cell in cells]
        found = set(shapes)
        for shape in found - self.shapes.keys():
            if len(self.shapes) >= MOST_SHAPES:
                self.is_full = True
                break
            place = shapes.index(shape)
            self.shapes[shape] = Example(cells[place], rows[place])
            self.classify(shape, self.shapes[shape])
        return found

    def classify(self, shape: str, example: Example) -> None:
        """Look at a shape that was not seen before."""


SLASHES = frozenset({"slash", "hyphen", "short_slash", "short_hyphen"})
POINTS = frozenset({"point", "short_point"})


class DateEvidence(ShapeEvidence):
    """What a date or timestamp column proves.

    `proofs` maps `slash`, `point` (the separator; hyphens count as slashes) to order -> example; `open` holds a cell
    of each that leaves the order open, one whose readings differ where there is one; `alike` the separators of which
    both readings of every open cell are the same day (05/05).
    """

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, Example] = {}
        self.by_shape: dict[str, str] = {"": ""}
        self.proofs: dict[str, dict[str, Example]] = {"slash": {}, "point": {}}
        self.open: dict[str, Example] = {}
        self.alike: set[str] = set()
        self.short: dict[str, Example] = {}
        self.has_local_times = False
        self.has_serial_times = False
        self.implausible_serial = False

    def classify(self, shape: str, example: Example) -> None:
        """The form of a new shape."""
        if not shape:
            return
        cell = unicodedata.normalize("NFKC", example.cell)
        form = dates.form_of(cell)
        self.by_shape[shape] = form
        self.forms.setdefault(form, example)
        if WITH_TIME.search(cell) and not WITH_OFFSET.search(cell):
            self.has_local_times = True
        if form == "serial" and len(shape) > 5:
            self.has_serial_times = True

    def see(self, cells: Sequence[str], rows: Sequence[int]) -> set[str]:
        """Take note of cells; of the ambiguous ones what they prove of their order."""
        shapes = super().see(cells, rows)
        forms = {self.by_shape.get(shape, "") for shape in shapes}
        for form in forms:
            group = form.removeprefix("short_")
            if group not in ("slash", "point", "hyphen"):
                continue
            group = "slash" if group == "hyphen" else group
            if len(self.proofs[group]) < 2:
                forms_here = SLASHES if group == "slash" else POINTS
                is_alone = all(self.by_shape.get(shape) in forms_here for shape in shapes if shape)
                self.prove(group, is_alone, cells, rows)
            if form.startswith("short_"):
                self.short.setdefault(group, self.forms[form])
        if "serial" in forms and not self.implausible_serial:
            low, high = dates.SERIALS
            for cell in set(cells):
                if self.by_shape.get(cell.translate(DIGITS)) == "serial":
                    self.implausible_serial |= not low <= float(cell.replace(",", ".")) <= high
        return shapes

    def prove(self, group: str, is_alone: bool, cells: Sequence[str], rows: Sequence[int]) -> None:
        """What the beginnings of cells prove of their order; `is_alone`: no cell has another form."""
        forms = SLASHES if group == "slash" else POINTS
        if not is_alone:
            own = [place for place, cell in enumerate(cells) if self.by_shape.get(cell.translate(DIGITS)) in forms]
            cells, rows = [cells[place] for place in own], [rows[place] for place in own]
        for start in dict.fromkeys(cell[:5] for cell in cells if cell):
            plain = unicodedata.normalize("NFKC", start)
            order = dates.order_proof(plain)
            if order and order not in self.proofs[group]:
                self.proofs[group][order] = first_with(start, cells, rows)
            elif not order and (group not in self.open or group in self.alike):
                if not reads_alike(plain):
                    self.alike.discard(group)
                elif group in self.open:
                    continue
                else:
                    self.alike.add(group)
                self.open[group] = first_with(start, cells, rows)


def reads_alike(start: str) -> bool:
    """Whether a date's beginning is the same day in both orders, as 05/05 is."""
    parts = re.findall("[0-9]+", start)
    return len(parts) > 1 and int(parts[0]) == int(parts[1])


def first_with(start: str, cells: Sequence[str], rows: Sequence[int]) -> Example:
    """The first cell with a beginning."""
    place = next(i for i, cell in enumerate(cells) if cell.startswith(start))
    return Example(cells[place], rows[place])


class NumberEvidence(ShapeEvidence):
    """What a number column proves of its decimal sign, and the currencies beside its numbers.

    `bare` holds, of a rate, the first number without a per cent sign that is `above` one, `one`, and `below` it.
    """

    def __init__(self, *, is_rate: bool = False) -> None:
        super().__init__()
        self.is_rate = is_rate
        self.bare: dict[str, Example] = {}
        self.proofs: dict[str, Example] = {}
        self.open: dict[str, Example] = {}
        self.open_shapes: set[str] = set()
        self.currencies: set[str] = set()
        self.is_plain = True

    def classify(self, shape: str, example: Example) -> None:
        """What a new shape says."""
        if not shape:
            return
        if not numbers.PLAIN.fullmatch(example.cell):
            self.is_plain = False
        parts = numbers.take_apart(example.cell)
        if parts is None:
            return
        if parts.currency:
            self.currencies.add(parts.currency)
        proof = numbers.proof_of(parts.digits)
        if proof in ("point", "comma"):
            # 0.123 has the shape of 1.234: the shape may still be open for other cells
            self.proofs.setdefault(proof, example)
            if re.fullmatch(r"\d{1,3}[.,]\d{3}", parts.digits):
                self.open_shapes.add(shape)
        elif proof in ("open_point", "open_comma"):
            self.open.setdefault(proof, example)
            self.open_shapes.add(shape)

    def see(self, cells: Sequence[str], rows: Sequence[int]) -> set[str]:
        """Take note of cells; among those of an open shape look for ones that begin with 0."""
        shapes = super().see(cells, rows)
        if self.open_shapes and shapes & self.open_shapes and not self.proofs:
            for place, cell in enumerate(cells):
                if cell and cell.translate(DIGITS) in self.open_shapes:
                    parts = numbers.take_apart(cell)
                    proof = numbers.proof_of(parts.digits) if parts else ""
                    if proof in ("point", "comma"):
                        self.proofs.setdefault(proof, Example(cell, rows[place]))
        if self.is_rate:
            for cell in set(cells):
                size = numbers.size_of(cell)
                if size and size not in self.bare:
                    self.bare[size] = Example(cell, rows[cells.index(cell)])
        return shapes


class IdEvidence:
    """Whether a spreadsheet made decimal numbers (117.0) or rounded ones (1.23457E+11) of ids."""

    def __init__(self) -> None:
        self.filled = 0
        self.with_zero = 0
        self.rounded: Example | None = None

    def see(self, cells: Sequence[str], rows: Sequence[int]) -> None:
        """Take note of cells without blanks around them."""
        self.filled += len(cells) - cells.count("")
        text = "\n".join(cells) + "\n"
        if ".0\n" in text:
            self.with_zero += sum(bool(re.fullmatch(r"\d+\.0", cell)) for cell in cells)
        if self.rounded is None and "+" in text and EXPONENT.search(text):
            place = next((i for i, cell in enumerate(cells) if EXPONENT.match(cell)), None)
            self.rounded = None if place is None else Example(cells[place], rows[place])

    @property
    def is_float(self) -> bool:
        """Whether every id is a whole number with .0 behind it."""
        return self.filled > 0 and self.with_zero == self.filled


class FlagEvidence:
    """What the cells of a boolean column say, and how many are blank."""

    def __init__(self, words: Mapping[str, str], nulls: frozenset[str]) -> None:
        self.words, self.nulls = words, nulls
        self.says: set[str] = set()
        self.blanks = 0

    def see(self, cells: Sequence[str], rows: Sequence[int]) -> None:
        """Take note of cells without blanks around them."""
        for cell in set(cells):
            if not cell or cell in self.nulls:
                self.blanks += cells.count(cell)
            else:
                self.says.add(self.words.get(value_key(cell), "?"))

    @property
    def leaves_false_blank(self) -> bool:
        """Whether false is written as nothing: some cells are true, some blank, and none says false."""
        return self.blanks > 0 and "true" in self.says and "false" not in self.says


Evidence = DateEvidence | NumberEvidence | IdEvidence | FlagEvidence


@dataclass(frozen=True)
class ColumnPlan:
    """How one column is read; equal plans read equally."""

    date: DatePlan | None = None
    number: NumberPlan | None = None
    cuts_zero: bool = False
    blank: str = ""


@dataclass
class Target:
    """A column to be read: its name for people, its type, and what mapping and header say of it.

    `blank`: of a boolean, whether a blank cell may mean false where the column says so (`proven`), does so wherever no
    cell says false (`false`), or means what its contract says ('').
    """

    label: str
    column: Column
    unit: str = ""
    header_unit: HeaderUnit = field(default_factory=HeaderUnit)
    zone: str = ""
    decimal: str = ""
    blank: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    nulls: frozenset[str] = frozenset()

    @property
    def words(self) -> Mapping[str, str]:
        """Words in their normal form -> the canonical text."""
        return {**BOOLEANS, **self.values} if self.column.type == "boolean" else self.values

    @property
    def is_rate(self) -> bool:
        """Whether its numbers lie between 0 and 1."""
        return self.column.is_rate and self.unit != "percent"

    def new_evidence(self) -> Evidence | None:
        """An empty collection of what its cells prove; None for types that need no proof."""
        if self.column.type in ("date", "timestamp"):
            return DateEvidence()
        if self.column.type == "number":
            return NumberEvidence(is_rate=self.is_rate)
        if self.column.type == "boolean" and self.blank:
            return FlagEvidence(self.words, self.nulls)
        return IdEvidence() if self.column.type == "id" else None


@dataclass
class Decision:
    """The plans of a file's columns, and what could not be decided."""

    plans: dict[str, ColumnPlan]
    questions: list[Question]
    notes: list[str]


def decide(file: str, targets: Mapping[str, Target], evidence: Mapping[str, Evidence], options: Options) -> Decision:
    """The plan of every column that needs one, from what all cells of the file prove.

    Args:
        file: name of the file for questions.
        targets: columns by an id of their own.
        evidence: what each column's cells prove, by the same ids.
        options: answers that were given.
    """
    made = Decision({}, [], [])
    date_columns = {name: found for name, found in evidence.items() if isinstance(found, DateEvidence)}
    number_columns = {name: found for name, found in evidence.items() if isinstance(found, NumberEvidence)}
    leaves_false_blank = any(f.leaves_false_blank for f in evidence.values() if isinstance(f, FlagEvidence))
    for name, target in targets.items():
        found = evidence.get(name)
        if isinstance(found, DateEvidence):
            made.plans[name] = ColumnPlan(date=decide_date(file, target, found, date_columns, options, made))
        elif isinstance(found, NumberEvidence):
            made.plans[name] = ColumnPlan(number=decide_number(file, target, found, number_columns, options, made))
        elif isinstance(found, IdEvidence):
            made.plans[name] = ColumnPlan(cuts_zero=found.is_float)
        elif isinstance(found, FlagEvidence):
            made.plans[name] = decide_flag(target, found, leaves_false_blank, made)
        else:
            made.plans[name] = ColumnPlan()
    return made


def decide_flag(target: Target, found: FlagEvidence, leaves_false_blank: bool, made: Decision) -> ColumnPlan:
    """The plan of a boolean column. One that is wholly blank says nothing, unless another one of the file shows how
    false is written."""
    is_blank_false = found.leaves_false_blank or (
        found.blanks > 0 and not found.says and (leaves_false_blank or target.blank == "false")
    )
    if is_blank_false:
        made.notes.append(
            f"Column {target.label}: {found.blanks:,} blank {'cell is' if found.blanks == 1 else 'cells are'} read as "
            "false, for no cell of the column says false."
        )
    return ColumnPlan(blank="false" if is_blank_false else "")


def decide_date(
    file: str,
    target: Target,
    found: DateEvidence,
    others: Mapping[str, DateEvidence],
    options: Options,
    made: Decision,
) -> DatePlan:
    """The plan of a date or timestamp column; questions go to `made`."""
    plan = DatePlan(
        is_day=target.column.type == "date",
        zone=target.zone,
        epoch="epoch" in found.forms,
        compact="compact" in found.forms,
    )
    if set(found.forms) == {"serial"} and not found.implausible_serial:
        plan = replace(plan, serials="times" if found.has_serial_times else "days")
    for group in ("slash", "point"):
        proofs, open_cell = found.proofs[group], found.open.get(group)
        if not proofs and open_cell is None:
            continue
        order = ""
        if group in found.short and options.date_order == "ymd":
            order = "ymd"
        elif len(proofs) == 1:
            (order,) = proofs
            if options.date_order in ("dmy", "mdy") and options.date_order != order:
                made.notes.append(
                    f"{target.label}: the cells prove {order} ({proofs[order].cell}), so the date order "
                    f"{options.date_order} was not used for it"
                )
        elif options.date_order:
            order = options.date_order
        elif len(proofs) == 2:
            made.questions.append(
                Question(
                    file,
                    target.label,
                    f"{proofs['dmy'].cell} (row {proofs['dmy'].row}) and {proofs['mdy'].cell} (row {proofs['mdy'].row})",
                    "day/month only (the first) and month/day only (the second)",
                    "correct the file, or say which holds with --date-order dmy or --date-order mdy; "
                    "cells that do not fit are then left as they are",
                )
            )
            continue
        else:
            proven = {each for other in others.values() for each in other.proofs[group]}
            if len(proven) == 1:
                (order,) = proven
            elif not proven and (group == "point" or group in found.alike):
                # no locale writes the month first with points; where both readings are one day, any order will do
                order = "dmy"
            elif open_cell is not None:
                made.questions.append(Question(file, target.label, *both_readings(open_cell)))
                continue
        if group in found.short and not options.date_order:
            made.questions.append(
                Question(
                    file,
                    target.label,
                    f"{found.short[group].cell} (row {found.short[group].row})",
                    "a day of the 20th or of the 21st century, for the year has two digits",
                    "export with four digits, or declare the form with --date-order dmy, mdy or ymd: years are then 20yy",
                )
            )
            continue
        plan = replace(plan, **{"order" if group == "slash" else "point_order": order})
        plan = replace(plan, short_years=plan.short_years or group in found.short)
    shapes = found.shapes.keys()
    is_fast = shapes <= dates.FAST_SHAPES or (not target.zone and shapes <= dates.FAST_SHAPES | dates.FAST_UTC_SHAPES)
    return replace(plan, fast=is_fast and not found.is_full and (plan.is_day or dates.has_whole_hours(target.zone)))


def both_readings(example: Example) -> tuple[str, str, str]:
    """What was found, both readings of an open date, and the answers."""
    first, second = re.split(r"[-/.]", example.cell)[:2]
    year = re.split(r"[-/.]", example.cell)[2][:4]
    if not year.isdigit() or len(year) < 4:
        year = "20" + year[:2]
    return (
        f"{example.cell} (row {example.row})",
        f"{year}-{int(second):02}-{int(first):02} (day first) or {year}-{int(first):02}-{int(second):02} (month first)",
        "--date-order dmy or --date-order mdy",
    )


def decide_number(
    file: str,
    target: Target,
    found: NumberEvidence,
    others: Mapping[str, NumberEvidence],
    options: Options,
    made: Decision,
) -> NumberPlan:
    """The plan of a number column; questions go to `made`."""
    factor = Decimal("0.01") if is_per_cent(file, target, found, options, made) else target.header_unit.factor
    plan = NumberPlan(unit=target.unit, factor=factor)
    decimal = ""
    if len(found.proofs) == 1:
        (decimal,) = found.proofs
    elif target.decimal and target.decimal in found.proofs:
        # the system writes the same sign in every cell, so that a cell with the other one is a bad cell
        decimal = target.decimal
    elif len(found.proofs) == 2 and not options.decimal:
        point, comma = found.proofs["point"], found.proofs["comma"]
        made.questions.append(
            Question(
                file,
                target.label,
                f"{point.cell} (row {point.row}) and {comma.cell} (row {comma.row})",
                "a number with a decimal point (the first) and one with a decimal comma (the second)",
                "correct the file, or say which holds with --decimal point or --decimal comma; "
                "cells that do not fit are then left as they are",
            )
        )
    elif found.proofs or found.open:
        proven = {each for other in others.values() for each in other.proofs}
        if options.decimal:
            decimal = options.decimal
        elif target.decimal and set(found.open) <= {f"open_{target.decimal}"}:
            decimal = target.decimal
        elif len(proven) == 1:
            (decimal,) = proven
        else:
            example = next(iter(found.open.values()))
            made.questions.append(Question(file, target.label, *both_numbers(example)))
    is_plain = found.is_plain and not found.is_full and decimal != "comma" and factor == Decimal(1)
    return replace(plan, decimal=decimal, plain=is_plain and target.unit in ("", "money"))


def is_per_cent(file: str, target: Target, found: NumberEvidence, options: Options, made: Decision) -> bool:
    """Whether the bare numbers of a column are per cent (those with a sign always are); questions go to `made`.

    A number above 1 cannot be a rate from 0 to 1; a header that says per cent is contradicted where none is above 1.
    """
    if not target.is_rate:
        return target.unit == "percent"
    above, small = found.bare.get("above"), found.bare.get("one") or found.bare.get("below")
    is_headed = bool(PER_CENT.search(target.label))
    example = small if is_headed else above
    if example is None or (is_headed and above):
        return is_headed
    if options.rates:
        return options.rates == "percent"
    shown = f"{example.cell} (row {example.row})"
    if not is_headed and small:
        shown += f" and {small.cell} (row {small.row})"
    made.questions.append(
        Question(
            file,
            target.label,
            shown,
            f"per cent ({example.cell} is {example.cell} %"
            + (f", {small.cell} is {small.cell} %" if small and small is not example else "")
            + ") or a share of 1 (1 is everything, and a number above 1 an error)",
            "--rates percent or --rates share",
        )
    )
    return False


def both_numbers(example: Example) -> tuple[str, str, str]:
    """What was found, both readings of an open number, and the answers."""
    parts = numbers.take_apart(example.cell)
    digits = parts.digits if parts else example.cell
    readings = {decimal: numbers.in_plain_form(digits, decimal) for decimal in ("point", "comma")}
    return (
        f"{example.cell} (row {example.row})",
        f"{readings['point']} (decimal point) or {readings['comma']} (decimal comma)",
        "--decimal point or --decimal comma",
    )
