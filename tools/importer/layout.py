"""How a text or sheet is laid out, by its first rows: delimiter, where the header is, whether rows may be short."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tools.importer.groups import group_columns, without_arrow
from tools.importer.shapes import Limits, Note, RefusedError

SAMPLE_LINES = 1_000
SAMPLE_CHARACTERS = 2_000_000
DELIMITERS = (",", ";", "\t", "|")

_SEP_LINE = re.compile(r'\ufeff?"?sep=(.)"?[\r\n]*', re.IGNORECASE)
_INVISIBLE = re.compile("[\0\ufeff\u200b\u200e\u200f\u2060]")
_STARTS_LIKE_DATA = re.compile(r"[-+$€£¥]?\d")
_TITLE_ROWS = 40


@dataclass(frozen=True)
class Record:
    """A row of a sample, with the lines that it is on. `cells` is None where its quotes are broken."""

    cells: list[str] | None
    line: int
    lines: int


@dataclass
class Layout:
    """Where the header is and how rows are split."""

    header: list[str]
    delimiter: str = ","
    width: int = 0  # cells in the header's row, before unnamed ones at its end were cut off
    skip_lines: int = 0  # lines up to and with the header's last
    pads: bool = False  # rows may lack empty cells at their end
    quoted: bool = False  # every row starts with a quote
    grouped_by: tuple[int, ...] = ()  # columns in which a group is in its first row only
    notes: list[Note] = field(default_factory=list)


def is_blank(row: Sequence[str]) -> bool:
    """Whether a row holds nothing."""
    return not any(cell.strip("\x1a \t\xa0\r\n") for cell in row)


def unnest(cell: str, delimiter: str, width: int | None = None) -> list[str] | None:
    """The row that was written into one cell, quotes and all; None where it is not one.

    With a known `width` the row must have so many cells, and may be separated by commas, too.
    """
    for candidate in dict.fromkeys((delimiter, ",") if width else (delimiter,)):
        if candidate not in cell:
            continue
        try:
            rows = list(csv.reader(io.StringIO(cell, newline=""), delimiter=candidate, strict=True))
        except csv.Error:
            continue
        if len(rows) != 1:
            continue
        row = rows[0]
        while width and len(row) > width and not row[-1].strip():
            row.pop()
        if len(row) == width or (width is None and len(row) > 1):
            return row
    return None


def clean_header(row: Sequence[str]) -> list[str]:
    """Header names without marks, NUL and blanks round them; unnamed columns at the end are cut off."""
    names = [" ".join(_INVISIBLE.sub("", name).split()) for name in row]
    names = [found.group(1) if (found := re.fullmatch(r'="(.*)"', name)) else name for name in names]
    names = list(map(without_arrow, names))
    while names and not names[-1]:
        names.pop()
    return names


def header_row(rows: Sequence[Sequence[str]]) -> int | None:
    """The index of the header among the first rows: the first row that holds something, unless titles are above it.

    Titles are passed over only where it is evident: they fill less than half as many cells as a row below them whose
    cells are all filled, all different and none a number or date, and most rows after it have its number of cells.
    """
    filled = [sum(not is_blank([cell]) for cell in row) for row in rows]
    first = next((index for index, count in enumerate(filled) if count), None)
    if first is None:
        return None
    most = max(filled[first : first + _TITLE_ROWS])
    if filled[first] * 2 >= most:
        return first
    for index in range(first + 1, min(len(rows), first + _TITLE_ROWS)):
        if filled[index] * 2 >= most:
            return index if _is_header(rows, index) else first
    return first


def _is_header(rows: Sequence[Sequence[str]], index: int) -> bool:
    """Whether a row below titles reads like column names."""
    names = [cell.strip() for cell in rows[index]]
    while names and not names[-1]:
        names.pop()
    while names and not names[0]:
        names.pop(0)
    named = [name for name in names if name]
    # a report that is grouped leaves a column without a name for the labels of its subtotals
    if (
        len(named) < 2
        or len(set(named)) < len(named)
        or (len(named) < len(names) and not (len(named) > 3 and len(names) - len(named) == 1))
        or any(_STARTS_LIKE_DATA.match(name) for name in named)
    ):
        return False
    body = [row for row in rows[index + 1 :] if not is_blank(row)]
    alike = sum(len(row) == len(rows[index]) for row in body)
    return alike * 2 >= len(body)


def records(lines: Sequence[str], delimiter: str, whole: bool) -> list[Record]:
    """The rows of a sample. A row with broken quotes ends with its first line; one that the sample cuts off is left out."""
    found: list[Record] = []
    start = 0
    while start < len(lines):
        reader = csv.reader(iter(lines[start:]), delimiter=delimiter, strict=True)
        before = 0
        try:
            for row in reader:
                found.append(Record(row, start + before, reader.line_num - before))
                before = reader.line_num
            return found
        except csv.Error:
            open_ended = start + reader.line_num >= len(lines)
            if open_ended and not whole and len(lines) - start - before < SAMPLE_LINES // 2:
                return found
            found.append(Record(None, start + before, 1))
            start += before + 1
    return found


def layout_of(lines: list[str], whole: bool, limits: Limits) -> Layout:
    """The layout of a text from its first lines; `whole` where they are all of it. Raises RefusedError without a header."""
    sep = _SEP_LINE.fullmatch(lines[0]) if lines else None
    skipped = 1 if sep else 0
    delimiters = (sep.group(1),) if sep else DELIMITERS
    lines = [line.lstrip("\ufeff") if index == 0 else line for index, line in enumerate(lines)][skipped:]
    candidates = [_candidate(lines, delimiter, whole, limits.columns + 1) for delimiter in delimiters]
    score, layout = max(candidates, key=lambda candidate: candidate[0])
    if score < 0:
        raise RefusedError("no header line", "a header line and rows", "Export the data again.")
    if len(layout.header) > limits.columns:
        found = f"a header of more than {limits.columns:,} columns"
        raise RefusedError(
            found, f"at most {limits.columns:,} columns", "This is no export of a CRM, or its line ends are lost."
        )
    layout.skip_lines += skipped
    if sep:
        layout.notes.insert(0, Note("sep_line", f"the first line says that cells are separated by {sep.group(1)!r}"))
    return layout


def _candidate(lines: list[str], delimiter: str, whole: bool, most_columns: int) -> tuple[float, Layout]:
    """The layout if cells were separated by a delimiter, with how well header and body agree on it."""
    sample = records(lines, delimiter, whole)
    rows = [(record.cells or [])[:most_columns] for record in sample]
    if nested := _nested(rows, delimiter):
        rows = [row[:most_columns] for row in nested]
    index = header_row(rows)
    if index is None:
        return -1.0, Layout([])
    header = clean_header(rows[index])
    if not header or any(record.cells is None for record in sample[:index]):
        return -1.0, Layout([])
    body = [row for row in rows[index + 1 :] if not is_blank(row)]
    width = len(rows[index])
    equal = sum(len(row) == width or unnested_width(row, delimiter) == width for row in body)
    short = sum(1 < len(row) < width for row in body)
    share = (equal + short / 2) / len(body) if body else 1.0
    record = sample[index]
    layout = Layout(header, delimiter, width, record.line + record.lines)
    layout.pads = short >= 3 and short * 20 >= len(body)
    layout.quoted = _all_quoted(sample[index:], lines)
    layout.grouped_by = group_columns(rows[index][: len(header)], body)
    titles = [" ".join(cell for cell in row if cell.strip()) for row in rows[:index] if not is_blank(row)]
    if titles:
        layout.notes.append(title_note(titles))
    return share * share * (len(header) - 1), layout


def _all_quoted(sample: Sequence[Record], lines: Sequence[str]) -> bool:
    """Whether every row starts with a quote. What follows a row with broken quotes may be the rest of it."""
    after_broken = False
    for record in sample:
        starts = lines[record.line].startswith('"')
        if record.cells is None:
            after_broken = True
        elif starts:
            after_broken = False
        elif not after_broken and not is_blank(record.cells):
            return False
    return True


def title_note(titles: Sequence[str]) -> Note:
    """The note on lines above the header."""
    return Note(
        "title_lines",
        f"lines above the header that were passed over: {len(titles)}",
        len(titles),
        " | ".join(titles)[:500],
    )


def unnested_width(row: Sequence[str], delimiter: str) -> int:
    """How many cells a row has that was written into one cell; 0 where it was not."""
    return len(unnest(row[0], delimiter) or ()) if len(row) == 1 else 0


def _nested(rows: list[list[str]], delimiter: str) -> list[list[str]] | None:
    """The rows of a text in which every row, the header with them, was written into one cell; else None."""
    filled = [row for row in rows if not is_blank(row)]
    if not filled or any(len(row) != 1 for row in filled):
        return None
    inner = {id(row): unnest(row[0], delimiter) for row in filled}
    widths = Counter(len(row or ()) for row in inner.values())
    width, count = widths.most_common(1)[0]
    if width < 2 or count * 2 < len(filled):
        return None
    return [inner.get(id(row)) or row for row in rows]
