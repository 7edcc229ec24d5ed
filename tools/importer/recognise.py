"""Which export of which system a table is: told by its header alone; names decide ties at most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tools.importer.mapping import UNIT_MARK, ExportMapping, Family, System, header_key
from tools.importer.money import unit_of

# A table of which fewer columns are known is no sure match, however its header reads.
SURE_COLUMNS = 2


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
    """A table as an export of a system: which of its columns serve which column of the contract."""

    export: ExportMapping
    columns: dict[str, list[int]]
    units: dict[str, HeaderUnit]
    families: list[FamilyColumn]
    repeated: dict[str, list[int]] = field(default_factory=dict)
    contract_form: frozenset[str] = frozenset()
    notes: list[str] = field(default_factory=list)

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


@dataclass(frozen=True)
class Unclear:
    """A table that fits several exports equally well, or one hardly."""

    candidates: tuple[ExportMapping, ...]
    found: int


@dataclass(frozen=True)
class Unknown:
    """A table that is no export of a known system."""

    nearest: ExportMapping | None
    missing: tuple[str, ...]
    is_excluded: bool = False


class Header:
    """A table's header in the normal form, looked up once for all candidates."""

    def __init__(self, header: Sequence[str]) -> None:
        self.raw = list(header)
        self.keys = [header_key(name) for name in header]
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

    def places_of(self, key: str, is_money: bool) -> tuple[list[int], HeaderUnit]:
        """Where a header stands, and the unit behind it where the column is one of money."""
        exact = self.places.get(key, [])
        mark = UNIT_MARK.search(key) if is_money else None
        unit = unit_of(mark.group(1)) if mark else None
        if exact:
            return exact, HeaderUnit(*unit) if unit else HeaderUnit()
        if is_money:
            for index, found in self.with_units.get(key, []):
                return [index], found
        return [], HeaderUnit()


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
    missing = tuple(need for need in export.needs if need not in columns)
    if export.where and not any(key in header.places for key in export.where.headers):
        return Unknown(export, export.where.headers[:1])
    is_excluded = any(key in header.places for key in export.excluding)
    lacks_mark = bool(export.having) and not any(key in header.places for key in export.having)
    if missing or (not is_chosen and (is_excluded or lacks_mark)):
        headers = tuple(export.sources[need].all_headers[0] for need in missing)
        if lacks_mark and not missing:
            headers = export.having
        return Unknown(export, headers, is_excluded)
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
    return Match(export, columns, units, families, repeated, frozenset(contract_form))


def recognise(header: Sequence[str], names: Iterable[str], systems: Sequence[System]) -> Match | Unclear | Unknown:
    """The export that a table is.

    An own mapping file takes precedence over the built-in ones. The export with the most columns found wins; then the
    one with the most signs; then the one whose words stand in a name.

    Args:
        header: the header as it stands in the file.
        names: names of the file, the member of an archive and the sheet.
        systems: mapping files, own ones first.
    """
    looked_up = Header(header)
    text = " ".join(name_words(name) for name in names)
    nearest: Unknown | None = None
    for is_own in (True, False):
        matches = []
        for system in systems:
            if system.is_own != is_own:
                continue
            for export in system.exports.values():
                found = match_export(looked_up, export)
                if isinstance(found, Match):
                    matches.append(found)
                elif nearest is None or nearness(found, looked_up) > nearness(nearest, looked_up):
                    nearest = found
        if matches:
            exports = [export for system in systems for export in system.exports.values()]
            return best_of(matches, exports, text)
    if nearest is None or nearness(nearest, looked_up)[0] == 0:
        return Unknown(None, ())
    return nearest


def best_of(matches: Sequence[Match], exports: Sequence[ExportMapping], text: str) -> Match | Unclear:
    """The best match; Unclear where two are equally good or the only one is hardly one."""

    def rank(match: Match) -> tuple[int, int, bool]:
        return match.score, match.signs, is_named(match.export, text)

    best = max(map(rank, matches))
    winners = [match for match in matches if rank(match) == best]
    if len(winners) > 1:
        return Unclear(tuple(match.export for match in winners), best[0])
    winner = winners[0]
    if winner.score < SURE_COLUMNS and len(winner.export.contract.columns) > 1 and not best[2]:
        return Unclear((winner.export,), winner.score)
    same_system = [export for export in exports if export.system is winner.export.system]
    others = [export for export in same_system if is_named(export, text)]
    if others and not best[2]:
        winner.notes.append(f"named like {others[0].title}, but its columns are those of {winner.export.title}")
    return winner


def nearness(unknown: Unknown, header: Header) -> tuple[int, int]:
    """How many columns of a candidate the header holds, and how few are missing."""
    export = unknown.nearest
    if export is None:
        return 0, 0
    found = sum(any(key in header.places for key in keys) for keys in export.header_keys.values())
    return found if not unknown.is_excluded else 0, -len(unknown.missing)


def name_words(name: str) -> str:
    """A file's name in a form in which words can be looked for."""
    return " " + " ".join("".join(c if c.isalnum() else " " for c in header_key(name)).split()) + " "


def is_named(export: ExportMapping, text: str) -> bool:
    """Whether one of the export's words stands in the names."""
    return any(name_words(word).strip() in text for word in export.names)
