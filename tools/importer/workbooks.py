"""Workbooks as tables, a sheet each: xlsx, xlsm, xlsb, xls, ods, read by calamine.

calamine holds the used area of a sheet in memory, and ends the process if that is too much. So the bytes of a workbook
are looked at first: how much they unpack to, and how far away the last cell is.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, BinaryIO

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from tools.importer.archives import BUFFER_BYTES, Source
from tools.importer.footers import MOST_LINES, Line, footer_start, may_be_footer
from tools.importer.groups import group_columns
from tools.importer.layout import clean_header, header_row, is_blank, title_note
from tools.importer.lines import footer_message
from tools.importer.shapes import (
    BATCH_ROWS,
    READ_ERRORS,
    Batch,
    Collector,
    Limits,
    Note,
    Refusal,
    RefusedError,
    Table,
    Tally,
    explain,
)

_EXPECTED = "a workbook that Excel or LibreOffice opens, without a password"
_SAVE_AGAIN = "Open it in Excel or LibreOffice and save it again as xlsx or CSV."
_CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_ERROR_CELL = re.compile(rb'<c\b[^>]*?\bt="e"')
_REPEATED_ROWS = re.compile(rb'number-rows-repeated="(\d+)"')
_SAMPLE_ROWS = 200
_EXACT = 2**53


def workbook_kind(archive: zipfile.ZipFile) -> str | None:
    """`workbook` where a zip is one, `document` where it is another document of an office program, else None."""
    names = set(archive.namelist())
    if any(name.startswith("xl/workbook.") for name in names):
        return "workbook"
    if "mimetype" in names and "content.xml" in names:
        with archive.open("mimetype") as stream:
            return "workbook" if b"spreadsheet" in stream.read(200) else "document"
    return "document" if "[Content_Types].xml" in names or "mimetype" in names else None


def open_sheets(source: Source, archive: zipfile.ZipFile | None) -> Iterator[Table | Refusal]:
    """Every sheet that holds something. Raises RefusedError where the workbook cannot be opened."""
    limits = source.budget.limits
    if archive is not None:
        notes = _inspect(archive, limits)
    else:
        notes = []
        _refuse_password(source)
    book = _load(source)
    for meta in book.sheets_metadata:
        if meta.typ != SheetTypeEnum.WorkSheet:
            continue
        try:
            table = _sheet(source, book, meta.name, notes, hidden=meta.visible != SheetVisibleEnum.Visible)
        except RefusedError as error:
            yield error.refusal(source.file, source.part_of(meta.name))
        else:
            if table is not None:
                yield table


def _sheet(source: Source, book: CalamineWorkbook, name: str, notes: list[Note], hidden: bool) -> Table | None:
    rows = _cells(book, name)
    sample = [[as_text(cell) for cell in row] for row in rows[:_SAMPLE_ROWS]]
    index = header_row(sample)
    if index is None:
        rest = next((i for i, row in enumerate(rows) if any(cell != "" for cell in row)), None)
        if rest is None:
            return None
        sample = [[as_text(cell) for cell in row] for row in rows[: rest + 1]]
        index = rest
    header = clean_header(sample[index])
    if len(header) > source.budget.limits.columns:
        raise RefusedError(
            f"a header of {len(header):,} columns", f"at most {source.budget.limits.columns:,}", _SAVE_AGAIN
        )
    titles = [" ".join(cell for cell in row if cell) for row in sample[:index] if not is_blank(row)]
    own = [*notes, *([title_note(titles)] if titles else [])]
    if hidden:
        own.append(Note("hidden_sheet", "the sheet is hidden in the workbook"))
    table = SheetTable(source, name, header, index + 1, own)
    table.grouped_by = group_columns(sample[index][: len(header)], sample[index + 1 :])
    return table


class SheetTable(Table):
    """A sheet of a workbook. Progress is counted in bytes of the workbook, by the share of rows done."""

    def __init__(self, source: Source, sheet: str, header: list[str], skip_rows: int, notes: list[Note]) -> None:
        part = source.part_of(sheet)
        super().__init__(source.file, part, f"{source.file.name}: {part}", header, "workbook", source.size or 0, notes)
        self._source, self._sheet, self._skip_rows = source, sheet, skip_rows

    def _read(self, tally: Tally) -> Iterator[tuple[Batch, int]]:
        collector = Collector()
        self.rejected = collector.rejected
        rows = _cells(_load(self._source), self._sheet)
        width = len(self.header)
        stash: list[Line] = []
        after_blank = False
        for index in range(self._skip_rows, len(rows)):
            row = [as_text(cell, tally) for cell in rows[index]]
            rows[index] = None  # type: ignore[call-overload]  # given on: it need not be held any longer
            if is_blank(row):
                tally.add(
                    "blank_rows", f"blank rows were passed over, first before row {collector.next_number + len(stash)}"
                )
                after_blank = True
                continue
            if not is_blank(row[width:]):
                number = collector.next_number + len(stash)
                shown = next(cell for cell in row[width:] if cell)
                tally.add(
                    "unnamed_cells", f"cells in columns without a name were left out, first in row {number}", shown
                )
            cells = row[:width]
            if (
                not is_blank(cells)
                and may_be_footer(cells, width, after_blank, bool(stash))
                and len(stash) < MOST_LINES
            ):
                stash.append(Line(cells, "", after_blank, last=False))
            else:
                collector.rows.extend(line.row for line in stash)
                stash.clear()
                collector.rows.append(cells)
            after_blank = False
            if len(collector.rows) >= BATCH_ROWS:
                yield collector.take(), self.size * index // len(rows)
        start = footer_start(stash)
        collector.rows.extend(line.row for line in stash[:start])
        if start < len(stash):
            tally.add("footer", *footer_message([line.row for line in stash[start:]]), count=len(stash) - start)
        if collector.rows:
            yield collector.take(), self.size
        self.rows_in = collector.next_number - 1


def as_text(cell: Any, tally: Tally | None = None) -> str:
    """A typed cell as text: ISO dates and times, plain decimals, true and false."""
    if isinstance(cell, str):
        return cell.replace("\0", "")
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        return _number(cell, tally)
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(timespec="seconds" if not cell.microsecond else "milliseconds")
    if isinstance(cell, datetime.timedelta):
        seconds = round(cell.total_seconds())
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)


def _number(cell: float, tally: Tally | None) -> str:
    if tally is not None and abs(cell) >= _EXACT:
        message = (
            "numbers of more than 15 digits, of which Excel has lost the last ones; ids must be text in the workbook"
        )
        tally.add("precision", message, f"{cell:.0f}")
    if isinstance(cell, int) or cell.is_integer():
        return str(int(cell))
    return format(Decimal(repr(cell)), "f")


def _cells(book: CalamineWorkbook, name: str) -> list[list[Any]]:
    try:
        return list(book.get_sheet_by_name(name).iter_rows())
    except CalamineError as error:
        raise RefusedError(f"a sheet that cannot be read ({error})", _EXPECTED, _SAVE_AGAIN) from error
    except BaseException as error:
        raise _broken(error) from error


def _load(source: Source) -> CalamineWorkbook:
    """The workbook. Raises RefusedError where calamine cannot read it."""
    try:
        if not source.packed:
            return CalamineWorkbook.from_path(str(source.file))
        with source.open() as raw, io.BufferedReader(raw, BUFFER_BYTES) as stream:
            return CalamineWorkbook.from_filelike(io.BytesIO(stream.read()))
    except CalamineError as error:
        if "assword" in str(error):
            raise _password() from error
        raise RefusedError(f"a workbook that cannot be read ({error})", _EXPECTED, _SAVE_AGAIN) from error
    except BaseException as error:
        raise _broken(error) from error


def _broken(error: BaseException) -> BaseException:
    """A RefusedError for errors of the file, and for a panic of the library, which is no Exception; else the error."""
    if isinstance(error, RefusedError):
        return error
    if type(error).__name__ == "PanicException":
        return RefusedError("a damaged workbook", _EXPECTED, _SAVE_AGAIN)
    return explain(error) if isinstance(error, READ_ERRORS) else error


def _password() -> RefusedError:
    return RefusedError(
        "a workbook with a password", _EXPECTED, "Open it in Excel with its password and save it without."
    )


def _refuse_password(source: Source) -> None:
    """An encrypted xlsx is an OLE file that names its one stream EncryptedPackage in its directory."""
    name = "EncryptedPackage".encode("utf-16-le")
    last = b""
    for chunk in source.chunks():
        if name in last + chunk:
            raise _password()
        last = chunk[-len(name) :]


def _inspect(archive: zipfile.ZipFile, limits: Limits) -> list[Note]:
    """Read through a workbook's parts: sizes against the limits, the used area of sheets, cells that hold errors."""
    total = errors = 0
    for entry in archive.infolist():
        is_sheet = bool(re.match(r"xl/worksheets/[^/]+\.xml$", entry.filename))
        is_content = entry.filename == "content.xml"
        columns: set[bytes] = set()
        last_row = 0
        with archive.open(entry) as stream:
            for chunk, size in _overlapping(stream):
                total += size
                if total > limits.workbook_bytes or (
                    total > limits.ratio_from and total > limits.ratio * _packed_size(archive)
                ):
                    raise RefusedError(
                        f"a workbook that unpacks to more than {total:,} bytes", "a workbook", "Export it as CSV."
                    )
                if is_sheet:
                    for column, row in _CELL.findall(chunk):
                        columns.add(column)
                        last_row = max(last_row, int(row))
                    errors += len(_ERROR_CELL.findall(chunk))
                elif is_content and any(int(count) > 2**20 for count in _REPEATED_ROWS.findall(chunk)):
                    raise RefusedError("a sheet with more rows than a sheet can have", _EXPECTED, _SAVE_AGAIN)
        _check_area(columns, last_row, limits)
    if errors:
        message = f"cells with an error such as #N/A, which are read as empty: {errors}"
        return [Note("error_cells", message, errors)]
    return []


def _packed_size(archive: zipfile.ZipFile) -> int:
    stream: BinaryIO = archive.fp  # type: ignore[assignment]
    at = stream.tell()
    size = stream.seek(0, io.SEEK_END)
    stream.seek(at)
    return max(size, 1)


def _overlapping(stream: Any) -> Iterator[tuple[bytes, int]]:
    """Chunks, each with the last unfinished tag of the one before, and how many bytes are new in it."""
    rest = b""
    while chunk := stream.read(BUFFER_BYTES):
        whole = rest + chunk
        cut = max(whole.rfind(b"<"), len(whole) - 10_000)
        yield whole[:cut], len(chunk)
        rest = whole[cut:]
    if rest:
        yield rest, 0


def _check_area(columns: set[bytes], last_row: int, limits: Limits) -> None:
    """Refuse a sheet of which one cell is so far away that the area up to it does not fit in memory."""
    width = max((_column_number(column) for column in columns), default=0)
    if width * last_row > limits.sheet_cells:
        found = f"a sheet whose used area is {last_row:,} rows by {width:,} columns"
        advice = "Delete the stray cells far right or far below, or save the sheet as CSV."
        raise RefusedError(found, f"at most {limits.sheet_cells:,} cells", advice)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
