"""Mapping files (which header of a CRM means which column) and contracts (which columns an export has, and their types)."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NoReturn

import yaml
from jsonschema import Draft202012Validator

from tools.project import ROOT

MAPPINGS = Path(__file__).parent / "mappings"
SCHEMA = Path(__file__).with_name("mapping.schema.json")
TYPES = frozenset({"id", "text", "number", "boolean", "enum", "date", "timestamp", "time_zone"})
ORDERS = ("dmy", "mdy", "ymd")
DECIMALS = ("point", "comma")
RATES = ("percent", "share")
# What flags of won and closed deals say.
OUTCOMES = frozenset({"won", "lost", "open"})
# What a clean cell of a type looks like.
CLEAN_CELLS = {
    "number": r"-?\d+(?:\.\d+)?",
    "boolean": "true|false",
    "date": r"\d{4}-\d\d-\d\d",
    "timestamp": r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?",
}
# The name of what is read for look-ups alone: what a record is called.
CALLED = "called"
QUOTES = dict.fromkeys(map(ord, "'\"`´“”„‟‘’‚‛«»「」『』＂＇"), '"')
REQUIRED_MARK = re.compile(r"\s*(?:\((?:必填|required|obligatorio)\)|\*)\s*$", re.IGNORECASE)
# A unit behind a header in brackets: 金额（万元）, Amount (USD).
UNIT_MARK = re.compile(r"\s*[(\[]\s*([^()\[\]]{1,12})\s*[)\]]$")


class MappingError(ValueError):
    """A mapping file or a contract that cannot be used; the message says which, what was found and what to do."""


@dataclass(frozen=True)
class Column:
    """A column of a contract. `accepted` is empty where the values are open or named by value_mappings.

    `is_rate`: a number from 0 to 1, which others write in per cent. `is_asked`: an export may lack it, but where it is
    there the build rejects a row without it.
    """

    name: str
    type: str
    required: bool = False
    accepted: tuple[str, ...] = ()
    is_rate: bool = False
    is_asked: bool = False
    has_default: bool = False


@dataclass(frozen=True)
class Contract:
    """What a clean file holds, as its seed declares it."""

    system: str
    export: str
    feeds: tuple[str, ...]
    key: tuple[str, ...]
    columns: Mapping[str, Column]
    path: Path

    @property
    def file_name(self) -> str:
        """Name of the clean file."""
        return f"{self.export}.csv"


@dataclass(frozen=True)
class LookUp:
    """The export of whose records a cell names one, and what becomes of a name that no single one goes by: nothing (''),
    itself (`keep`) or a digest (`digest`)."""

    export: str
    unknown: str = ""


@dataclass(frozen=True)
class Source:
    """Where a column's value comes from: the first header with a value, else `otherwise`.

    `headers` are claimed for the column alone; `copies` may serve other columns too. `is_digest`: the value is a name,
    of which a digest becomes the key, as macros/records/user_key.sql makes it. `zero_is_blank`: headers under which 0 is
    no value.
    """

    headers: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    otherwise: str = ""
    constant: str = ""
    is_digest: bool = False
    look_up: LookUp | None = None
    zero_is_blank: frozenset[str] = frozenset()

    @property
    def all_headers(self) -> tuple[str, ...]:
        """Every header that can give the value, the preferred first."""
        return self.headers + self.copies


@dataclass(frozen=True)
class Family:
    """Columns whose header carries a value: one row of another export for each cell."""

    pattern: re.Pattern[str]
    export: str
    columns: Mapping[str, str]

    def match(self, header: str) -> dict[str, str] | None:
        """The values in a header; None where it is not of the family."""
        for text in (plain_quotes(header), plain_quotes(unicodedata.normalize("NFKC", header))):
            found = self.pattern.fullmatch(text)
            if found:
                return {name: value or "" for name, value in found.groupdict().items()}
        return None

    @property
    def cell_column(self) -> str:
        """The column that the cell goes to; '' where none does."""
        return next((name for name, text in self.columns.items() if text == "{cell}"), "")


@dataclass(frozen=True)
class Stages:
    """The column whose values show which deals are won, by value_mappings, unless one of other columns does."""

    column: str
    unless: tuple[str, ...] = ()


@dataclass(frozen=True)
class HeaderGroup:
    """Headers that together prove what a table is: `Name + Email`. One that ends in `*` means all that begin so."""

    text: str

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The headers in their normal form."""
        parts = self.text.split(" + ")
        return tuple(header_key(p) if p[-1] != "*" else header_key(p[:-1] + "x")[:-1] + "*" for p in parts)

    def is_in(self, headers: Collection[str], *, is_loose: bool = False) -> bool:
        """Whether all of them are among headers in their normal form, or in their loose one."""
        return all(
            any(header.startswith(key[:-1]) for header in headers)
            if key.endswith("*")
            else any(form in headers for form in (loose_forms(key) if is_loose else (key,)))
            for key in self.keys
        )


