"""Which export of which system a table is, by its header: what a file is called proves nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from tools.importer.known import KnownSystem, family_of, named, object_of
from tools.importer.mapping import UNIT_MARK, ExportMapping, Family, System, header_key, loose_key
from tools.importer.money import unit_of

# With fewer columns found a match is sure only where they are half of the file.
SURE_COLUMNS = 3
# So many headers that no other export of the system has make a file the export that lacks a needed column.
TELLING_COLUMNS = 3
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")
ID_WORDS = frozenset({"id", "ids", "guid", "uuid", "uid", "key", "编号"})
# What comes before an id that is the record's own.
OWN_WORDS = frozenset({"record", "object", "unique", "row", "internal", "external", "system", "hs", "crm"})
# Behind a rate: Discount (%), discount_rate %.
PER_CENT_MARK = re.compile(r"\s*(?:[(\[]\s*(?:%|per ?cent|pct)\s*[)\]]|%)$")
SPANISH = re.compile(
    r"\b(?:de|del|la|el|en|nombre|fecha|estado|etapa|fase|hora|tipo|correo|importe|propietario|negocio|trato|persona|actividad|prospecto|cread[oa])\b|[ñáéíóú]"
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class HeaderUnit:
    """What a header says of the numbers below it: 金额（万元） means times 10,000, in CNY."""

    factor: Decimal = Decimal(1)
    currency: str = ""


@dataclass(frozen=True)
class FamilyColumn:
    """A column of the file that belongs to a family."""

    index: int
    header: str
    family: Family
    values: dict[str, str]


@dataclass
class Match:
    """A table as an export of a system: which of its columns serve which column of the contract.

    `is_loose`: what proves it was found only without regard to blanks, underscores and accents.
    """

    export: ExportMapping
    columns: dict[str, list[int]]
    units: dict[str, HeaderUnit]
    families: list[FamilyColumn]
    repeated: dict[str, list[int]] = field(default_factory=dict)
    contract_form: frozenset[str] = frozenset()
    notes: list[str] = field(default_factory=list)
    is_loose: bool = False

    @property
    def score(self) -> int:
        """How many columns of the contract were found, families counting as one each."""
        return len(self.columns) + len({id(column.family) for column in self.families})

    def label_of(self, column: str, header: Sequence[str]) -> str:
        """The header that a column is read from, or the column."""
        places = self.columns.get(column)
        return header[places[0]].strip() if places else column

    @property
    def signs(self) -> int:
        """How many of the columns that speak for the export were found."""
        return sum(sign in self.columns for sign in self.export.signs)

    @property
    def read(self) -> set[int]:
        """Places of the columns that are read."""
        return {place for places in self.columns.values() for place in places} | {f.index for f in self.families}

    def unread(self, header: Sequence[str]) -> list[str]:
        """Headers of the columns that are not read."""
        return [name.strip() for place, name in enumerate(header) if place not in self.read and name.strip()]


@dataclass(frozen=True)
class Unclear:
    """A table that fits several exports equally well."""

    candidates: tuple[ExportMapping, ...]
    found: int


@dataclass(frozen=True)
class Other:
    """A table of an object that no KPI needs."""

    system: str
    name: str


@dataclass(frozen=True)
class Unknown:
    """A table that is no export of a known system, or too little of one.

    `missing`: headers of `nearest` that it lacks, all of them needed, or one of several where `is_any`. `doubtful`: an
    export of which it has all that is needed, but no more. `readable_by`: the system of it, which a mapping file can
    read. `likenesses`: headers of the file and what they look like.
    """

    nearest: ExportMapping | None
    missing: tuple[str, ...] = ()
    is_any: bool = False
    doubtful: ExportMapping | None = None
    likenesses: tuple[tuple[str, str], ...] = ()
    readable_by: KnownSystem | None = None
    columns: dict[str, list[int]] = field(default_factory=dict, compare=False)


class Header:
    """A table's header in the normal form, looked up once for all candidates."""

    def __init__(self, header: Sequence[str]) -> None:
        self.raw = list(header)
        self.keys = [header_key(name) for name in header]
        self.loose = [loose_key(name) for name in header]
        self.places: dict[str, list[int]] = {}
        for index, key in enumerate(self.keys):
            if key:
                self.places.setdefault(key, []).append(index)
        self.with_units: dict[str, list[tuple[int, HeaderUnit]]] = {}
        for index, key in enumerate(self.keys):
            mark = UNIT_MARK.search(key)
            unit = unit_of(mark.group(1)) if mark else None
            if mark and unit:
                bare = key[: mark.start()]
                self.with_units.setdefault(bare, []).append((index, HeaderUnit(*unit)))
        self.in_per_cent: dict[str, list[int]] = {}
        for index, key in enumerate(self.keys):
            if mark := PER_CENT_MARK.search(key):
                self.in_per_cent.setdefault(key[: mark.start()], []).append(index)

    @property
    def count(self) -> int:
        """How many columns have a name."""
        return sum(map(bool, self.keys))

    @property
    def language(self) -> str:
        """The language of most of its names."""
        return language_of(" ".join(self.raw))

    def places_of(self, key: str, is_money: bool) -> tuple[list[int], HeaderUnit]:
        """Where a header is, and the unit behind it where the column is one of money."""
        exact = self.places.get(key, [])
        mark = UNIT_MARK.search(key) if is_money else None
        unit = unit_of(mark.group(1)) if mark else None
        if exact:
            return exact, HeaderUnit(*unit) if unit else HeaderUnit()
        if is_money:
            for index, found in self.with_units.get(key, []):
                return [index], found
        return [], HeaderUnit()


