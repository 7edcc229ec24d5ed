"""Mapping files (which header of a CRM means which column) and contracts (which columns an export has, and their types)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from tools.project import ROOT

MAPPINGS = Path(__file__).parent / "mappings"
TYPES = frozenset({"id", "text", "number", "boolean", "enum", "date", "timestamp", "time_zone"})
UNITS = frozenset({"money", "ms_to_s", "clock_to_s", "clock_to_minutes", "s_to_minutes", "hours_to_minutes"})
ZONES = ("utc", "account")
ID_KINDS = ("text", "salesforce", "above_zero")
ORDERS = ("dmy", "mdy", "ymd")
DECIMALS = ("point", "comma")
QUOTES = dict.fromkeys(map(ord, "'\"`´“”„‟‘’‚‛«»「」『』＂＇"), '"')
REQUIRED_MARK = re.compile(r"\s*(?:\((?:必填|required|obligatorio)\)|\*)\s*$", re.IGNORECASE)
# A unit behind a header in brackets: 金额（万元）, Amount (USD).
UNIT_MARK = re.compile(r"\s*[(\[]\s*([^()\[\]]{1,12})\s*[)\]]$")

MAPPING_KEYS = frozenset(
    {
        "system",
        "name",
        "time_zone",
        "nulls",
        "ids",
        "exports",
        "contract_names",
        "date_order",
        "decimal",
        "zone_variable",
    }
)
EXPORT_KEYS = frozenset(
    {
        "title",
        "needs",
        "signs",
        "has",
        "not",
        "names",
        "columns",
        "families",
        "values",
        "units",
        "lists",
        "key",
        "key_from",
    }
    | {"currency", "stages", "serves"}
)


class MappingError(ValueError):
    """A mapping file or a contract that cannot be used; the message says which, what was found and what to do."""


@dataclass(frozen=True)
class Column:
    """A column of a contract. `accepted` is empty where the values are open or named by a dbt variable."""

    name: str
    type: str
    required: bool = False
    accepted: tuple[str, ...] = ()
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
class Source:
    """Where a column's value comes from: the first header with a value, else `otherwise`.

    `headers` are claimed for the column alone; `copies` may serve other columns too. `is_digest`: the value is a name,
    of which a digest becomes the key, as macros/records/user_key.sql makes it.
    """

    headers: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    otherwise: str = ""
    constant: str = ""
    is_digest: bool = False

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
    """The column whose values tell which deals are won, by a variable of the build, unless one of other columns does."""

    column: str
    variable: str
    unless: tuple[str, ...] = ()


@dataclass(frozen=True)
class HeaderGroup:
    """Headers that tell together what a table is: `Name + Email`. One that ends in `*` stands for all that begin so."""

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
class ExportMapping:
    """How one export of a system is recognised and read.

    Of the groups of headers `having` at least one must be there whole, of `excluding` none, whether a column is read
    from them or not. `serves` says which columns here give a column of the generic form: export -> column -> columns.
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
    families: tuple[Family, ...] = ()
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    lists: frozenset[str] = frozenset()
    key: str = ""
    key_from: tuple[str, ...] = ()
    currency: str = ""
    stages: Stages | None = None
    serves: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict, repr=False)

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


def read_yaml(path: Path) -> Any:
    """The content of a YAML file, every scalar a text.

    Raises:
        MappingError: it cannot be read or is no YAML.
    """
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        return yaml.load(path.read_text(encoding="utf-8-sig"), Loader=loader)
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
                    tuple(str(value).lower() for value in accepted) if not isinstance(accepted, str) else (),
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
    content = reader.mapping(read_yaml(path), "the file")
    reader.known(content, MAPPING_KEYS, "the file")
    name = reader.text(content.get("system"), "system")
    if name not in contracts:
        reader.fail(f"system is {name!r}, for which seeds/exports has no contract", f"one of {', '.join(contracts)}")
    own_names = content.get("contract_names", "false")
    forms = own_names if isinstance(own_names, dict) else {}
    if forms:
        reader.known(forms, {"time_zone", "decimal"}, "contract_names")
    system = System(
        system=name,
        name=reader.text(content.get("name", name), "name"),
        path=path,
        is_own=is_own,
        time_zone=reader.choice(content.get("time_zone", "utc"), ZONES, "time_zone"),
        zone_variable=reader.text(content["zone_variable"], "zone_variable") if "zone_variable" in content else "",
        nulls=frozenset(value_key(word) for word in reader.texts(content.get("nulls", []), "nulls")),
        ids=reader.choice(content.get("ids", "text"), ID_KINDS, "ids"),
        has_contract_names=bool(forms) or own_names == "true",
        contract_time_zone=reader.choice(forms.get("time_zone", ""), ("", "utc"), "contract_names.time_zone"),
        contract_decimal=reader.choice(forms.get("decimal", ""), ("", *DECIMALS), "contract_names.decimal"),
        date_order=reader.choice(content.get("date_order", ""), ("", *ORDERS), "date_order"),
        decimal=reader.choice(content.get("decimal", ""), ("", *DECIMALS), "decimal"),
    )
    exports = reader.mapping(content.get("exports"), "exports")
    for export, description in exports.items():
        if export not in contracts[name]:
            reader.fail(f"exports.{export} has no contract", f"one of {', '.join(contracts[name])}")
        system.exports[export] = read_export(reader, system, export, description, contracts[name])
    return system