@dataclass(frozen=True)
class Where:
    """Which rows of a table an export takes: those whose cell under the header is one of the words, or none of them."""

    headers: tuple[str, ...]
    words: frozenset[str]
    is_not: bool


@dataclass(frozen=True)
class Converted:
    """Amounts that are not in the record's own currency: under these headers (none: under every one of the column), and
    the headers that give the currency of these."""

    headers: frozenset[str]
    currency: frozenset[str]


@dataclass(frozen=True)
class ExportMapping:
    """How one export of a system is recognised and read.

    Of the groups of headers `having` at least one must be there whole, of `excluding` none, whether a column is read
    from them or not. Nor may a header that is not read be one of `foreign`: the name, number or owner of another kind of
    record. `serves` says which columns here give a column of the generic form: export -> column -> columns.
    Where one of the headers `lines` is there, several rows may belong to one record. `each_row`: without an id, rows
    that are equal are records of their own. `flags` names the columns that two flags give: the name of each flag is
    that of its source, too.
    """

    name: str
    title: str
    system: System
    contract: Contract = field(repr=False)
    needs: tuple[str, ...]
    signs: tuple[str, ...]
    having: tuple[HeaderGroup, ...]
    excluding: tuple[HeaderGroup, ...]
    names: tuple[str, ...]
    sources: Mapping[str, Source] = field(repr=False)
    foreign: re.Pattern[str] | None = None
    families: tuple[Family, ...] = ()
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    lists: frozenset[str] = frozenset()
    key: str = ""
    each_row: bool = False
    lines: frozenset[str] = frozenset()
    currency: str = ""
    converted: Mapping[str, Converted] = field(default_factory=dict)
    stages: Stages | None = None
    serves: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict, repr=False)
    where: Where | None = None
    flags: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def column(self, name: str) -> Column:
        """A column of the contract, a flag from which one is made, or the name that the record goes by."""
        return self.contract.columns.get(name) or Column(name, "text" if name == CALLED else "boolean")

    @property
    def look_ups(self) -> dict[str, LookUp]:
        """Column -> where its cells are looked up, the export by its label."""
        return {
            name: replace(source.look_up, export=self.system.exports[source.look_up.export].label)
            for name, source in self.sources.items()
            if source.look_up
        }

    @property
    def label(self) -> str:
        """The name that `--as` takes."""
        return f"{self.system.label}.{self.name}"

    @cached_property
    def loose_columns(self) -> dict[str, str]:
        """Header in its loose form -> the one column that it can mean; headers that could mean two are left out."""
        found: dict[str, set[str]] = {}
        for name, source in self.sources.items():
            for header in source.all_headers:
                for key in loose_forms(header):
                    found.setdefault(key, set()).add(name)
        return {key: min(names) for key, names in found.items() if key and len(names) == 1}

    @cached_property
    def header_keys(self) -> dict[str, tuple[str, ...]]:
        """Column -> headers in their normal form, the preferred first."""
        return {
            name: tuple(dict.fromkeys(header_key(h) for h in source.all_headers))
            for name, source in self.sources.items()
        }


