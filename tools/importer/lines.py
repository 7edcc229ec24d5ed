"""Texts as tables: rows split into cells, what can be repaired without doubt repaired, the rest rejected with its text.

The reader is strict: text after a closing quote, or a quote that is never closed, is an error and not a guess. Rows that
have the header's number of cells take the fast way; all others are looked at one by one:

- **One cell that holds a whole row** (encoded twice) is taken apart if that gives the header's number of cells.
- **More cells than the header**: surplus cells that are empty are cut off; else the row is rejected (`too_many_cells`).
- **Fewer cells than the header**: some exporters leave empty cells at the end out. Where at least three rows and one in
  twenty among the first thousand lines are short, this file's exporter does, and short rows are filled up. Otherwise a
  short row is a row that has lost something, and is rejected (`too_few_cells`; `cut_off` where the file ends in it).
- **A quote that is not closed** swallows the lines after it. Where one of these reads as a row of its own, where text
  follows the quote that ends it, or where it goes on for 10,000 lines, its first line is rejected (`unclosed_quote`,
  `broken_quotes`), and reading goes on with the next. Two stray quotes join the rows between them into one that looks
  whole: each of its lines then has as many cells as the header (`is_joined`). In a file in which every row starts with a quote, following lines
  that do not are the rest of the rejected row.
- **Blank lines** are no rows. **Footers** of reports are no rows: see footers.py.
"""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from itertools import chain, islice

from tools.importer.archives import BUFFER_BYTES, CountedReader, Source
from tools.importer.footers import MOST_LINES, Line, footer_start, may_be_footer
from tools.importer.layout import SAMPLE_CHARACTERS, SAMPLE_LINES, Layout, is_blank, layout_of, unnest
from tools.importer.shapes import BATCH_ROWS, Batch, Collector, Limits, Table, Tally
from tools.importer.text import TextFacts, text_facts

MOST_LINES_IN_ROW = 10_000
_MANY_CELLS = 8
LEAST_WIDTH = 4
_DIGIT = re.compile(r"\d")
_DECODED_AT_ONCE = 1 << 18
_TEXT_GUARD = re.compile(r'="((?:[^"]|"")*)"')
_FORMULA = re.compile(r"=|[+@-][\w.$]*[A-Za-z][\w.$]*[|!(]")

# The csv module's own limit, 128 KiB a cell, is less than a long text area of Salesforce may hold.
csv.field_size_limit(Limits().line_bytes)


class _SwallowedError(Exception):
    """A row that goes on for more lines than any row does."""


def open_text(source: Source, declared: str | None = None) -> TextTable:
    """A text as a table. Raises RefusedError where its encoding or header cannot be found."""
    facts = text_facts(source, declared)
    with _text_stream(source.open(), facts.encoding) as stream:
        lines: list[str] = []
        size = 0
        for line in islice(stream, SAMPLE_LINES):
            lines.append(line.replace("\0", "") if facts.nuls else line)
            size += len(line)
            if size > SAMPLE_CHARACTERS:
                break
        whole = not stream.readline()
    return TextTable(source, facts, layout_of(lines, whole, source.budget.limits))


def _text_stream(raw: CountedReader, encoding: str) -> io.TextIOWrapper:
    """Decoded text with its line ends as they are. Broken bytes become U+FFFD."""
    stream = io.TextIOWrapper(io.BufferedReader(raw, BUFFER_BYTES), encoding=encoding, errors="replace", newline="")
    stream._CHUNK_SIZE = _DECODED_AT_ONCE  # type: ignore[attr-defined]  # the default of 8 KiB costs a tenth of the speed
    return stream


class TextTable(Table):
    """A CSV, TSV or text file, or a member of an archive that is one."""

    def __init__(self, source: Source, facts: TextFacts, layout: Layout) -> None:
        super().__init__(
            source.file, source.part, source.label, layout.header, facts.name, facts.size, [*facts.notes, *layout.notes]
        )
        self._source, self._facts, self._layout = source, facts, layout
        self.grouped_by = layout.grouped_by

    def _read(self, tally: Tally) -> Iterator[tuple[Batch, int]]:
        collector = Collector()
        self.rejected = collector.rejected
        with self._source.open() as raw, _text_stream(raw, self._facts.encoding) as stream:
            reading = _Reading(self._layout, self._facts, collector, tally)
            for _ in reading.run(stream):
                yield reading.batch(), raw.position
            self.rows_in = collector.next_number - 1