def read_export(
    reader: Reader, system: System, name: str, description: Any, contracts: Mapping[str, Contract]
) -> ExportMapping:
    """One entry of `exports`."""
    place = f"exports.{name}"
    content = reader.mapping(description, place)
    reader.known(content, EXPORT_KEYS, place)
    contract = contracts[name]
    columns = reader.mapping(content.get("columns", {}), f"{place}.columns")
    reader.columns(columns, contract, f"{place}.columns")
    sources = {}
    for column in contract.columns:
        given = columns.get(column)
        if given is None and not system.has_contract_names:
            continue
        source = reader.source([] if given is None else given, f"{place}.columns.{column}")
        if system.has_contract_names and column not in source.headers:
            source = replace(source, headers=(column, *source.headers))
        sources[column] = source
    reader.claims(sources, f"{place}.columns")

    listed = {}
    for key in ("needs", "signs", "lists", "key_from"):
        listed[key] = reader.texts(content.get(key, []), f"{place}.{key}")
        reader.columns(listed[key], contract, f"{place}.{key}")
        reader.mapped(listed[key], sources, f"{place}.{key}")
    single = {}
    for key in ("key", "currency"):
        single[key] = reader.text(content[key], f"{place}.{key}") if content.get(key) else ""
        reader.columns([single[key]] if single[key] else [], contract, f"{place}.{key}")
    if not listed["needs"]:
        reader.fail(f"{place} has no needs", "the columns without which a table is not this export")
    if listed["key_from"] and not single["key"]:
        reader.fail(f"{place} has key_from without key", "key: the column that the digest goes to")

    values = {}
    for column, words in reader.mapping(content.get("values", {}), f"{place}.values").items():
        reader.columns([column], contract, f"{place}.values")
        values[column] = reader.values(words, contract.columns[column], f"{place}.values.{column}")
    units = reader.mapping(content.get("units", {}), f"{place}.units")
    reader.columns(units, contract, f"{place}.units")
    for column, unit in units.items():
        reader.choice(unit, tuple(sorted(UNITS)), f"{place}.units.{column}")
        if contract.columns[column].type != "number":
            reader.fail(f"{place}.units.{column}: the column is no number in the contract", "a number column")
    return ExportMapping(
        name=name,
        title=content.get("title") or name,
        system=system,
        contract=contract,
        needs=listed["needs"],
        signs=listed["signs"],
        having=tuple(map(HeaderGroup, reader.texts(content.get("has", []), f"{place}.has"))),
        excluding=tuple(map(HeaderGroup, reader.texts(content.get("not", []), f"{place}.not"))),
        names=reader.texts(content.get("names", []), f"{place}.names"),
        sources=sources,
        families=tuple(
            reader.family(family, contracts, contract, f"{place}.families[{index}]")
            for index, family in enumerate(content.get("families") or [], start=1)
        ),
        values=values,
        units=units,
        lists=frozenset(listed["lists"]),
        key=single["key"],
        key_from=listed["key_from"],
        currency=single["currency"],
        stages=reader.stages(content["stages"], contract, sources, f"{place}.stages") if "stages" in content else None,
        serves=reader.serves(content.get("serves", {}), contract, f"{place}.serves"),
    )


