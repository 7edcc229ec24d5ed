"""The encoding of a text, decided from all of its bytes, without holding them.

Proof goes before likelihood. A byte order mark or strict UTF-8 over the whole file settles it. A file that is UTF-8
but for a few bytes stays UTF-8. Otherwise GB18030 or Big5 must decode the whole file and give characters in common
use; Windows-1252 must give accents that are alone among letters, not in long runs. What is left is put to
charset-normalizer on the lines that are not ASCII, and refused where it does not know either.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import charset_normalizer

from tools.importer.archives import Source
from tools.importer.shapes import Note, RefusedError
from tools.importer.sniffing import HEAD_BYTES, utf16_without_mark

_SAMPLE_BYTES = 256_000
_JUDGED_CHARACTERS = 2_000_000
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NAMES = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "utf-32-le": "UTF-32 LE",
    "utf-32-be": "UTF-32 BE",
    "cp1252": "Windows-1252",
    "latin-1": "ISO-8859-1",
    "gb18030": "GB18030",
    "big5": "Big5",
}
_EXPECTED = "text in UTF-8"
_DECLARE = "Save the file as UTF-8 (in Excel: CSV UTF-8), or name its encoding with --encoding."

_ASCII = re.compile("[\x00-\x7f]+")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_FLANKED = re.compile(rb"(?<=[A-Za-z])[\x80-\xff]+(?=[A-Za-z])")
_UNDEFINED_1252 = b"\x81\x8d\x8f\x90\x9d"
_FORMULA_STARTS = tuple(start + b"=" for start in (b",", b'"', b";", b"\t", b"|", b"\n", b"\r"))
# Lead bytes of characters in common use: the first level of GB 2312 and of Big5, and punctuation.
_GB_COMMON = bytes([*range(0xA1, 0xA4), *range(0xB0, 0xD8)])
_BIG5_COMMON = bytes([*range(0xA1, 0xA4), *range(0xA4, 0xC7)])


@dataclass
class TextFacts:
    """What one pass over the bytes finds: encoding (a Python codec), whether bytes are broken, what to look for."""

    encoding: str = "utf-8"
    broken: int = 0  # bytes or sequences that the encoding does not know
    nuls: int = 0
    size: int = 0  # bytes
    may_have_formulas: bool = False
    notes: list[Note] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The encoding as people write it."""
        return _NAMES.get(self.encoding, self.encoding)


def text_facts(source: Source, declared: str | None = None) -> TextFacts:
    """Decide how a text is to be decoded. Raises RefusedError where that cannot be known, or a line is too long."""
    head = source.head(HEAD_BYTES)
    marked = next((encoding for mark, encoding in _MARKS if head.startswith(mark)), None)
    encoding = marked or (_codec(declared) if declared else None) or utf16_without_mark(head) or "utf-8"
    facts, fits = _survey(source, encoding)
    if not fits and encoding == "utf-8" and not declared:
        _decide(source, facts)
    elif not fits:
        _accept_broken(facts, _decoded(source, encoding))
    if facts.encoding != "utf-8" and not facts.notes:
        _note_transcoded(source, facts, declared is not None and marked is None)
    if facts.nuls:
        facts.notes.append(Note("nul_bytes", f"NUL bytes that were removed: {facts.nuls}", facts.nuls))
    return facts


def _codec(declared: str) -> str:
    """The Python codec of a declared encoding. GBK and GB2312 are read as GB18030, which holds both."""
    try:
        name = codecs.lookup(declared).name
        "".encode(name)
    except (LookupError, UnicodeError) as error:
        raise RefusedError(
            f"the encoding {declared!r}, which is not known", "utf-8, gb18030, cp1252 …", "Correct --encoding."
        ) from error
    same = {"utf-8-sig": "utf-8", "gbk": "gb18030", "gb2312": "gb18030", "iso8859-1": "latin-1", "utf-16": "utf-16-le"}
    return same.get(name, name)


def _survey(source: Source, encoding: str) -> tuple[TextFacts, bool]:
    """Read all bytes once: count NULs, look for formulas and endless lines, and try the encoding strictly."""
    facts = TextFacts(encoding)
    wide = encoding.startswith(("utf-16", "utf-32"))
    facts.may_have_formulas = wide
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    fits, plain = True, encoding == "utf-8"
    line = 0
    last = b""
    for chunk in source.chunks():
        facts.size += len(chunk)
        if not wide:
            facts.nuls += chunk.count(0)
        if not facts.may_have_formulas:
            facts.may_have_formulas = _may_have_formulas(last + chunk)
        last = chunk[-1:]
        line = 0 if b"\n" in chunk or b"\r" in chunk else line + len(chunk)
        if line > source.budget.limits.line_bytes:
            found = f"a line of more than {source.budget.limits.line_bytes:,} bytes"
            raise RefusedError(found, "a row a line", "This is no table; export the data again as CSV.")
        plain = plain and chunk.isascii()
        if fits and not plain:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                fits = False
    if fits:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            fits = False
    return facts, fits


def _may_have_formulas(chunk: bytes) -> bool:
    """Whether a cell could start with =, or hold the bar or mark without which +, - and @ start no formula."""
    if b"=" in chunk and any(start in chunk for start in _FORMULA_STARTS):
        return True
    return b"|" in chunk or b"!" in chunk


