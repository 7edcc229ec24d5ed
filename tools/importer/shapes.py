"""What the file layer gives: tables in batches, notes on what was repaired, rejected rows, refusals, limits."""

from __future__ import annotations

import csv
import struct
import zipfile
import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.importer.groups import Ungrouper

# What reading a damaged or forbidden file raises: the system, zipfile, gzip, zlib, csv, codecs.
READ_ERRORS = (
    OSError,
    EOFError,
    ValueError,
    LookupError,
    MemoryError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
    csv.Error,
    struct.error,
)

Progress = Callable[[int], None]

BATCH_ROWS = 4096
MOST_NAME = 1000
# A message shows so many characters of a cell or header.
MOST_SHOWN = 60


def cut(text: str, most: int = MOST_SHOWN) -> str:
    """What a message shows of a text from a file: at most so many characters."""
    return text if len(text) <= most else text[: most - 3] + "..."


@dataclass(frozen=True)
class Note:
    """Something repaired or noticed in a table. `kind` is a stable word, `count` says how often, `example` shows one."""

    kind: str
    message: str
    count: int = 1
    example: str = ""


@dataclass(frozen=True)
class RejectedRow:
    """A row that cannot be split into the header's cells. Row 1 is the first row after the header."""

    row_number: int
    raw_text: str
    reason: str


@dataclass(frozen=True)
class Batch:
    """Some thousand rows. Every row has as many cells as the header; `numbers` holds each row's number in its table."""

    first_row: int
    rows: list[list[str]]
    numbers: list[int]


@dataclass(frozen=True)
class Refusal:
    """A file, or a part of one, that cannot be used at all."""

    file: Path
    part: str
    found: str
    expected: str
    advice: str


class RefusedError(Exception):
    """What stops the reading of a file or part. Carries the texts of the Refusal."""

    def __init__(self, found: str, expected: str, advice: str) -> None:
        super().__init__(found)
        self.found, self.expected, self.advice = found, expected, advice

    def refusal(self, file: Path, part: str) -> Refusal:
        """The refusal of a file or part for this reason."""
        return Refusal(file, part, self.found, self.expected, self.advice)


class TableError(Exception):
    """A table that could be opened cannot be read to its end, as its file was changed, removed or damaged since."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"{refusal.file.name} {refusal.part}: {refusal.found}. {refusal.advice}")
        self.refusal = refusal


@dataclass(frozen=True)
class Limits:
    """How much an archive, a line or a sheet may hold. Bytes are counted while reading, whatever a header claims."""

    total_bytes: int = 20_000_000_000  # uncompressed, one archive with all that is nested in it
    ratio: float = 200.0  # uncompressed to compressed bytes, of the whole archive
    ratio_from: int = 100_000_000  # below so many uncompressed bytes the ratio does not matter
    members: int = 10_000
    line_bytes: int = 64_000_000
    columns: int = 20_000
    sheet_cells: int = 100_000_000  # rows times columns of the used area, which is held in memory
    workbook_bytes: int = 4_000_000_000  # uncompressed


class Tally:
    """Notes on rows, gathered while a table is read: how often, and where first."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[str, int, str]] = {}

    def add(self, kind: str, message: str, example: str = "", count: int = 1) -> None:
        """Count one more of a kind. Message and example of the first one are kept."""
        first, so_far, shown = self._found.get(kind, (message, 0, example))
        self._found[kind] = (first, so_far + count, shown)

    def notes(self) -> list[Note]:
        """The notes in the order in which their kinds were first met."""
        return [Note(kind, message, count, example) for kind, (message, count, example) in self._found.items()]


def stamp(file: Path) -> tuple[int, int]:
    """Size and time of change, by which a change between two passes is noticed."""
    found = file.stat()
    return found.st_size, found.st_mtime_ns