class _Reading:
    """One pass over the rows of a text."""

    def __init__(self, layout: Layout, facts: TextFacts, collector: Collector, tally: Tally) -> None:
        self.layout, self.facts, self.collector, self.tally = layout, facts, collector, tally
        self.width = layout.width
        self.pending: deque[str] = deque()  # lines to be read again
        self.taken: list[str] = []  # lines of the row that is being read
        self.stash: list[Line] = []  # rows that are the footer if nothing follows
        self.after_blank = False
        self.watching = False  # after a blank line, or with a stash: every row is looked at

    def run(self, stream: io.TextIOWrapper) -> Iterator[None]:
        """Read all rows into the collector; pause whenever a batch is full, and at the end."""
        lines = self._lines(stream)
        deque(islice(lines, self.layout.skip_lines), maxlen=0)
        collector, taken, width, second = self.collector, self.taken, self.width, min(1, self.width - 1)
        while True:
            reader = csv.reader(self._feed(lines), delimiter=self.layout.delimiter, strict=True)
            try:
                for row in reader:
                    whole = len(row) == width and ((row[0] and row[second]) or width - row.count("") > 1)
                    if whole and len(taken) > 1 and is_joined(taken, self.layout.delimiter, width):
                        self._settle_stash()
                        self._reject_first_line("unclosed_quote")
                        break
                    if whole and not self.watching:
                        collector.rows.append(row)
                    else:
                        self._unusual(row)
                    taken.clear()
                    if len(collector.rows) >= BATCH_ROWS:
                        yield
            except (csv.Error, _SwallowedError) as error:
                self._broken(lines, isinstance(error, _SwallowedError))
                taken.clear()
                continue
            taken.clear()
            if not self.pending:
                break
        self._finish()
        if collector.rows:
            yield

    def batch(self) -> Batch:
        """The rows gathered so far, after the repairs that are made cell by cell."""
        batch = self.collector.take()
        names = len(self.layout.header)
        if names < self.width:
            for row, number in zip(batch.rows, batch.numbers, strict=True):
                if not is_blank(row[names:]):
                    self.tally.add(
                        "unnamed_cells",
                        f"cells in columns without a name were left out, first in row {number}",
                        row[names],
                    )
                del row[names:]
        if self.facts.may_have_formulas:
            self._formulas(batch)
        if self.facts.broken:
            for row, number in zip(batch.rows, batch.numbers, strict=True):
                for cell in row:
                    if "�" in cell:
                        message = f"cells hold bytes that are not {self.facts.name}, shown as �, first in row {number}"
                        self.tally.add("broken_bytes", message, cell[:100])
        return batch

    def _lines(self, stream: io.TextIOWrapper) -> Iterator[str]:
        return (line.replace("\0", "") for line in stream) if self.facts.nuls else stream

    def _feed(self, lines: Iterator[str]) -> Iterator[str]:
        """Lines for the reader, remembered until their row is done; first those that are to be read again."""
        pending, taken = self.pending, self.taken
        while True:
            while pending:
                taken.append(pending.popleft())
                yield taken[-1]
            for line in lines:
                taken.append(line)
                if len(taken) > 100 and _is_endless(taken):
                    raise _SwallowedError
                yield line
                if pending:
                    break
            else:
                return

    def _unusual(self, row: list[str]) -> None:
        """A row that is not evidently whole."""
        if is_blank(row):
            message = f"blank lines were passed over, first before row {self.collector.next_number}"
            self.tally.add("blank_rows", message)
            self.after_blank = self.watching = True
            return
        if len(row) != self.width and len(self.taken) > 1 and self._swallowed(self.taken[1:]):
            self._reject_first_line("unclosed_quote")
            return
        raw = "".join(self.taken).rstrip("\r\n")
        line = Line(row, raw, self.after_blank, not self.taken[-1].endswith(("\n", "\r")))
        self.after_blank = False
        footer = may_be_footer(row, self.width, line.after_blank, bool(self.stash))
        if footer and not self._nested(row):
            self.stash.append(line)
            self.watching = True
            if len(self.stash) > MOST_LINES:
                self._settle(self.stash.pop(0))
            return
        self._settle_stash()
        self._settle(line)

    def _nested(self, row: list[str]) -> list[str] | None:
        """The row that was written into this row's only filled cell.

        Commas in prose are followed by blanks. Where the empty cells are written out, the row is as it should be but
        for its content, so that must be quoted inside or have many cells to be no text of its own.
        """
        if self.width < 2 or not row[0] or not is_blank(row[1:]):
            return None
        inside = row[0].startswith('"') and row[0].rstrip().endswith('"')
        if len(row) == self.width and not inside and self.width < _MANY_CELLS:
            return None
        inner = unnest(row[0], self.layout.delimiter, self.width)
        prose = inner is not None and not inside and all(cell.startswith(" ") for cell in inner[1:] if cell)
        return None if prose else inner

    def _settle(self, line: Line) -> None:
        """Give a row, repaired if need be, or reject it."""
        row, number = line.row, self.collector.next_number
        if inner := self._nested(row):
            message = f"rows that were written into one cell were taken apart, first row {number}"
            self.tally.add("unnested", message, line.raw_text[:200])
            row = inner
        elif len(row) > self.width:
            if not is_blank(row[self.width :]):
                self.collector.reject(line.raw_text, "too_many_cells")
                return
            message = f"empty cells beyond the header were cut off, first in row {number}"
            self.tally.add("trimmed_rows", message, line.raw_text[:200])
            row = row[: self.width]
        elif len(row) < self.width:
            if line.last and not self.layout.pads:
                self.collector.reject(line.raw_text, "cut_off")
                return
            if not self.layout.pads:
                self.collector.reject(line.raw_text, "too_few_cells")
                return
            message = f"rows without the empty cells at their end were filled up, first row {number}"
            self.tally.add("padded_rows", message, line.raw_text[:200])
            row = row + [""] * (self.width - len(row))
        self.collector.rows.append(row)

    def _settle_stash(self) -> None:
        """Rows that looked like a footer have other rows after them: they are rows."""
        for line in self.stash:
            self._settle(line)
        self.stash.clear()
        self.watching = False

    def _finish(self) -> None:
        """The file's end: what is stashed is its footer, or rows."""
        start = footer_start(self.stash)
        footer = self.stash[start:]
        del self.stash[start:]
        self._settle_stash()
        if footer:
            self.tally.add("footer", *footer_message([line.row for line in footer]), count=len(footer))

    def _swallowed(self, lines: list[str]) -> bool:
        """Whether one of these lines, which an open quote took for text, reads as a row of its own."""
        for line in lines:
            try:
                rows = list(csv.reader([line], delimiter=self.layout.delimiter, strict=True))
            except csv.Error:
                continue
            if rows and len(rows[0]) == self.width and self.width > 1:
                return True
        return False

    def _broken(self, lines: Iterator[str], endless: bool) -> None:
        """The reader stopped at a quote: reject as little as can be, and go on after it."""
        self._settle_stash()
        self.after_blank = False
        try:
            list(csv.reader(self.taken, delimiter=self.layout.delimiter, strict=True))
            at_end = False
        except csv.Error as error:
            at_end = not endless and "unexpected end of data" in str(error)
        if at_end and not self._swallowed(self.taken[1:]):
            self.collector.reject("".join(self.taken).rstrip("\r\n"), "cut_off")
            return
        self._reject_first_line(
            "unclosed_quote" if at_end or endless or len(self.taken) > 1 else "broken_quotes", lines
        )

    def _reject_first_line(self, reason: str, lines: Iterator[str] | None = None) -> None:
        """Reject the first line of the row; where all rows start with a quote, with the lines after it that do not."""
        raw, rest = self.taken[0], deque(self.taken[1:])
        if self.layout.quoted and lines is not None:
            added = 0
            while added < MOST_LINES_IN_ROW:
                line = rest.popleft() if rest else self.pending.popleft() if self.pending else next(lines, "")
                if not line or line.startswith('"'):
                    if line:
                        rest.appendleft(line)
                    break
                raw += line
                added += 1
        self.collector.reject(raw.rstrip("\r\n"), reason)
        self.pending.extendleft(reversed(rest))

    def _formulas(self, batch: Batch) -> None:
        """Take Excel's text guard off; count formulas, which stay as they are."""
        joined = "\n".join(chain.from_iterable(batch.rows))
        if not any(sign in joined for sign in ("\n=", "\n+", "\n@", "\n-")) and joined[:1] not in "=+@-":
            return
        for row, number in zip(batch.rows, batch.numbers, strict=True):
            for index, cell in enumerate(row):
                if cell[:1] not in "=+@-" or not cell:
                    continue
                if guarded := _TEXT_GUARD.fullmatch(cell):
                    row[index] = guarded.group(1).replace('""', '"')
                    self.tally.add("text_guard", f'="…" round a text was taken off, first in row {number}', cell[:100])
                elif _FORMULA.match(cell):
                    self.tally.add("formula", f"formulas were kept as text, first in row {number}", cell[:100])


def is_joined(lines: list[str], delimiter: str, width: int) -> bool:
    """Whether a row of several lines is several rows: leaving quotes aside, each line has the header's number of cells, and
    where the first begins with a number or an id, so do the others. Lines of a text hardly ever do, in a table that is
    wide enough."""
    if width < LEAST_WIDTH or any(line.count(delimiter) != width - 1 for line in lines):
        return False
    starts = [bool(_DIGIT.search(line.partition(delimiter)[0])) for line in lines]
    return all(starts) or not starts[0]


def footer_message(rows: list[list[str]]) -> tuple[str, str]:
    """Message and example of the note on a footer."""
    texts = [" ".join(cell.strip() for cell in row if cell.strip()) for row in rows]
    return f"lines of the report below the rows that were left out: {len(rows)}", " | ".join(texts)


def _is_endless(taken: list[str]) -> bool:
    """Whether a row has gone on for more than any row does. Sizes are summed only now and then."""
    if len(taken) > MOST_LINES_IN_ROW:
        return True
    return len(taken) % 64 == 0 and sum(map(len, taken)) > Limits().line_bytes