def _decoded(source: Source, encoding: str) -> tuple[int, int]:
    """How many characters beyond ASCII an encoding gives over all bytes, and how many bytes it cannot read."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    high = broken = 0
    for text in _texts(source, decoder):
        failed = text.count("�")
        broken += failed
        high += len(text) - len(text.encode("ascii", "ignore")) - failed
    return high, broken


def _texts(source: Source, decoder: codecs.IncrementalDecoder) -> Iterator[str]:
    for chunk in source.chunks():
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _accept_broken(facts: TextFacts, decoded: tuple[int, int]) -> None:
    """Keep an encoding that fails in a few places; refuse one that does not fit."""
    _, broken = decoded
    if broken * 1000 > facts.size and broken > 3:
        found = f"{broken} places that are not {facts.name}"
        raise RefusedError(found, f"text in {facts.name}", "Name the right encoding with --encoding, or leave it out.")
    facts.broken = broken


def _decide(source: Source, facts: TextFacts) -> None:
    """Choose among the encodings that are not UTF-8, and say what was chosen."""
    high, broken = _decoded(source, "utf-8")
    if broken * 4 <= high:
        facts.broken = broken
        return
    sample = _sample(source)
    gb_share, gb_count, gb_broken = _common_share(source, "gb18030", "gb2312", _GB_COMMON)
    sure = gb_count >= 8 or not _inside_words(sample)
    if gb_share >= 0.7 and gb_broken * 100 <= gb_count and sure:
        facts.encoding, facts.broken = "gb18030", gb_broken
    elif _is_big5(source):
        facts.encoding = "big5"
    elif _is_western(sample):
        facts.encoding = "latin-1" if _has_undefined(source) else "cp1252"
    else:
        facts.encoding = _likeliest(source, sample)
    _note_transcoded(source, facts, declared=False)


def _common_share(source: Source, encoding: str, plain: str, common: bytes) -> tuple[float, int, int]:
    """Share of characters in common use among those beyond ASCII, their number, and the bytes that do not decode."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    count = familiar = broken = 0
    for text in _texts(source, decoder):
        failed = text.count("�")
        broken += failed
        high = _ASCII.sub("", text).replace("�", "")
        if count < _JUDGED_CHARACTERS:
            leads = high.encode(plain, "ignore")[::2]
            familiar += len(leads) - len(leads.translate(None, common))
            count += len(high)
    return familiar / max(count, 1), count, broken


def _is_big5(source: Source) -> bool:
    share, count, broken = _common_share(source, "big5", "big5", _BIG5_COMMON)
    return share >= 0.9 and count >= 4 and broken == 0


def _inside_words(sample: bytes) -> bool:
    """Whether bytes beyond ASCII are mostly between ASCII letters, as accents do and Chinese does not."""
    return len(_FLANKED.findall(sample)) * 2 > len(_HIGH_RUN.findall(sample))


def _is_western(sample: bytes) -> bool:
    """Whether bytes beyond ASCII come alone or in twos, as accents do; other alphabets fill whole words with them."""
    runs = [len(run) for run in _HIGH_RUN.findall(sample)]
    return bool(runs) and sum(runs) <= 2 * len(runs)


def _has_undefined(source: Source) -> bool:
    """Whether bytes occur that Windows-1252 leaves undefined."""
    return any(len(chunk.translate(None, _UNDEFINED_1252)) < len(chunk) for chunk in source.chunks())


def _likeliest(source: Source, sample: bytes) -> str:
    """What charset-normalizer takes the lines beyond ASCII for, if it decodes the whole file."""
    best = charset_normalizer.from_bytes(sample).best()
    if best is not None and not best.encoding.startswith("utf"):
        _, broken = _decoded(source, best.encoding)
        if not broken:
            return best.encoding
    raise RefusedError("text in an encoding that cannot be recognised", _EXPECTED, _DECLARE)


def _sample(source: Source) -> bytes:
    """Lines that are not ASCII, from the start of the file."""
    lines: list[bytes] = []
    size = 0
    for chunk in source.chunks():
        if chunk.isascii():
            continue
        for line in chunk.splitlines():
            if not line.isascii():
                lines.append(line[:20_000])
                size += len(lines[-1])
                if size > _SAMPLE_BYTES:
                    return b"\n".join(lines)
    return b"\n".join(lines)


def _note_transcoded(source: Source, facts: TextFacts, declared: bool) -> None:
    """Say which encoding was taken, with a cell by which a person can judge."""
    example = _example(source, facts.encoding)
    how = "as declared" if declared else "as its bytes show"
    message = f"read as {facts.name}, {how}; if the example looks wrong, name the encoding with --encoding"
    facts.notes.append(Note("transcoded", message, 1, example))


def _example(source: Source, encoding: str) -> str:
    """The first cell with a character beyond ASCII."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for text in _texts(source, decoder):
        if found := re.search(
            r"[^,;\t|\"\r\n]{0,40}[^\x00-\x7f\ufeff][^,;\t|\"\r\n]{0,40}", text[1:] if text[:1] == "\ufeff" else text
        ):
            return found.group().strip()
    return ""