class Table(ABC):
    """One export: a header and rows.

    `notes`, `rejected` and `rows_in` are complete once a pass of `batches` came to its end; before, `notes` holds
    what was noticed while opening. After it: rows_in = rows given in batches + len(rejected). Only one pass may run
    at a time.
    """

    def __init__(
        self, file: Path, part: str, label: str, header: list[str], encoding: str, size: int, notes: list[Note]
    ) -> None:
        longest = max(map(len, header), default=0)
        if longest > MOST_NAME:
            raise RefusedError(
                f"a column whose name has {longest:,} characters", "a header line with names", "Export the data again."
            )
        self.file, self.part, self.label = file, part, label
        self.header, self.encoding, self.size = header, encoding, size
        self.notes = [*notes, *_header_notes(header)]
        self.rejected: list[RejectedRow] = []
        self.rows_in = 0
        self._opening_notes = list(self.notes)
        self.grouped_by: tuple[int, ...] = ()
        self._stamp = stamp(file)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.label!r}, {len(self.header)} columns)"

    def batches(self, on_progress: Progress | None = None) -> Iterator[Batch]:
        """Read the rows from the first to the last; may be called again.

        `on_progress` gets the bytes done so far, of `size`, after each batch. Raises TableError where the file can
        no longer be read as it was when it was opened.
        """
        self.notes, self.rejected, self.rows_in = list(self._opening_notes), [], 0
        tally = Tally()
        ungrouper = Ungrouper(self.grouped_by, self.header) if self.grouped_by else None
        try:
            if stamp(self.file) != self._stamp:
                raise RefusedError(
                    "the file was changed while it was read", "a file that stays as it is", "Run the import again."
                )
            for batch, done in self._read(tally):
                if ungrouper:
                    rows, numbers = ungrouper.take(batch.rows, batch.numbers)
                    if rows:
                        yield Batch(batch.first_row, rows, numbers)
                else:
                    yield batch
                if on_progress:
                    on_progress(done)
        except RefusedError as error:
            raise TableError(error.refusal(self.file, self.part)) from error
        except READ_ERRORS as error:
            raise TableError(explain(error).refusal(self.file, self.part)) from error
        self.notes = [*self._opening_notes, *tally.notes()]
        if ungrouper:
            self.rows_in -= ungrouper.left_out
            self.notes += [Note(*note) for note in ungrouper.notes()]
        if on_progress:
            on_progress(self.size)

    @abstractmethod
    def _read(self, tally: Tally) -> Iterator[tuple[Batch, int]]:
        """Each batch with the bytes done by then. Sets `rejected` and `rows_in`."""


def _header_notes(header: list[str]) -> list[Note]:
    """Notes on names that are in the header twice, or are missing."""
    notes = []
    seen: set[str] = set()
    repeated = sorted({name for name in header if name and (name in seen or seen.add(name))})
    if repeated:
        shown = ", ".join(repeated[:5])
        notes.append(
            Note(
                "repeated_headers",
                f"{len(repeated)} column names are in the header more than once",
                len(repeated),
                shown,
            )
        )
    unnamed = sum(not name for name in header)
    if unnamed:
        notes.append(Note("unnamed_columns", f"columns without a name: {unnamed}", unnamed))
    return notes


class Collector:
    """Rows on their way into batches, with their numbers, and the rows that were rejected."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self.rejected: list[RejectedRow] = []
        self._numbers: list[int] = []
        self._next = 1

    @property
    def next_number(self) -> int:
        """The number that the next row gets."""
        return self._next + len(self.rows) - len(self._numbers)

    def reject(self, raw_text: str, reason: str) -> None:
        """Set the next row aside."""
        self._number_rows()
        self.rejected.append(RejectedRow(self._next, raw_text, reason))
        self._next += 1

    def take(self) -> Batch:
        """The rows gathered so far; the collector is empty afterwards."""
        self._number_rows()
        batch = Batch(self._numbers[0], self.rows, self._numbers)
        self.rows, self._numbers = [], []
        return batch

    def _number_rows(self) -> None:
        missing = len(self.rows) - len(self._numbers)
        self._numbers.extend(range(self._next, self._next + missing))
        self._next += missing


def explain(error: BaseException) -> RefusedError:
    """The refusal that names an error of the operating system or of a damaged file."""
    if isinstance(error, PermissionError):
        return RefusedError(
            "the file may not be read",
            "a file that you may read",
            "Give yourself the right to read it, or copy it elsewhere.",
        )
    if isinstance(error, FileNotFoundError):
        return RefusedError("there is no such file", "a file or folder", "Check the path.")
    if isinstance(error, MemoryError):
        return RefusedError(
            "the file needs more memory than there is", "a smaller file", "Export fewer rows at a time, or as CSV."
        )
    if isinstance(error, OSError) and error.errno:
        return RefusedError(
            f"the file cannot be read: {error.strerror}", "a file that can be read", "Copy the file again."
        )
    text = str(error) or type(error).__name__
    return RefusedError(f"the file is damaged: {text}", "a whole file", "Download the file again.")
