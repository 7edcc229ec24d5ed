"""Workbooks and archives with the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime

import openpyxl

Cell = str | int | float | bool | date | datetime | None
WRITTEN = datetime(2026, 10, 14, 15, 42, 0)


def archive(members: Mapping[str, bytes]) -> bytes:
    """Return a zip archive of members (name: content), all written at one fixed time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, WRITTEN.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            bundle.writestr(entry, content)
    return buffer.getvalue()


def workbook(sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> bytes:
    """Return an xlsx workbook of sheets (name: rows, the header first)."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.properties.creator = "Quillbay"
    book.properties.created = book.properties.modified = WRITTEN
    buffer = io.BytesIO()
    book.save(buffer)
    # openpyxl writes the hour of saving into the parts' entries and the modified property
    with zipfile.ZipFile(io.BytesIO(buffer.getvalue())) as parts:
        members = {name: parts.read(name) for name in parts.namelist()}
    stamp = f"{book.properties.modified:%Y-%m-%dT%H:%M:%SZ}".encode()
    core = members["docProps/core.xml"]
    members["docProps/core.xml"] = core.replace(stamp, f"{WRITTEN:%Y-%m-%dT%H:%M:%SZ}".encode())
    return archive(members)