def language_of(text: str) -> str:
    """English, Spanish or Chinese."""
    return "zh" if CHINESE.search(text) else "es" if SPANISH.search(text.casefold()) else "en"


def match_export(header: Header, export: ExportMapping, *, is_chosen: bool = False) -> Match | Unknown:
    """A table's header against one export; where a person chose it only the needed columns are asked for."""
    columns: dict[str, list[int]] = {}
    units: dict[str, HeaderUnit] = {}
    repeated: dict[str, list[int]] = {}
    contract_form = set()
    for column, keys in export.header_keys.items():
        is_money = export.units.get(column) == "money"
        own_key = header_key(column)
        for key in keys:
            places, unit = header.places_of(key, is_money)
            if not places and export.column(column).is_rate:
                places = header.in_per_cent.get(key, [])
            if not places:
                continue
            if len(places) > 1:
                repeated[column] = places
            if column not in columns and export.system.has_contract_names and key == own_key:
                contract_form.add(column)
            known = columns.setdefault(column, [])
            known.extend(place for place in places if place not in known)
            if unit != HeaderUnit():
                # another header's numbers would be multiplied with it
                units[column] = unit
                columns[column] = places
                break
    is_loose = any(need not in columns for need in export.needs)
    add_loose(header, export, columns)
    missing = tuple(need for need in export.needs if need not in columns)
    if missing:
        headers = tuple(shown_header(export.sources[need].all_headers, header) for need in missing)
        return Unknown(export, headers, columns=columns)
    if export.where and not any(key in header.places for key in export.where.headers):
        return Unknown(export, export.where.headers[:1], columns=columns)
    if not is_chosen:
        if export.having and not any(group.is_in(header.places) for group in export.having):
            if not any(group.is_in(header.loose, is_loose=True) for group in export.having):
                return Unknown(export, shown_marks(export, header), is_any=True, columns=columns)
            is_loose = True
        if is_excluded(header, export, is_loose=is_loose):
            return Unknown(None)
    families = []
    taken = {index for places in columns.values() for index in places}
    for index, name in enumerate(header.raw):
        if index in taken:
            continue
        for family in export.families:
            values = family.match(name)
            if values is not None:
                families.append(FamilyColumn(index, name, family, values))
                break
    return Match(export, columns, units, families, repeated, frozenset(contract_form), is_loose=is_loose)


