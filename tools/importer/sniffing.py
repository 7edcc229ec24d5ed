"""What a file is, by its first bytes and never by its name."""

from __future__ import annotations

import codecs
import re

from tools.importer.shapes import RefusedError

HEAD_BYTES = 65_536

ZIP, WORKBOOK, GZIP, TEXT = "zip", "workbook", "gzip", "text"

EXPECTED = "a CSV file, an Excel or OpenDocument workbook, or a zip of them"
AGAIN = "Export the data again as CSV or xlsx."
UNPACK = "Unpack it first, or pack it as zip."

_CONTROLS = bytes([*range(1, 9), *range(14, 26), *range(28, 32), 127])

# First bytes -> what they are, what to do.
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF document", "Export the data as CSV or xlsx: a PDF holds a picture of a table, not its cells."),
    (
        b"PAR1",
        "a Parquet file",
        "The importer is for exports of CRMs. A Parquet file in the generic form goes into exports_dir as it is.",
    ),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", UNPACK),
    (b"Rar!", "a RAR archive", UNPACK),
    (b"BZh", "a bzip2 archive", UNPACK),
    (b"\xfd7zXZ\x00", "an xz archive", UNPACK),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", UNPACK),
    (b"SQLite format 3\x00", "an SQLite database", AGAIN),
    (b"{\\rtf", "a rich text document", AGAIN),
    (b"\x89PNG", "a picture", AGAIN),
    (b"\xff\xd8\xff", "a picture", AGAIN),
    (b"GIF8", "a picture", AGAIN),
    (b"\x7fELF", "a program", AGAIN),
)
_JSON = re.compile(rb'\{\s*["}]|\[\s*[\[{"\]]')
_HTML = re.compile(rb"(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|table|meta|div|script|style|title)\b", re.DOTALL)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def kind_of(head: bytes) -> str:
    """One of ZIP, WORKBOOK (the old binary form), GZIP, TEXT. Raises RefusedError for anything else.

    A workbook of the new form is a zip: only its members show it.
    """
    if not head:
        raise RefusedError(
            "the file is empty",
            "a header line and rows",
            "Export the data again; if the file stays empty, leave it out.",
        )
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return ZIP
    if head.startswith(_OLE):
        return WORKBOOK
    if head.startswith(b"\x1f\x8b"):
        return GZIP
    for magic, what, advice in _MAGIC:
        if head.startswith(magic):
            raise RefusedError(what, EXPECTED, advice)
    if head[257:262] == b"ustar":
        raise RefusedError("a tar archive", EXPECTED, UNPACK)
    _refuse_markup(head)
    _refuse_binary(head)
    return TEXT


def _refuse_markup(head: bytes) -> None:
    """Refuse web pages, XML and JSON, in any encoding that holds ASCII."""
    text = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe").lstrip().lower()
    if text.startswith(b"<?xml") and b"office:spreadsheet" in text[:4096]:
        raise RefusedError(
            "an XML spreadsheet of 2003", EXPECTED, "Open it in Excel or LibreOffice and save it as xlsx."
        )
    page = text[text.find(b"?>") + 2 :].lstrip() if text.startswith(b"<?xml") else text
    if _HTML.match(page):
        if b"<table" in page or b"<tr" in page:
            advice = "Open it in Excel or LibreOffice and save it as xlsx or CSV, or choose CSV when you export."
            raise RefusedError("a web page with a table, saved under the name of a spreadsheet", EXPECTED, advice)
        advice = "Log in and download the export again: the link has probably expired."
        raise RefusedError("a web page, as a server sends it for an error or a log-in", EXPECTED, advice)
    if text.startswith(b"<?xml"):
        raise RefusedError("an XML file", EXPECTED, AGAIN)
    if _JSON.match(text):
        raise RefusedError("a JSON file, as an interface gives it", EXPECTED, AGAIN)


def _refuse_binary(head: bytes) -> None:
    """Refuse what is neither text nor known. Some NUL bytes in a text are no reason; half of UTF-16 is NUL."""
    if head.startswith(_UTF16_MARKS):
        return
    controls = len(head) - len(head.translate(None, _CONTROLS))
    nuls = head.count(0)
    if controls * 50 > len(head) or (nuls * 10 > len(head) and not utf16_without_mark(head)):
        raise RefusedError("a binary file", EXPECTED, AGAIN)


def utf16_without_mark(head: bytes) -> str | None:
    """The byte order of UTF-16 text without a mark, proven by where its NUL bytes are; None where it is not UTF-16."""
    head = head[: len(head) // 2 * 2]
    even, odd = head[::2].count(0), head[1::2].count(0)
    least = max(len(head) // 20, 2)
    if odd >= least and odd > 50 * even:
        order = "utf-16-le"
    elif even >= least and even > 50 * odd:
        order = "utf-16-be"
    else:
        return None
    text = head.decode(order, errors="replace")
    strange = text.count("�") + sum(char < " " and char not in "\t\r\n" for char in text)
    return order if strange * 100 <= len(text) else None
