"""Where bytes come from: plain files, members of zips (also of a zip in a zip), gzip. Counted against limits as they are read.

Nothing is ever unpacked under a member's name: members are read as streams, and a zip in a zip lies in a nameless
temporary file.
"""

from __future__ import annotations

import gzip
import io
import re
import stat
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

from tools.importer.shapes import Limits, Refusal, RefusedError

BUFFER_BYTES = 1 << 20
_IN_MEMORY_BYTES = 64_000_000
_ZIP_EXPECTED = "a whole zip without a password"
_LITTER = re.compile(r"(?i)(^|/)(\.(?!\.?(?:/|$))[^/]*|__MACOSX|Thumbs\.db|desktop\.ini|~\$[^/]*)(/|$)")


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...

    def close(self) -> None: ...


def is_litter(name: str) -> bool:
    """Whether a file or member is hidden, or left by an operating system or an open workbook."""
    return bool(_LITTER.search(name.replace("\\", "/")))


class Budget:
    """Counts what comes out of one archive, however nested, against the archive's own size."""

    def __init__(self, limits: Limits, archive_bytes: int) -> None:
        self.limits = limits
        self._archive_bytes = max(archive_bytes, 1)
        self._spent = 0

    def spend(self, count: int) -> None:
        """Count bytes that were unpacked for the first time. Raises RefusedError beyond the limits."""
        self._spent += count
        if self._spent > self.limits.total_bytes:
            self._refuse(f"an archive that unpacks to more than {self.limits.total_bytes:,} bytes")
        if self._spent > self.limits.ratio_from and self._spent > self.limits.ratio * self._archive_bytes:
            self._refuse(f"an archive that unpacks to more than {self.limits.ratio:g} times its size")

    def _refuse(self, found: str) -> None:
        raise RefusedError(
            found, "an archive of exports", "If it is what you meant, unpack it yourself and give the folder."
        )


class CountedReader(io.RawIOBase):
    """A stream that knows how far it was read, and charges a budget with bytes that were not read before."""

    def __init__(self, inner: _Readable, on_new: Callable[[int], None] | None = None) -> None:
        self._inner, self._on_new = inner, on_new
        self.position = 0

    def readable(self) -> bool:
        """It is for reading alone."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read into a buffer; 0 at the end."""
        data = self._inner.read(len(buffer))
        buffer[: len(data)] = data
        self.position += len(data)
        if self._on_new:
            self._on_new(self.position)
        return len(data)

    def close(self) -> None:
        """Close the stream below, too."""
        if not self.closed:
            self._inner.close()
        super().close()


@dataclass
class Source:
    """Bytes that can be read again and again: a file, or a part of one. `size` is in bytes, None where it is not known."""

    file: Path
    part: str
    opener: Callable[[], _Readable]
    budget: Budget
    size: int | None = None
    depth: int = 0  # archives around it
    packed: bool = False
    _furthest: int = field(default=0, repr=False)

    @property
    def label(self) -> str:
        """File and part, as a person would call them."""
        return f"{self.file.name}: {self.part}" if self.part else self.file.name

    @property
    def name(self) -> str:
        """The last name on the way: the member's where it is one, else the file's."""
        return PurePosixPath(self.part).name if self.part else self.file.name

    def open(self) -> CountedReader:
        """The bytes from the start."""
        return CountedReader(self.opener(), self._spend if self.packed else None)

    def head(self, count: int) -> bytes:
        """The first bytes."""
        with self.open() as raw, io.BufferedReader(raw) as stream:
            return stream.read(count)

    def chunks(self) -> Iterator[bytes]:
        """All bytes, a megabyte at a time."""
        with self.open() as raw:
            stream = io.BufferedReader(raw, BUFFER_BYTES)
            while chunk := stream.read(BUFFER_BYTES):
                yield chunk

    def part_of(self, name: str) -> str:
        """The name of a part of this part."""
        return f"{self.part}/{name}" if self.part else name

    def seekable(self) -> BinaryIO:
        """The bytes as a file that can be wound, for a zip's directory is at its end."""
        if not self.packed:
            return self.file.open("rb")
        spool = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES)  # noqa: SIM115
        for chunk in self.chunks():
            spool.write(chunk)
        spool.seek(0)
        return spool  # type: ignore[return-value]

    def _spend(self, position: int) -> None:
        if position > self._furthest:
            self.budget.spend(position - self._furthest)
            self._furthest = position