def is_excluded(header: Header, export: ExportMapping, *, is_loose: bool) -> bool:
    """Whether a header holds what the export never has."""
    if export.foreign:
        own = {key for keys in export.header_keys.values() for key in keys}
        if any(key not in own and export.foreign.fullmatch(key) for key in header.keys):
            return True
    return any(
        group.is_in(header.loose if is_loose else header.places, is_loose=is_loose)
        # OpportunityId is no column of an opportunity, but opportunity_id may be its own id
        and not (is_loose and len(group.keys) == 1 and loose_key(group.text) in export.loose_columns)
        for group in export.excluding
    )


def add_loose(header: Header, export: ExportMapping, columns: dict[str, list[int]]) -> None:
    """Add the columns that are found only where blanks, underscores, capitals and accents do not count."""
    taken = {index for places in columns.values() for index in places}
    found: dict[str, list[int]] = {}
    for index, key in enumerate(header.loose):
        column = export.loose_columns.get(key)
        if column and index not in taken and column not in columns:
            found.setdefault(column, []).append(index)
    columns |= found


def shown_header(headers: Sequence[str], header: Header) -> str:
    """The header to name for a column: the first in the language of the file."""
    return next((name for name in headers if language_of(name) == header.language), headers[0])


def shown_marks(export: ExportMapping, header: Header) -> tuple[str, ...]:
    """Some of the headers of which a file of the export has one, in the language of the file."""
    marks = [group.text for group in export.having if not group.text.endswith("*")]
    return tuple([mark for mark in marks if language_of(mark) == header.language] or marks)[:3]


def recognise(
    header: Sequence[str],
    names: Iterable[str],
    systems: Sequence[System],
    known: tuple[KnownSystem, ...] = (),
    proven: Collection[str] = (),
) -> Match | Unclear | Other | Unknown:
    """The export that a table is.

    An own mapping file takes precedence over everything built in; then the generic form, where it is sure; then the
    objects that no KPI needs, unless they give way. Of the exports that are left, the one with the most columns
    found wins; then the one with the most signs; then the one whose words are in a name; then the one of a system
    that other files prove.

    Args:
        header: the header as it is in the file.
        names: names of the file, the member of an archive and the sheet.
        systems: mapping files, own ones first.
        known: objects that no KPI needs.
        proven: systems that the other files of the import are of.
    """
    looked_up = Header(header)
    words = [name_words(name) for name in names]
    exports = [export for system in systems for export in system.exports.values()]
    own = matches_of([export for export in exports if export.system.is_own], looked_up)
    if own:
        return best_of(own, exports, looked_up, words, proven)
    family = family_of(known, looked_up.places)
    for system in known:
        if system.mapping and system.system == family:
            return Unknown(None, readable_by=system)
    of_family = [e for e in exports if not e.system.is_own and (not family or e.system.system == family)]
    matches = matches_of(of_family, looked_up)
    other = object_of(known, family, looked_up.places)
    if other:
        sure = [match for match in matches if not match.is_loose and is_sure(match, looked_up, words)]
        if not any(other.gives_way or match.export.system.system == "generic" for match in sure):
            return Other(other.system, other.name)
    best = best_of(matches, exports, looked_up, words, proven) if matches else Unknown(None)
    if not isinstance(best, Unknown):
        return best
    nearest = nearest_of(of_family, looked_up, family, proven)
    if family and is_mixed(of_family, looked_up):
        return Unknown(None)
    if family and not is_half_read(nearest, of_family, looked_up, words):
        return Other(family, named(known, family, {word.strip() for word in words}))
    return best if best.doubtful else nearest