@dataclass(frozen=True)
class System:
    """A system (or an own mapping file) and what holds for all its exports."""

    system: str
    name: str
    path: Path
    is_own: bool = False
    time_zone: str = "utc"
    zone_variable: str = ""
    nulls: frozenset[str] = frozenset()
    ids: str = "text"
    has_contract_names: bool = False
    contract_time_zone: str = ""
    contract_decimal: str = ""
    date_order: str = ""
    decimal: str = ""
    currency: str = ""
    subscription_ends_on: str = ""
    exports: dict[str, ExportMapping] = field(default_factory=dict, compare=False, hash=False, repr=False)

    @property
    def label(self) -> str:
        """What the report and `--as` call it: an own mapping goes by its file's name."""
        return self.path.stem if self.is_own else self.system


def plain_quotes(text: str) -> str:
    """A text with one kind of quote and single blanks, stripped of BOM and NUL; capitals and width stay."""
    text = text.translate(QUOTES).replace("\ufeff", "").replace("\0", "")
    return " ".join(text.split())


def header_key(header: str) -> str:
    """The normal form in which headers are compared."""
    text = plain_quotes(unicodedata.normalize("NFKC", header))
    text = REQUIRED_MARK.sub("", text)
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1].strip()
    return re.sub(r"\s*([-–—])\s*", "-", text).casefold()


def loose_key(header: str) -> str:
    """A header of a file without accents and signs; its words stay apart only where blanks part them.

    `deal_id` and `DealId` become one text, and `Fecha de creacion` meets `Fecha de creación`.
    """
    text = "".join(c for c in unicodedata.normalize("NFD", header_key(header)) if not unicodedata.combining(c))
    words = "".join(c if c.isalnum() or c.isspace() else " " if " " in text else "" for c in text).split()
    return " ".join(words)


def loose_forms(header: str) -> set[str]:
    """The loose keys by which a header of a mapping is found: its own, and that of its words in one.

    A label with blanks is not found under an API name: `Account Name` holds a name, and `Account_Name` an id.
    """
    key = loose_key(header)
    return {key, key.replace(" ", "")}


def value_key(text: str) -> str:
    """The normal form in which values (won, Won, ＷＯＮ) are compared."""
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()