def file_source(path: Path, limits: Limits) -> Source:
    """A plain file. Raises RefusedError where the path is a folder's, a pipe's or a device's."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise RefusedError("a pipe, socket or device", "a file or folder", "Save it as a file first.")
    return Source(path, "", lambda: path.open("rb", buffering=0), Budget(limits, found.st_size), found.st_size)


def unzipped(source: Source) -> Source:
    """What a gzip file holds."""
    return Source(
        source.file, source.part, lambda: _OwnedGzip(source.open()), source.budget, None, source.depth + 1, packed=True
    )


class _OwnedGzip(gzip.GzipFile):
    """A gzip stream that closes the file below with itself."""

    def __init__(self, below: CountedReader) -> None:
        self._below = below
        super().__init__(fileobj=io.BufferedReader(below, BUFFER_BYTES), mode="rb")

    def close(self) -> None:
        super().close()
        self._below.close()


class _OwnedMember:
    """A member's stream that closes its zip with itself."""

    def __init__(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
        self._archive = archive
        self._stream = archive.open(member)
        self.read = self._stream.read

    def close(self) -> None:
        self._stream.close()
        self._archive.close()


def open_zip(source: Source) -> tuple[BinaryIO, zipfile.ZipFile]:
    """A zip and the file that it lies in. Raises RefusedError where the zip has lost its end or is damaged."""
    stream = source.seekable()
    try:
        return stream, zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError) as error:
        stream.close()
        found = f"a zip that is cut off or damaged ({error})"
        raise RefusedError(found, _ZIP_EXPECTED, "Download the zip again, to its end.") from error


def members(source: Source, stream: BinaryIO, archive: zipfile.ZipFile) -> Iterator[Source | Refusal]:
    """The files in a zip by name. A member that must not be read is refused by its name, the others are read."""
    entries = [
        entry for entry in archive.infolist() if not entry.filename.endswith("/") and not is_litter(entry.filename)
    ]
    if len(entries) > source.budget.limits.members:
        found = f"a zip of {len(entries):,} files"
        raise RefusedError(found, f"at most {source.budget.limits.members:,} files", "Unpack it and give the folder.")
    if not entries:
        raise RefusedError("a zip without files", "a zip of exports", "Export the data again.")
    names: Counter[str] = Counter()
    for entry in sorted(entries, key=lambda entry: entry.filename):
        name = member_name(entry)
        names[name] += 1
        part = source.part_of(name if names[name] == 1 else f"{name}#{names[name]}")
        try:
            _check_member(entry, name)
        except RefusedError as error:
            yield error.refusal(source.file, part)
            continue
        yield Source(
            source.file,
            part,
            _member_opener(source, stream, entry),
            source.budget,
            entry.file_size,
            source.depth + 1,
            packed=True,
        )


def _member_opener(source: Source, stream: BinaryIO, entry: zipfile.ZipInfo) -> Callable[[], _Readable]:
    """How to open a member: from the file again, or from the spool that holds a nested zip."""
    if source.packed:
        return lambda: _OwnedMember(zipfile.ZipFile(stream), entry)
    return lambda: _OwnedMember(zipfile.ZipFile(source.file), entry)


def member_name(entry: zipfile.ZipInfo) -> str:
    """A member's name. Windows zips of Chinese systems write GBK without saying so, which zipfile takes for CP437."""
    name = entry.filename
    if not entry.flag_bits & 0x800 and not name.isascii():
        for encoding in ("utf-8", "gb18030"):
            try:
                return name.encode("cp437").decode(encoding)
            except UnicodeError:
                continue
    return name


def _check_member(entry: zipfile.ZipInfo, name: str) -> None:
    """Raise RefusedError for a member that is a link, encrypted, or named to land outside its folder."""
    parts = re.split(r"[/\\]", entry.orig_filename)
    if ".." in parts or entry.orig_filename.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", entry.orig_filename):
        found = f"a member whose name leads out of the zip: {entry.orig_filename!r}"
        raise RefusedError(found, "names inside the zip", "Do not trust this zip; export the data again.")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise RefusedError("a link in the zip", "a file", "Pack the file itself.")
    if entry.flag_bits & 0x1:
        raise RefusedError(
            f"an encrypted member, {name}", _ZIP_EXPECTED, "Unpack it with its password and give the folder."
        )