def matches_of(exports: Sequence[ExportMapping], header: Header) -> list[Match]:
    """The exports that a table has all proofs of; one that is found loosely must have all that matters."""
    found = [match for export in exports if isinstance(match := match_export(header, export), Match)]
    return [m for m in found if not m.is_loose or (m.score >= SURE_COLUMNS and not is_unlike(m, header))]


def is_unlike(match: Match, header: Header) -> bool:
    """Whether a match that is found loosely lacks what columns look like, or is of records with an id of another kind."""
    return bool(likenesses(match, header)) or is_of_another(match, header)


def best_of(
    matches: Sequence[Match],
    exports: Sequence[ExportMapping],
    header: Header,
    words: Sequence[str],
    proven: Collection[str],
) -> Match | Unclear | Unknown:
    """The best match; Unclear where two are equally good, Unknown where the only one is hardly one."""
    text = " ".join(words)

    def rank(match: Match) -> tuple[int, bool, int, bool, bool]:
        return (
            match.score,
            not match.is_loose,
            match.signs,
            is_named(match.export, text),
            match.export.system.system in proven,
        )

    best = max(map(rank, matches))
    winners = [match for match in matches if rank(match) == best]
    # exports of one mapping with filters share the rows
    is_shared = len({id(w.export.system) for w in winners}) == 1 and sum(not w.export.where for w in winners) <= 1
    if len(winners) > 1 and not is_shared:
        return Unclear(tuple(match.export for match in winners), best[0])
    winner = winners[0]
    if not is_sure(winner, header, words):
        is_likely = 2 * len(winner.read) >= header.count or winner.score > 1
        is_likely = is_likely and not is_of_another(winner, header)
        return Unknown(None, doubtful=winner.export if is_likely else None)
    same_system = [export for export in exports if export.system is winner.export.system]
    others = [export for export in same_system if is_named(export, text)]
    if others and not best[3]:
        winner.notes.append(f"named like {others[0].title}, but its columns are those of {winner.export.title}")
    return winner


def is_sure(match: Match, header: Header, words: Sequence[str]) -> bool:
    """Whether a match is proven by more than a column or two that anything may have.

    The generic form has names that many files use. It is proven where half of the file is of it, and no other kind of
    record has its id before; or where the file is called as the form says, and has a column besides the id.
    """
    if len(match.export.contract.columns) == 1:
        return True
    if match.export.system.is_own:
        return match.score > 1 or is_named(match.export, " ".join(words))
    is_half = 2 * len(match.read) >= header.count
    if match.export.system.system != "generic":
        return match.score >= SURE_COLUMNS or (match.score > 1 and is_half)
    if any(word.split() == name_words(match.export.contract.export).split() for word in map(without_digits, words)):
        return match.score > 1 or is_half
    is_most = (match.score >= SURE_COLUMNS and is_half) or (match.score > 1 and len(match.read) == header.count)
    return is_most and not is_of_another(match, header)


def is_of_another(match: Match, header: Header) -> bool:
    """Whether an id that is not read comes before the export's own, so that the rows are records of another kind.

    Where the export's own is not there, it comes before any other id.
    """
    ids = [index for index, words in enumerate(map(words_of, header.raw)) if len(words) > 1 and words[-1] == "id"]
    places = match.columns.get(match.export.key, ids[:1] and [ids[0] + 1])
    return any(index not in match.read for index in ids if index < min(places, default=0))


