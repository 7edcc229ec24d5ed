"""Open what a person gives: files, folders, zips and workbooks, each table in them as a Table."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.importer.archives import Source, file_source, is_litter, members, open_zip, unzipped
from tools.importer.lines import open_text
from tools.importer.shapes import (
    READ_ERRORS,
    Batch,
    Limits,
    Note,
    Refusal,
    RefusedError,
    RejectedRow,
    Table,
    TableError,
    explain,
)
from tools.importer.sniffing import EXPECTED, GZIP, HEAD_BYTES, WORKBOOK, ZIP, kind_of
from tools.importer.workbooks import open_sheets, workbook_kind

MOST_NESTED = 2  # a zip in a zip

__all__ = ["Batch", "Limits", "Note", "Refusal", "RejectedRow", "Table", "TableError", "open_tables"]


def open_tables(
    inputs: Sequence[Path], *, encoding: str | None = None, limits: Limits | None = None
) -> Iterator[Table | Refusal]:
    """Every table in files and folders, and a Refusal for everything that cannot be used. Never raises for bad input.

    Folders are read with all their folders, sorted by name, without following links to folders; hidden files and what
    systems leave behind are passed over. A file that is named twice is opened once. `encoding` is the one of all texts
    that do not begin with a byte order mark; without it, each text's own is found out.
    """
    limits = limits or Limits()
    seen: set[str] = set()
    for given in inputs:
        for found in _files(Path(given)):
            if isinstance(found, Refusal):
                yield found
            elif (real := os.path.realpath(found)) not in seen:
                seen.add(real)
                yield from _guarded(found, encoding, limits)


def _files(path: Path) -> Iterator[Path | Refusal]:
    """The files that a path means."""
    if not path.is_dir():
        yield path
        return
    refused: list[Refusal] = []
    count = 0

    def refuse(error: OSError) -> None:
        refused.append(explain(error).refusal(Path(error.filename), ""))

    for folder, folders, names in os.walk(path, onerror=refuse):
        folders[:] = sorted(name for name in folders if not is_litter(name))
        for link in (place for name in folders if (place := Path(folder, name)).is_symlink()):
            refused.append(
                Refusal(link, "", "a link to a folder, which is not followed", EXPECTED, "Give the folder itself.")
            )
        for name in sorted(names):
            if not is_litter(name):
                count += 1
                yield Path(folder) / name
    yield from refused
    if not count and not refused:
        yield Refusal(path, "", "a folder without files", EXPECTED, "Put the downloads in it, or give another folder.")


def _guarded(path: Path, encoding: str | None, limits: Limits) -> Iterator[Table | Refusal]:
    if path.is_symlink() and not path.exists():
        yield Refusal(path, "", f"a link that leads nowhere ({path.readlink()})", EXPECTED, "Give the file itself.")
        return
    try:
        source = file_source(path, limits)
    except RefusedError as error:
        yield error.refusal(path, "")
    except READ_ERRORS as error:
        yield explain(error).refusal(path, "")
    else:
        yield from _tables(source, encoding)


def _tables(source: Source, encoding: str | None) -> Iterator[Table | Refusal]:
    """The tables in a source; its refusal where it cannot be read."""
    try:
        yield from _opened(source, encoding)
    except RefusedError as error:
        yield error.refusal(source.file, source.part)
    except READ_ERRORS as error:
        yield explain(error).refusal(source.file, source.part)


def _opened(source: Source, encoding: str | None) -> Iterator[Table | Refusal]:
    kind = kind_of(source.head(HEAD_BYTES))
    if kind == ZIP:
        yield from _zipped(source, encoding)
    elif kind == GZIP:
        _check_depth(source)
        yield from _tables(unzipped(source), encoding)
    elif kind == WORKBOOK:
        yield from open_sheets(source, None)
    else:
        yield open_text(source, encoding)


def _zipped(source: Source, encoding: str | None) -> Iterator[Table | Refusal]:
    """The sheets of a workbook, or the tables in a zip's members."""
    stream, archive = open_zip(source)
    kept = False
    try:
        kind = workbook_kind(archive)
        if kind == "document":
            advice = "Export the data as CSV or xlsx."
            raise RefusedError("a document of an office program that is no workbook", EXPECTED, advice)
        if kind == "workbook":
            yield from open_sheets(source, archive)
            return
        _check_depth(source)
        found = list(members(source, stream, archive))
        kept = source.packed  # the members of a nested zip are read from its spool
    finally:
        archive.close()
        if not kept:
            stream.close()
    for member in found:
        if isinstance(member, Refusal):
            yield member
        else:
            yield from _tables(member, encoding)


def _check_depth(source: Source) -> None:
    if source.depth >= MOST_NESTED:
        raise RefusedError(
            "an archive in an archive in an archive", "at most a zip in a zip", "Unpack it and give the folder."
        )