class YamlLoader(getattr(yaml, "CBaseLoader", yaml.BaseLoader)):  # type: ignore[misc]
    """Reads every scalar as a text. A key that occurs twice is a fault: which of its values is meant?"""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """A mapping of keys that each occur once."""
        keys = set()
        for key, _ in node.value:
            if key.value in keys:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key.value!r} occurs twice", key.start_mark
                )
            keys.add(key.value)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> Any:
    """The content of a YAML file, every scalar a text.

    Raises:
        MappingError: it cannot be read or is no YAML.
    """
    try:
        return yaml.load(path.read_text(encoding="utf-8-sig"), Loader=YamlLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise MappingError(f"{path} cannot be read ({error}). Give the path of a YAML file in UTF-8.") from error
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        line = f" line {place.line + 1}" if place else ""
        raise MappingError(
            f"{path}{line}: no valid YAML ({getattr(error, 'problem', None) or error}). Correct the file."
        ) from error


def read_contracts(root: Path = ROOT) -> dict[str, dict[str, Contract]]:
    """System -> seed's own name (the part after `<system>__`) -> contract."""
    found: dict[str, dict[str, Contract]] = {}
    for path in sorted((root / "seeds/exports").glob("*/*.yml")):
        for seed in (read_yaml(path) or {}).get("seeds", []):
            meta = seed["config"]["meta"]
            system, _, short = seed["name"].partition("__")
            # one that only completes the records of another export makes none of its own
            feeds = () if meta.get("is_auxiliary") == "true" else tuple(meta.get("feeds", ()))
            columns = {}
            for column in seed["columns"]:
                # the row's place in the file is no column of it
                if column["name"] == "_row":
                    continue
                of_column = column["config"]["meta"]
                accepted = of_column.get("accepted", ())
                if of_column["type"] not in TYPES:
                    raise MappingError(f"{path}: column {column['name']} has the unknown type {of_column['type']}.")
                columns[column["name"]] = Column(
                    column["name"],
                    of_column["type"],
                    of_column.get("required") == "true",
                    tuple(str(value).lower() for value in accepted),
                    (of_column.get("min"), of_column.get("max")) == ("0", "1"),
                    of_column.get("required") == "where_present",
                    "default" in of_column,
                )
            found.setdefault(system, {})[short] = Contract(
                system, meta["export"], feeds, tuple(meta.get("key", ())), columns, path
            )
    return found


def load_mappings(
    contracts: Mapping[str, Mapping[str, Contract]], own: Sequence[Path] = (), folder: Path = MAPPINGS
) -> list[System]:
    """The own mapping files, then the built-in ones.

    Raises:
        MappingError: a file does not keep to the format; the message names the key.
    """
    systems = [load_mapping(path, contracts, is_own=True) for path in own]
    systems += [load_mapping(path, contracts) for path in sorted(folder.glob("*.yml"))]
    labels = [system.label for system in systems]
    for system in systems:
        if labels.count(system.label) > 1:
            raise MappingError(f"Two mapping files are called {system.label}. Rename {system.path.name}.")
    return systems


def load_mapping(path: Path, contracts: Mapping[str, Mapping[str, Contract]], *, is_own: bool = False) -> System:
    """Read one mapping file.

    Raises:
        MappingError: it does not keep to the format.
    """
    reader = Reader(path)
    content = read_yaml(path)
    reader.check(content)
    name = content["system"]
    if name not in contracts:
        reader.fail(
            f"system is {name!r}, for which seeds/exports has no contract",
            f"one of {', '.join(c for c in contracts if '' not in contracts[c])}",
        )
    own_names = content.get("contract_names", "false")
    forms = own_names if isinstance(own_names, dict) else {}
    system = System(
        system=name,
        name=content.get("name", path.name if is_own else name),
        path=path,
        is_own=is_own,
        time_zone=content.get("time_zone", "utc"),
        zone_variable=content.get("zone_variable", ""),
        nulls=frozenset(map(value_key, texts(content.get("nulls")))),
        ids=content.get("ids", "text"),
        has_contract_names=bool(forms) or own_names == "true",
        contract_time_zone=forms.get("time_zone", ""),
        contract_decimal=forms.get("decimal", ""),
        date_order=content.get("date_order", ""),
        decimal=content.get("decimal", ""),
        currency=content.get("currency", ""),
        subscription_ends_on=content.get("subscription_ends_on", ""),
    )
    for export, description in content["exports"].items():
        contract = description.get("export", export)
        if contract not in contracts[name]:
            reader.fail(
                f"exports.{export} has no contract", f"one of {', '.join(contracts[name])}, or export: one of them"
            )
        system.exports[export] = read_export(reader, system, export, description, contracts[name], contract)
    for export, read in system.exports.items():
        for column, look_up in ((name, source.look_up) for name, source in read.sources.items() if source.look_up):
            with_ids = [other for other, of_other in system.exports.items() if of_other.key]
            if look_up.export not in with_ids:
                reader.fail(
                    f"exports.{export}.columns.{column} looks up {look_up.export!r}",
                    f"an export of this file with a key: {', '.join(with_ids)}",
                )
    return system


def read_export(
    reader: Reader,
    system: System,
    name: str,
    content: Mapping[str, Any],
    contracts: Mapping[str, Contract],
    contract_name: str,
) -> ExportMapping:
    """One entry of `exports`, whose structure was checked."""
    place = f"exports.{name}"
    contract = contracts[contract_name]
    columns = content.get("columns", {})
    converted = content.get("converted", {})
    units = content.get("units", {})
    currency = content.get("currency", "currency" if "currency" in contract.columns else "")
    for key, named in (("columns", columns), ("values", content.get("values", {})), ("units", units)):
        reader.columns(named, contract, f"{place}.{key}")
    flags: dict[str, tuple[str, str]] = {}
    sources: dict[str, Source] = {}
    for column in contract.columns:
        given = columns.get(column)
        if given is None and not system.has_contract_names:
            continue
        source, of_flags = reader.source([] if given is None else given, f"{place}.columns.{column}")
        if system.has_contract_names and column not in source.headers:
            source = replace(source, headers=(column, *source.headers))
        sources[column] = source
        reader.clean(source, contract.columns[column], f"{place}.columns.{column}")
        if of_flags and not set(contract.columns[column].accepted) >= OUTCOMES:
            reader.fail(f"{place}.columns.{column} has flags", "flags at a column of won, lost and open alone")
        for flag, headers in of_flags.items():
            sources[f"{column}.{flag}"] = Source(copies=headers)
            flags[column] = (f"{column}.won", f"{column}.closed")
    for column, entry in converted.items():
        reader.mapped([column], sources, f"{place}.converted")
        reader.mapped([currency], sources, f"{place}.currency")
        for owner, headers in ((column, texts(entry.get("from"))), (currency, texts(entry.get("currency")))):
            known = sources[owner].headers
            sources[owner] = replace(sources[owner], headers=known + tuple(h for h in headers if h not in known))
    if "called" in content:
        sources[CALLED] = Source(copies=texts(content["called"]))
    reader.claims(sources, f"{place}.columns")

    listed = {}
    for key in ("needs", "signs", "lists"):
        names = texts(content.get(key))
        reader.columns(names, contract, f"{place}.{key}")
        reader.mapped(names, sources, f"{place}.{key}")
        # a column that two flags give is there where both flags are
        listed[key] = tuple(each for one in names for each in flags.get(one, (one,)))
    key = content.get("key", "")
    reader.columns(filter(None, (key, content.get("currency"))), contract, place)
    if "rows" in content and not key:
        reader.fail(f"{place} has rows without key", "key: the column that the made id goes to")
    values = {
        column: reader.values(words, contract.columns[column], f"{place}.values.{column}")
        for column, words in content.get("values", {}).items()
    }
    for column in units:
        if contract.columns[column].type != "number":
            reader.fail(f"{place}.units.{column}: the column is no number in the contract", "a number column")
    where = content.get("where")
    return ExportMapping(
        name=name,
        title=content.get("title") or name,
        system=system,
        contract=contract,
        needs=listed["needs"],
        signs=listed["signs"],
        having=tuple(map(HeaderGroup, texts(content.get("has")))),
        excluding=tuple(map(HeaderGroup, texts(content.get("not")))),
        names=texts(content.get("names")),
        sources=sources,
        foreign=reader.pattern(content["not_like"], f"{place}.not_like") if "not_like" in content else None,
        families=tuple(
            reader.family(family, contracts, contract, f"{place}.families[{index}]")
            for index, family in enumerate(content.get("families", ()), start=1)
        ),
        values=values,
        units=units,
        lists=frozenset(listed["lists"]),
        key=key,
        each_row="rows" in content,
        lines=frozenset(map(header_key, texts(content.get("lines")))),
        currency=currency,
        converted={
            column: Converted(
                frozenset(map(header_key, texts(entry.get("from")))),
                frozenset(map(header_key, texts(entry.get("currency")))),
            )
            for column, entry in converted.items()
        },
        stages=reader.stages(content["stages"], contract, sources, f"{place}.stages") if "stages" in content else None,
        serves=reader.serves(content.get("serves", {}), contract, f"{place}.serves"),
        where=Where(
            tuple(map(header_key, texts(where["from"]))),
            frozenset(map(value_key, texts(where.get("is") or where.get("is_not")))),
            "is_not" in where,
        )
        if where
        else None,
        flags=flags,
    )


def texts(value: str | Sequence[str] | None) -> tuple[str, ...]:
    """A list of texts; a single text is a list of one."""
    return (value,) if isinstance(value, str) and value else tuple(value or ())


@cache
def validator() -> Draft202012Validator:
    """The check of a mapping file's structure."""
    return Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


class Reader:
    """Checks of one mapping file; every fault names the file and the key.

    mapping.schema.json says what the format is; the methods below check what it cannot: that the columns are those of
    the contract, and that nothing is said twice.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def fail(self, found: str, expected: str) -> NoReturn:
        """Stop with what was found and what was expected."""
        raise MappingError(f"{self.path.name}: {found}. Expected: {expected}.")

    def check(self, content: Any) -> None:
        """Stop at the first fault of the structure."""
        for error in validator().iter_errors(content):
            place = ".".join(map(str, error.absolute_path)) or "the file"
            known = error.schema.get("properties", {})
            if error.validator == "additionalProperties":
                unknown = next(key for key in error.instance if key not in known)
                self.fail(f"{place} has the unknown key {unknown!r}", f"keys among {', '.join(sorted(known))}")
            if error.validator == "required":
                missing = next(key for key in error.validator_value if key not in error.instance)
                self.fail(f"{place} has no {missing}", known[missing].get("description") or f"a value of {missing}")
            if error.validator == "enum":
                self.fail(f"{place} is {error.instance!r}", f"one of {', '.join(error.validator_value)}")
            expected = error.schema.get("description") or error.message
            if isinstance(error.instance, dict) and error.validator != "type":
                self.fail(f"{place} has {', '.join(error.instance) or 'nothing'}", expected)
            self.fail(f"{place} is {kind_of(error.instance)}", expected)

    def columns(self, names: Iterable[str], contract: Contract, place: str) -> None:
        """Stop at a column that the contract does not have."""
        for name in names:
            if name not in contract.columns:
                self.fail(
                    f"{place} names the column {name!r}, which {contract.path.name} does not have for {contract.export}",
                    f"one of {', '.join(contract.columns)}",
                )

    def mapped(self, names: Iterable[str], sources: Mapping[str, Source], place: str) -> None:
        """Stop at a column that has no headers."""
        for name in names:
            if name not in sources:
                self.fail(f"{place} names {name!r}, which columns does not map", "a column with headers")

    def source(self, value: Any, place: str) -> tuple[Source, dict[str, tuple[str, ...]]]:
        """Where a column comes from: headers, or entries {from: …}, {else: …}, {constant: …} and {flags: …}."""
        headers: list[str] = []
        copies: list[str] = []
        flags: dict[str, tuple[str, ...]] = {}
        zero_is_blank: list[str] = []
        otherwise = constant = ""
        is_digest = False
        look_up = None
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, str):
                headers.append(item)
                continue
            is_digest |= item.get("digest") == "true"
            copies.extend(texts(item.get("from")))
            zero_is_blank += texts(item.get("from")) if "zero" in item else ()
            if "record_of" in item:
                look_up = LookUp(item["record_of"], item.get("unknown", ""))
            constant = item.get("constant", constant)
            otherwise = item.get("else", otherwise)
            flags |= {flag: texts(names) for flag, names in item.get("flags", {}).items()}
        if sum(map(bool, (constant, flags, headers or copies or otherwise))) > 1:
            self.fail(
                f"{place} has a constant or flags beside headers",
                "{constant: …} or {flags: …} alone, or {from: …, else: …}",
            )
        zeros = frozenset(map(header_key, zero_is_blank))
        return Source(tuple(headers), tuple(copies), otherwise, constant, is_digest, look_up, zeros), flags

    def clean(self, source: Source, column: Column, place: str) -> None:
        """Stop at a constant that no clean cell of the column holds."""
        wanted = "|".join(map(re.escape, column.accepted)) if column.accepted else CLEAN_CELLS.get(column.type)
        for text in filter(None, (source.constant, source.otherwise)):
            if wanted and not re.fullmatch(wanted, text, re.IGNORECASE):
                kinds = {
                    "number": "a number such as 12.5",
                    "boolean": "true or false",
                    "date": "a date such as 2026-01-31",
                }
                expected = f"one of {', '.join(column.accepted)}" if column.accepted else ""
                self.fail(
                    f"{place} is always {text!r}" if source.constant else f"{place} is else {text!r}",
                    expected or kinds.get(column.type, "a time such as 2026-01-31T09:30:00Z, or a day alone"),
                )

    def claims(self, sources: Mapping[str, Source], place: str) -> None:
        """Stop at a header that two columns claim."""
        owners: dict[str, str] = {}
        for column, source in sources.items():
            for header in source.headers:
                other = owners.setdefault(header_key(header), column)
                if other != column:
                    self.fail(
                        f"{place}: the header {header!r} is claimed by {other} and by {column}",
                        "each header at one column; a second column takes it with {from: header}",
                    )

    def values(self, words: Any, column: Column, place: str) -> dict[str, str]:
        """Words of the CRM in their normal form -> the canonical text."""
        found: dict[str, str] = {}
        for canonical, spellings in words.items():
            if column.type == "boolean" and canonical not in ("true", "false"):
                self.fail(f"{place} has {canonical!r} for a boolean", "true or false")
            if column.accepted and canonical.lower() not in column.accepted:
                self.fail(
                    f"{place} has {canonical!r}, which the contract does not accept",
                    f"one of {', '.join(column.accepted)}",
                )
            for text in (canonical, *texts(spellings)):
                other = found.setdefault(value_key(text), canonical)
                if other != canonical:
                    self.fail(f"{place}: {text!r} means {other} and {canonical}", "each word at one value")
        return found

    def stages(
        self, content: Mapping[str, Any], contract: Contract, sources: Mapping[str, Source], place: str
    ) -> Stages:
        """The column that shows which deals are won."""
        unless = texts(content.get("unless"))
        self.columns((content["column"], *unless), contract, place)
        self.mapped((content["column"], *unless), sources, place)
        return Stages(content["column"], unless)

    def serves(
        self, content: Mapping[str, Any], contract: Contract, place: str
    ) -> dict[str, dict[str, tuple[str, ...]]]:
        """The columns that give those of the generic form; that form itself needs no such list."""
        if contract.system == "generic":
            return {contract.export: {column: (column,) for column in contract.columns}}
        found = {export: {c: texts(names) for c, names in given.items()} for export, given in content.items()}
        for export, given in found.items():
            for column, names in given.items():
                self.columns(names, contract, f"{place}.{export}.{column}")
        return found

    def pattern(self, text: str, place: str) -> re.Pattern[str]:
        """A regular expression of headers, in any case."""
        try:
            return re.compile(text.translate(QUOTES), re.IGNORECASE)
        except re.error as error:
            self.fail(f"{place} is no regular expression ({error})", "one that Python's re takes")

    def family(
        self, content: Mapping[str, Any], contracts: Mapping[str, Contract], contract: Contract, place: str
    ) -> Family:
        """A family of columns."""
        pattern, export, columns = content["header"], content["export"], content["columns"]
        compiled = self.pattern(pattern, f"{place}.header")
        if export not in contracts:
            self.fail(f"{place}.export is {export!r}, which has no contract", f"one of {', '.join(contracts)}")
        self.columns(columns, contracts[export], f"{place}.columns")
        names = {"cell", *contract.columns, *compiled.groupindex}
        for column, text in columns.items():
            for name in re.findall(r"\{([^{}]*)\}", text):
                if name not in names:
                    self.fail(
                        f"{place}.columns.{column} names {{{name}}}",
                        "cell, a group of the header's expression or a column of the export",
                    )
        return Family(compiled, export, columns)


def kind_of(value: Any) -> str:
    """What a YAML value is, in a word or two."""
    if value is None or value in ("", []):
        return "empty"
    return {dict: "a mapping", list: "a list"}.get(type(value), repr(value))