def nearest_of(exports: Sequence[ExportMapping], header: Header, family: str, proven: Collection[str]) -> Unknown:
    """The export that a table has most columns of, of the systems that are proven where some are."""
    found: list[tuple[int, int, Unknown]] = []
    for export in exports:
        system = export.system.system
        is_foreign = proven and not family and system not in proven and system != "generic"
        is_chinese = language_of(export.sources[export.needs[0]].all_headers[0]) == "zh"
        if is_foreign or is_excluded(header, export, is_loose=True) or (is_chinese and header.language != "zh"):
            continue
        match = match_export(header, export)
        if is_of_another(Match(export, match.columns, {}, []), header):
            continue
        if isinstance(match, Match):
            # all is there, but found loosely, with columns that look like what is missing
            match = Unknown(export, columns=match.columns)
        count = len(match.columns)
        if count > 1 and 3 * count >= min(header.count, 12):
            found.append((count, -1 if match.is_any else -len(match.missing), match))
    if not found:
        return Unknown(None)
    nearest = max(found, key=lambda each: each[:2])[2]
    assert nearest.nearest is not None
    alike = likenesses(Match(nearest.nearest, nearest.columns, {}, []), header)
    return replace(nearest, likenesses=tuple(alike.items()))


def is_half_read(unknown: Unknown, exports: Sequence[ExportMapping], header: Header, words: Sequence[str]) -> bool:
    """Whether a file of a system is an export that lacks something, and so no object of which nothing is needed."""
    if unknown.nearest is None:
        return False
    if any(is_called(export, words) for export in exports):
        return True
    own = set(unknown.nearest.loose_columns)
    others = {key for e in exports if e is not unknown.nearest for key in e.loose_columns}
    return len({key for key in header.loose if key in own - others}) >= TELLING_COLUMNS


def is_mixed(exports: Sequence[ExportMapping], header: Header) -> bool:
    """Whether a file has all that several exports need, and for that is none of them: a list of all activities."""
    return (
        sum(
            any(group.is_in(header.places) for group in export.excluding)
            and all(any(key in header.places for key in export.header_keys[need]) for need in export.needs)
            for export in exports
        )
        > 1
    )


def likenesses(match: Match, header: Header) -> dict[str, str]:
    """Columns that are not read and look like one that is missing: header of the file -> what it looks like.

    Only columns that matter are looked for: the id, and those that KPIs need.
    """
    export = match.export
    found: dict[str, str] = {}
    unread = {name: words_of(name) for name in match.unread(header.raw)}
    if export.key and export.key not in match.columns:
        titles = {word for name in (export.name, export.title, *export.names) for word in words_of(name)} | OWN_WORDS
        titles |= {word.removesuffix("s") for word in titles}
        for name, its_words in unread.items():
            own = [word for word in its_words if word not in ID_WORDS]
            in_one = len(its_words) == 1 and its_words[0].endswith("id") and its_words[0][:-2] in titles
            if in_one or (len(own) < len(its_words) and not set(own) - titles):
                found[name] = shown_header(export.sources[export.key].all_headers, header)
    served = {c for of in export.serves.values() for names in of.values() for c in names}
    for column in sorted((served & set(export.sources)) - set(match.columns)):
        is_number = export.contract.columns[column].type == "number"
        for wanted in export.sources[column].all_headers:
            parts = words_of(wanted)
            if len(parts) < 2 and not is_number:
                continue
            for name, its_words in unread.items():
                if name not in found and set(parts) < set(its_words) and len(its_words) == len(parts) + 1:
                    found[name] = shown_header(export.sources[column].all_headers, header)
    return found


def words_of(name: str) -> list[str]:
    """The words of a header, whether blanks, underscores or capitals part them."""
    return [word.casefold() for word in WORD.findall(name)]


def without_digits(words: str) -> str:
    """Words of a name without numbers of parts and dates."""
    return " ".join(word for word in words.split() if not word.isdigit())


def is_called(export: ExportMapping, words: Sequence[str]) -> bool:
    """Whether a file has no other name than one of the export's words."""
    return any(name_words(name).split() == without_digits(word).split() for name in export.names for word in words)


def name_words(name: str) -> str:
    """A file's name in a form in which words can be looked for."""
    return " " + " ".join("".join(c if c.isalnum() else " " for c in header_key(name)).split()) + " "


def is_named(export: ExportMapping, text: str) -> bool:
    """Whether one of the export's words is in the names."""
    return any(name_words(word).strip() in text for word in export.names)