class Reader:
    """Checks of one mapping file; every fault names the file and the key."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def fail(self, found: str, expected: str) -> None:
        """Stop with what was found and what was expected."""
        raise MappingError(f"{self.path.name}: {found}. Expected: {expected}.")

    def mapping(self, value: Any, place: str) -> dict[str, Any]:
        """A YAML mapping."""
        if not isinstance(value, dict):
            self.fail(f"{place} is {kind_of(value)}", "a mapping (key: value)")
        return value

    def text(self, value: Any, place: str) -> str:
        """A text that is not empty."""
        if not isinstance(value, str) or not value.strip():
            self.fail(f"{place} is {kind_of(value)}", "a text")
        return value

    def texts(self, value: Any, place: str) -> tuple[str, ...]:
        """A list of texts; a single text is a list of one."""
        if isinstance(value, str):
            value = [value] if value else []
        if not isinstance(value, list):
            self.fail(f"{place} is {kind_of(value)}", "a list of texts")
        return tuple(self.text(item, place) for item in value)

    def choice(self, value: Any, choices: Iterable[str], place: str) -> str:
        """One of a few words."""
        if value not in choices:
            words = ", ".join(word for word in choices if word)
            self.fail(f"{place} is {value!r}", f"one of {words}")
        return value

    def known(self, content: Mapping[str, Any], keys: Iterable[str], place: str) -> None:
        """Stop at a key that the format does not have."""
        for key in content:
            if key not in keys:
                self.fail(f"{place} has the unknown key {key!r}", f"keys among {', '.join(sorted(keys))}")

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

    def source(self, value: Any, place: str) -> Source:
        """Where a column comes from: a header, a list of them, or entries {from: …, else: …} and {constant: …}."""
        headers: list[str] = []
        copies: list[str] = []
        otherwise = constant = ""
        is_digest = False
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, str):
                headers.append(self.text(item, place))
                continue
            entry = self.mapping(item, place)
            self.known(entry, {"from", "else", "constant", "digest"}, place)
            is_digest |= self.choice(entry.get("digest", "false"), ("true", "false"), f"{place}.digest") == "true"
            if "constant" in entry:
                constant = self.text(entry["constant"], f"{place}.constant")
            copies.extend(self.texts(entry.get("from", []), f"{place}.from"))
            otherwise = entry.get("else") or otherwise
        if constant and (headers or copies or otherwise):
            self.fail(f"{place} has a constant beside headers", "{constant: …} alone, or {from: …, else: …}")
        return Source(tuple(headers), tuple(copies), otherwise, constant, is_digest)

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
        for canonical, texts in self.mapping(words, place).items():
            if column.type == "boolean" and canonical not in ("true", "false"):
                self.fail(f"{place} has {canonical!r} for a boolean", "true or false")
            if column.accepted and canonical.lower() not in column.accepted:
                self.fail(
                    f"{place} has {canonical!r}, which the contract does not accept",
                    f"one of {', '.join(column.accepted)}",
                )
            for text in (canonical, *self.texts(texts, f"{place}.{canonical}")):
                other = found.setdefault(value_key(text), canonical)
                if other != canonical:
                    self.fail(f"{place}: {text!r} means {other} and {canonical}", "each word at one value")
        return found

    def stages(self, value: Any, contract: Contract, sources: Mapping[str, Source], place: str) -> Stages:
        """The column that tells which deals are won."""
        content = self.mapping(value, place)
        self.known(content, {"column", "variable", "unless"}, place)
        column = self.text(content.get("column"), f"{place}.column")
        unless = self.texts(content.get("unless", []), f"{place}.unless")
        self.columns((column, *unless), contract, place)
        self.mapped((column, *unless), sources, place)
        return Stages(column, self.text(content.get("variable"), f"{place}.variable"), unless)

    def serves(self, value: Any, contract: Contract, place: str) -> dict[str, dict[str, tuple[str, ...]]]:
        """The columns that give those of the generic form; that form itself needs no such list."""
        if contract.system == "generic":
            return {contract.export: {column: (column,) for column in contract.columns}}
        found = {}
        for export, given in self.mapping(value, place).items():
            found[export] = {
                column: self.texts(names, f"{place}.{export}.{column}")
                for column, names in self.mapping(given, f"{place}.{export}").items()
            }
            for column, names in found[export].items():
                self.columns(names, contract, f"{place}.{export}.{column}")
        return found

    def family(self, value: Any, contracts: Mapping[str, Contract], contract: Contract, place: str) -> Family:
        """A family of columns."""
        content = self.mapping(value, place)
        self.known(content, {"header", "export", "columns"}, place)
        pattern = self.text(content.get("header"), f"{place}.header")
        try:
            compiled = re.compile(pattern.translate(QUOTES), re.IGNORECASE)
        except re.error as error:
            self.fail(f"{place}.header is no regular expression ({error})", "one that Python's re takes")
        export = self.text(content.get("export"), f"{place}.export")
        if export not in contracts:
            self.fail(f"{place}.export is {export!r}, which has no contract", f"one of {', '.join(contracts)}")
        columns = self.mapping(content.get("columns"), f"{place}.columns")
        self.columns(columns, contracts[export], f"{place}.columns")
        names = {"cell", *contract.columns, *compiled.groupindex}
        for column, text in columns.items():
            for name in re.findall(r"\{([^{}]*)\}", self.text(text, f"{place}.columns.{column}")):
                if name not in names:
                    self.fail(
                        f"{place}.columns.{column} names {{{name}}}",
                        "cell, a group of the header's expression or a column of the export",
                    )
        return Family(compiled, export, columns)


def kind_of(value: Any) -> str:
    """What a YAML value is, in a word or two."""
    if value is None or value == "":
        return "empty"
    return {dict: "a mapping", list: "a list"}.get(type(value), repr(value))
