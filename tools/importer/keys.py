"""Ids of rows whose export has no known column of ids: another column that proves to be one, else a digest of the row.

An id is never made from part of a row: two rows that differ anywhere are two records.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tools.importer.formats import IdEvidence
from tools.importer.mapping import ExportMapping, header_key

SEPARATOR = "\x1f"
MOST_CANDIDATES = 5
# Words that make an id of a header, those that do so only beside the record's own name, and those that say nothing.
_MARKS = frozenset(["id", "guid", "uuid", "key", "编号", "编码", "标识", "标识符"])
_NUMBERS = frozenset(["number", "no", "nr", "num", "número", "numero"])
_SILENT = frozenset(
    [
        "record",
        "unique",
        "system",
        "external",
        "global",
        "crm",
        "18",
        "15",
        "digit",
        "char",
        "case",
        "safe",
        "of",
        "the",
        "de",
        "la",
        "del",
        "el",
        "唯一",
        "系统",
        "记录",
    ]
)
# What the records of an export are called besides its own names.
_SYNONYMS = {
    "deals": "deal opportunity opp potential negocio trato oportunidad 商机 机会 交易",
    "leads": "lead prospect 线索 潜在客户",
    "accounts": "account company organization organisation cuenta empresa 客户 公司",
    "users": "user employee 员工 用户",
    "activities": "activity engagement call task email 活动",
    "meetings": "meeting event appointment engagement activity 会议",
    "subscriptions": "subscription",
    "orders": "order",
}
_CAMEL = re.compile(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_CHINESE_MARK = re.compile("(编号|编码|标识符|标识|唯一)")
_GLUED = re.compile(r"(.+?)(guid|uuid|id)")


def stem(word: str) -> str:
    """A word without the ending of its plural."""
    return word[:-3] + "y" if word.endswith("ies") else word.rstrip("s")


def own_words(export: ExportMapping) -> frozenset[str]:
    """What the records of an export are called."""
    names = (export.name, export.contract.export, *export.names, *(_SYNONYMS.get(f, "") for f in export.contract.feeds))
    return frozenset(stem(word) for name in names for word in re.findall(r"[^\W_]+", name.casefold()))


def is_named_like_an_id(header: str, own: frozenset[str]) -> bool:
    """Whether a header is that of an id of the record itself: Guid, deal_id, TASKID, Opportunity Number; not Account ID."""
    text = _CHINESE_MARK.sub(r" \1 ", _CAMEL.sub(" ", unicodedata.normalize("NFKC", header)))
    words = re.findall(r"[^\W_]+", text.casefold())
    if len(words) == 1 and words[0] not in _MARKS and (glued := _GLUED.fullmatch(words[0])):
        words = list(glued.groups())
    rest = [stem(word) for word in words if word not in _MARKS | _NUMBERS | _SILENT]
    is_own = all(word in own for word in rest)
    return is_own and (not _MARKS.isdisjoint(words) or (bool(rest) and not _NUMBERS.isdisjoint(words)))


@dataclass
class SeenRows:
    """The rows of an export that had no id, over all its tables.

    Attributes:
        rows: digest of a row -> how often it came.
        ids: id that stood in a column of its own -> digest of its row.
    """

    rows: Counter[bytes] = field(default_factory=Counter)
    ids: dict[str, bytes] = field(default_factory=dict)


class Candidate(IdEvidence):
    """Whether a column is filled in every row and different in rows that differ.

    `clash`: the first id that a row of an earlier table has, which differs; '' for none.
    """

    def __init__(self, place: int, seen: SeenRows) -> None:
        super().__init__()
        self.place, self.seen = place, seen
        self.ids: dict[str, bytes] = {}
        self.is_id = True
        self.clash = ""

    def look(self, cells: Sequence[str], row_numbers: Sequence[int], digests: Sequence[bytes]) -> None:
        """Take note of cells with the digests of their rows."""
        self.see(cells, row_numbers)
        for cell, digest in zip(cells, digests, strict=True) if self.is_id else ():
            self.is_id &= bool(cell) and self.ids.setdefault(cell, digest) == digest
            if self.seen.ids.get(cell, digest) != digest:
                self.clash = self.clash or cell


def candidates(header: Sequence[str], taken: Iterable[int], export: ExportMapping, seen: SeenRows) -> list[Candidate]:
    """The columns that may be ids of an export without a known one: named like one, and not read as anything else."""
    if export.each_row:
        return []
    own, others = own_words(export), set(taken)
    places = (i for i, name in enumerate(header) if i not in others and is_named_like_an_id(name, own))
    return [Candidate(place, seen) for place, _ in zip(places, range(MOST_CANDIDATES), strict=False)]


class RowDigests:
    """Digests of the rows of a table: of all their cells, whatever the order of the columns."""

    def __init__(self, header: Sequence[str]) -> None:
        keys = list(map(header_key, header))
        self.order = sorted(range(len(header)), key=lambda place: (keys[place], place))
        self.salt = SEPARATOR.join(keys[place] for place in self.order)

    def __call__(self, rows: Iterable[Sequence[str]]) -> list[bytes]:
        """The first 96 bits of a SHA-256 of each row."""
        return [
            hashlib.sha256(SEPARATOR.join((self.salt, *(row[p].strip() for p in self.order))).encode()).digest()[:12]
            for row in rows
        ]


class MadeIds:
    """Makes the ids of one table in one pass, and finds the rows that are equal to one before them."""

    def __init__(self, digests: RowDigests, seen: SeenRows, each_row: bool) -> None:
        self.digests, self.seen, self.each_row = digests, seen, each_row
        self.rows: Counter[bytes] = Counter()
        self.merged = 0

    def take(self, rows: Sequence[Sequence[str]]) -> tuple[list[int], list[str]]:
        """Places of the rows that stay, and their ids."""
        places, ids = [], []
        for place, digest in enumerate(self.digests(rows)):
            self.rows[digest] += 1
            number = self.seen.rows[digest] + self.rows[digest]
            if number > 1 and not self.each_row:
                self.merged += 1
                continue
            places.append(place)
            ids.append(digest.hex() + (f"-{number}" if number > 1 else ""))
        return places, ids

    def keep(self, ids: dict[str, bytes]) -> None:
        """Remember the rows for the tables that follow: the pass was the last one."""
        self.seen.rows.update(self.rows)
        self.seen.ids |= ids
