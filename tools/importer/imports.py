"""Plan an import and carry it out: recognise every table, read it, ask what cannot be proven, write the clean files."""

from __future__ import annotations

import hashlib
import re
import shlex
from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from tools.importer.cells import Memo
from tools.importer.formats import Options, Question
from tools.importer.keys import SeenRows
from tools.importer.known import KnownSystem, family_of, load_known
from tools.importer.look_ups import Directory, resolve
from tools.importer.mapping import (
    Contract,
    ExportMapping,
    MappingError,
    System,
    load_mappings,
    read_contracts,
    read_yaml,
)
from tools.importer.money import CODES, code_list
from tools.importer.reading import Amounts, Part, Share, TableReader, name_digest
from tools.importer.recognise import Header, Match, Other, Unclear, Unknown, likenesses, match_export, recognise
from tools.importer.renewals import proves_last_days, renewals
from tools.importer.shapes import cut
from tools.importer.stages import FIELD, judged, known_outcomes, stages_text
from tools.importer.tables import Refusal, Table, TableError, open_tables
from tools.importer.value_mappings import MAPPINGS, add_rows, csv_line
from tools.importer.writing import (
    RATES,
    REJECTIONS,
    TARGETS,
    VARIABLES,
    Made,
    Rejection,
    Workplace,
    WriteError,
    assemble,
    check_target,
    explained,
    leave_own_rate,
    leave_target_template,
    publish,
    variables_text,
    write_rejections,
)
from tools.project import ROOT

VERSION = 1
ENDS_ON = "subscription_ends_on"
DATE_IN_NAME = re.compile(r"(?<!\d)(20\d{2})[-_.]?(0[1-9]|1[0-2])[-_.]?([0-2]\d|3[01])(?!\d)")
SHOWN_COLUMNS = 5
PART_IN_NAME = re.compile(r"[-_ (](\d{1,4})\)?$")
# Of "deals (2).csv" a browser made the number: it is no part of a series.
PART_OF_SERIES = re.compile(r"(.*[-_ ])(\d{1,4})")
# From here on a number is a year or a day: the first one of a series, not its thousandth part.
HIGH_NUMBER = 1000
MOST_GAPS = 3  # for each part that is there
REFUSED, UNKNOWN, IMPORTED, MERGED, ASKED, UNNEEDED, LEFT_OUT = (
    "refused",
    "not recognised",
    "imported",
    "merged",
    "question",
    "not needed",
    "left out",
)
# Columns of the generic form that KPIs need and that may be empty in all rows: no subscription has ended yet.
MAY_BE_EMPTY = frozenset({("subscriptions", "ends_on")})


class UsageError(Exception):
    """An option that cannot be used; the message says what was expected."""


@dataclass(frozen=True)
class Request:
    """What a person asked for.

    Attributes:
        inputs: files and folders.
        target: folder of the clean files.
        chosen: (words of a file's name, system.export) of `--as`.
        left_out: words of the names of files that are not to be read.
        mappings: own mapping files.
        options: answers about formats.
        encoding: encoding of all texts; None to find out.
        today: the day of the import, up to which closes of deals have happened.
    """

    inputs: tuple[Path, ...]
    target: Path
    chosen: tuple[tuple[str, str], ...] = ()
    left_out: tuple[str, ...] = ()
    mappings: tuple[Path, ...] = ()
    options: Options = field(default_factory=Options)
    encoding: str | None = None
    today: date = field(default_factory=date.today)


@dataclass
class Item:
    """A table, or a file that could not be opened, and what became of it."""

    label: str
    file: Path
    part: str
    became: str
    export: ExportMapping | None = None
    other: Other | None = None
    rows_in: int = 0
    rows_out: int = 0
    rejected: int = 0
    merged: int = 0
    derived: int = 0
    messages: list[str] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    sha256: str = ""
    encoding: str = ""


@dataclass
class Outcome:
    """An import: what became of each input, the questions, the files."""

    request: Request
    items: list[Item] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    files: list[Made] = field(default_factory=list)
    systems: list[str] = field(default_factory=list)
    feeds: set[str] = field(default_factory=set)
    filled: set[tuple[str, str]] = field(default_factory=set)
    currency: str = ""
    variables: dict[str, str] = field(default_factory=dict)
    mappings: dict[tuple[str, str, str], str] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """0 where something usable came out, 1 where nothing did, 2 where there are questions."""
        if self.questions:
            return 2
        return 0 if self.files else 1


@dataclass
class Planned:
    """A table that is to be read."""

    item: Item
    table: Table
    match: Match
    share: Share | None = None
    also_read: set[int] = field(default_factory=set)


# What shows progress: label and size of the table that is read now -> where its bytes go.
Progress = Callable[[str, int], Callable[[int], None] | None]


def run(request: Request, progress: Progress | None = None) -> Outcome:
    """Carry out an import.

    Raises:
        MappingError: a mapping file or contract cannot be used.
        UsageError: an option cannot be used.
        WriteError: the target cannot be written; nothing was changed.
    """
    check_options(request)
    contracts = read_contracts()
    systems = load_mappings(contracts, request.mappings)
    check_target(request.target, request.inputs)
    outcome = Outcome(request)
    planned = plan(request, systems, outcome)
    try:
        with Workplace(request.target) as workplace:
            parts, rejections, records = read_all(planned, request, contracts, outcome, workplace.path, progress)
            tell_columns(planned)
            if outcome.questions or not any(parts.values()):
                return outcome
            find_records(parts, records, outcome)
            finish(outcome, parts, rejections, workplace)
    except OSError as error:
        raise explained(error, request.target) from error
    return outcome


def check_options(request: Request) -> None:
    """Stop at an option that cannot be used.

    Raises:
        UsageError: it says which.
    """
    zone = request.options.time_zone
    if zone and zone not in available_timezones():
        raise UsageError(
            f"--time-zone {zone} is no time zone. Give an IANA name such as Europe/Madrid or Asia/Shanghai."
        )
    if request.options.currency and request.options.currency not in CODES:
        raise UsageError(f"--currency {request.options.currency} is no currency. Give a code of ISO 4217 such as EUR.")
    for path in request.inputs:
        if not path.exists():
            raise UsageError(f"{path} does not exist. Check the path.")


# planning ------------------------------------------------------------------------------------------------------


def plan(request: Request, systems: Sequence[System], outcome: Outcome) -> list[Planned]:
    """Open and recognise everything; questions and what cannot be used go to the outcome."""
    tables: list[tuple[Item, Table]] = []
    for opened in open_tables(request.inputs, encoding=request.encoding):
        if isinstance(opened, Refusal):
            outcome.items.append(refused_item(opened))
            continue
        item = Item(opened.label, opened.file, opened.part, UNKNOWN, encoding=opened.encoding)
        outcome.items.append(item)
        tables.append((item, opened))
    tell_apart(tables)
    meant = meant_tables(request, [table for _, table in tables])
    results = recognise_all(tables, meant, systems)
    outcome.warnings += idle_mappings([table for _, table in tables], results, systems)
    found: list[Planned] = []
    for item, table in tables:
        header = [name.strip() for name in table.header if name.strip()]
        result = results.get(id(table))
        if isinstance(result, Match):
            item.export, item.became = result.export, IMPORTED
            item.messages += [f"This file is {note}." for note in result.notes]
            found += shared(item, table, result, outcome)
            continue
        item.unread = header
        if result is None:
            item.became = LEFT_OUT
        elif isinstance(result, Unclear):
            item.became = ASKED
            outcome.questions.append(unclear_question(table, result))
        elif isinstance(result, Other):
            item.became, item.other = UNNEEDED, result
        else:
            item.messages.append(unknown_text(table, result))
    return sorted(found, key=lambda each: name_order(each.table))


def tell_apart(tables: Sequence[tuple[Item, Table]]) -> None:
    """Give files of one name in several folders so much of their paths that each is another."""
    by_label: dict[str, list[tuple[Item, Table]]] = {}
    for item, table in tables:
        by_label.setdefault(table.label, []).append((item, table))
    for label, same in by_label.items():
        files = {table.file for _, table in same}
        depth = 1
        while len({file.parts[-depth:] for file in files}) < len(files):
            depth += 1
        for item, table in same:
            item.label = table.label = "/".join(table.file.parts[-depth:]) + label.removeprefix(table.file.name)


def idle_mappings(tables: Sequence[Table], results: Mapping[int, object], systems: Sequence[System]) -> list[str]:
    """What is said of own mapping files that read no file: which headers the file that comes nearest lacks."""
    used = {result.export.system.label for result in results.values() if isinstance(result, Match)}
    used |= {
        each.system.label for result in results.values() if isinstance(result, Unclear) for each in result.candidates
    }
    texts = []
    for system in systems:
        if not system.is_own or system.label in used:
            continue
        tried = [
            (len(found.columns), -place, table, found)
            for place, table in enumerate(tables)
            for export in system.exports.values()
            if isinstance(found := match_export(Header(table.header), export), Unknown) and found.missing
        ]
        text = f"{system.path.name} reads none of the files."
        if tried:
            _, _, table, nearest = max(tried, key=lambda each: each[:2])
            text += f" {table.label} comes nearest to its {nearest.nearest.title}, but lacks {lacking(nearest)}."
        texts.append(text)
    return texts


def lacking(unknown: Unknown) -> str:
    """The headers that a table lacks."""
    return (" or " if unknown.is_any else ", ").join(unknown.missing)


def meant_tables(request: Request, tables: Sequence[Table]) -> dict[int, str]:
    """The tables that `--as` and `--leave-out` name -> the export; '' for one to leave out.

    A table is meant by its whole name; where none is called so, by a part of it.

    Raises:
        UsageError: no table is called so.
    """
    meant = {}
    for name, label in (*request.chosen, *((name, "") for name in request.left_out)):
        key = name.casefold()
        named = [t for t in tables if key in (t.file.name.casefold(), t.part.casefold(), t.label.casefold())]
        named = named or [table for table in tables if key in table.label.casefold()]
        if not named:
            option = f"--as {name}={label}" if label else f"--leave-out {name}"
            raise UsageError(f"{option}: no table is called so. Its name must be part of that of a file or sheet.")
        meant |= {id(table): label for table in named}
    return meant


def recognise_all(
    tables: Sequence[tuple[Item, Table]], meant: Mapping[int, str], systems: Sequence[System]
) -> dict[int, Match | Unclear | Other | Unknown]:
    """What each table is; those that are to be left out are absent.

    What a table leaves open is decided by the systems that the other tables prove.
    """
    known = load_known()
    results: dict[int, Match | Unclear | Other | Unknown] = {}
    proven: set[str] = set()
    for is_second in (False, True):
        for _, table in tables:
            label = meant.get(id(table))
            if label is not None:
                if label and not is_second:
                    results[id(table)] = chosen_match(table, label, systems)
                continue
            result = results.get(id(table))
            if is_second and not isinstance(result, Unclear | Unknown):
                continue
            names = (table.file.stem, Path(table.part).stem)
            results[id(table)] = recognise(table.header, names, systems, known, proven)
        proven = {r.system for r in results.values() if isinstance(r, Other)}
        proven |= {r.export.system.system for r in results.values() if isinstance(r, Match)}
    for _, table in tables:
        result = results.get(id(table))
        if isinstance(result, Match) and id(table) not in meant and are_users_of_nothing(result, results, table, known):
            results[id(table)] = Unknown(None, doubtful=result.export)
    return results


def are_users_of_nothing(
    match: Match, results: Mapping[int, object], table: Table, known: Sequence[KnownSystem]
) -> bool:
    """Whether a table has the few columns of the users of a system, all other files are of other systems, and no mark
    tells it is of that one."""
    system = match.export.system
    if match.export.contract.feeds != ("users",) or system.is_own or system.system == "generic":
        return False
    others = {r.system for r in results.values() if isinstance(r, Other)}
    others |= {r.export.system.system for r in results.values() if isinstance(r, Match) and r is not match}
    is_marked = family_of(tuple(known), Header(table.header).places) == system.system
    return bool(others - {"generic"}) and system.system not in others and not is_marked


def tell_columns(planned: Sequence[Planned]) -> None:
    """Which columns of a file are not read by any export that it feeds, and which of them look like one that is missing."""
    of_tables: dict[int, list[Planned]] = {}
    for each in planned:
        of_tables.setdefault(id(each.table), []).append(each)
    for of_table in of_tables.values():
        table, first = of_table[0].table, of_table[0].item
        read = set().union(*(each.match.read for each in of_table), *(each.also_read for each in of_table))
        names = {True: [], False: []}
        for place, name in enumerate(table.header):
            if name.strip():
                names[place in read].append(name.strip())
        for each in of_table:
            each.item.read, each.item.unread = names[True], names[False]
        if first.became == IMPORTED:
            first.messages += column_texts(of_table[0].match, table.header, names[True], names[False])


def column_texts(match: Match, header: Sequence[str], read: Sequence[str], unread: Sequence[str]) -> list[str]:
    """What is said of the columns that are not read."""
    texts = [
        f"{name} is not read, and looks like {wanted}, which is missing. If it is, give it that header, or write a mapping "
        "file (docs/import_mappings.md)."
        for name, wanted in likenesses(match, Header(header)).items()
        if name in unread
    ]
    if unread:
        shown = ", ".join(unread[:SHOWN_COLUMNS])
        more = f" and {len(unread) - SHOWN_COLUMNS} others" if len(unread) > SHOWN_COLUMNS else ""
        texts.append(f"{len(read)} of {len(read) + len(unread)} columns are read. Not read: {shown}{more}.")
    return texts


def shared(item: Item, table: Table, match: Match, outcome: Outcome) -> list[Planned]:
    """The exports that a table feeds: those whose `where` it can answer take their rows, one without takes the others."""
    system, header = match.export.system, Header(table.header)
    matches = [found for each in system.exports.values() if isinstance(found := match_export(header, each), Match)]
    filtered = [found for found in matches if found.export.where]
    if not filtered:
        return [Planned(item, table, match)]
    rest = match
    if match.export.where:
        others = {name: each for name, each in system.exports.items() if not each.where}
        best = recognise(table.header, (table.file.stem, Path(table.part).stem), [replace(system, exports=others)])
        rest = best if isinstance(best, Match) else None
    wheres = [found.export.where for found in filtered if found.export.where]
    planned = []
    for place, found in enumerate([*filtered, *([rest] if rest else [])]):
        of_export = item if not place else replace(item, messages=[])
        of_export.export = found.export
        if place:
            outcome.items.append(of_export)
        is_last = place == (len(filtered) if rest else len(filtered) - 1)
        share = Share(found.export.where, tuple(wheres[:place]), takes_rest=is_last)
        planned.append(Planned(of_export, table, found, share))
    return planned


def refused_item(refusal: Refusal, item: Item | None = None) -> Item:
    """A file that cannot be used at all."""
    label = f"{refusal.file.name} / {refusal.part}" if refusal.part else refusal.file.name
    item = item or Item(label, refusal.file, refusal.part, REFUSED)
    item.became = REFUSED
    item.messages.append(f"Found: {refusal.found}. Expected: {refusal.expected}. {refusal.advice}")
    return item


def chosen_match(table: Table, label: str, systems: Sequence[System]) -> Match:
    """A table as the export that `--as` names.

    Raises:
        UsageError: there is no such export, or the table lacks columns that it needs.
    """
    exports = {export.label: export for system in systems for export in system.exports.values()}
    if label not in exports:
        raise UsageError(f"--as {table.label}={label}: there is no such export. Expected one of {', '.join(exports)}.")
    match = match_export(Header(table.header), exports[label], is_chosen=True)
    if isinstance(match, Unknown):
        raise UsageError(
            f"--as {table.label}={label}: {table.label} lacks {', '.join(match.missing)}, without which it is not "
            f"{exports[label].title}."
        )
    return match


def unclear_question(table: Table, unclear: Unclear) -> Question:
    """Which export a table is."""
    readings = " or ".join(f"{title_of(export)} ({export.label})" for export in unclear.candidates)
    found = f"{unclear.found} column{'s' if unclear.found != 1 else ''} of each of these exports"
    answers = " or ".join(choice_of(table, export) for export in unclear.candidates)
    return Question(table.label, "", found, readings, answers)


def title_of(export: ExportMapping) -> str:
    """An export with its system, in a sentence."""
    is_form = export.system.system == "generic" and not export.system.is_own
    return f"{export.title} of {'the ' if is_form else ''}{export.system.name}"


def choice_of(table: Table, export: ExportMapping) -> str:
    """The option that says what a table is."""
    return f"--as {shlex.quote(f'{table.label}={export.label}')}"


def unknown_text(table: Table, unknown: Unknown) -> str:
    """Why a table is not recognised, in one line."""
    if unknown.readable_by is not None:
        system = unknown.readable_by
        return f"Left out: it is a file of {system.system}. Import again with --mapping {system.mapping}."
    if unknown.doubtful is not None:
        export = unknown.doubtful
        return (
            f"Left out: it has too few columns of {title_of(export)} to be sure. If it is that, import again with "
            f"{choice_of(table, export)}."
        )
    header = " | ".join(cut(name) for name in table.header[:8] if name)
    more = " | …" if len(table.header) > 8 else ""
    text = f"Left out: no export that is known has these columns ({header}{more})."
    if unknown.nearest is None:
        return text
    text += f" The nearest is {title_of(unknown.nearest)}"
    if unknown.missing:
        verb = "is" if unknown.is_any or len(unknown.missing) == 1 else "are"
        text += f", but {lacking(unknown)} {verb} missing"
    if unknown.likenesses:
        alike = ", ".join(f"{name} looks like {wanted}" for name, wanted in unknown.likenesses)
        text += f"; {alike}: if so, give {'it that header' if len(unknown.likenesses) == 1 else 'them those headers'}"
    return text + "."


def name_order(table: Table) -> tuple[str, int, str]:
    """Tables are read in the order of the date in their names, then of the part number, then of the name."""
    stem = table.file.stem if not table.part else f"{table.file.stem} {Path(table.part).stem}"
    day = DATE_IN_NAME.search(stem)
    rest = DATE_IN_NAME.sub("", stem)
    part = PART_IN_NAME.search(rest)
    return "".join(day.groups()) if day else "", int(part.group(1)) if part else 0, table.label


# reading -------------------------------------------------------------------------------------------------------


def read_all(
    planned: Sequence[Planned],
    request: Request,
    contracts: Mapping[str, Mapping[str, Contract]],
    outcome: Outcome,
    folder: Path,
    progress: Progress | None,
) -> tuple[dict[tuple[str, str], list[Part]], list[Rejection], dict[str, Directory]]:
    """Read every table; the parts of each clean file, the rejected rows and the records that others may name. What the
    build is told goes to the outcome."""
    parts: dict[tuple[str, str], list[Part]] = {}
    rejections: list[Rejection] = []
    seen: dict[tuple[str, str, str], str] = {}
    hashes: dict[Path, str] = {}
    without_ids: dict[str, SeenRows] = {}
    amounts: list[tuple[str, Amounts]] = []
    records: dict[str, Directory] = {}
    local: list[str] = []
    for number, each in enumerate(planned, start=1):
        item, table, export = each.item, each.table, each.match.export
        if table.file not in hashes:
            hashes[table.file] = digest_of(table.file)
        item.sha256 = hashes[table.file]
        watch = progress(table.label, table.size) if progress else None
        key = (item.sha256, table.part, export.label)
        try:
            if key in seen:
                for _ in table.batches(watch):
                    pass
                is_counted = each.share is None or each.share.takes_rest
                item.became, item.rows_in = MERGED, table.rows_in if is_counted else 0
                item.merged = item.rows_in
                item.messages.append(f"The same file as {seen[key]}; its rows are counted once.")
                continue
            system_contracts = contracts[export.system.system]
            rows_before = without_ids.setdefault(export.label, SeenRows())
            reader = TableReader(
                table, each.match, system_contracts, request.options, folder, f"{number:05}", rows_before, each.share
            )
            reading = reader.run(watch)
        except TableError as error:
            refused_item(error.refusal, item)
            continue
        seen[key] = table.label
        outcome.questions += reading.questions
        if reading.refusal is not None:
            refused_item(reading.refusal, item)
            continue
        if reading.questions:
            item.became = ASKED
            continue
        item.rows_in, item.rows_out, item.rejected = reading.rows_in, reading.rows_out, len(reading.rejected)
        item.merged, item.derived = reading.rows_merged, reading.rows_derived
        item.messages += [note_text(note) for note in table.notes if note.kind != "repeated_headers"]
        item.messages += reading.warnings
        if item.rows_in != item.rows_out + item.rejected + item.merged:
            raise RuntimeError(
                f"{table.label}: {item.rows_in} rows in, but {item.rows_out} out and {item.rejected} rejected. "
                "This is a fault of the importer; nothing was written"
            )
        if not item.rows_in:
            item.messages.append("It has a header and no rows, and counts as an absent export.")
        outcome.filled |= filled_columns(each.match, reading.filled)
        each.also_read |= reading.also_read
        for part in reading.parts:
            parts.setdefault((part.contract.system, part.contract.export), []).append(part)
        rejections += [
            Rejection(export.system.system, export.contract.export, table.label, r.row_number, r.raw_text, r.reason)
            for r in reading.rejected
        ]
        if export.system.zone_variable and request.options.time_zone:
            outcome.variables[export.system.zone_variable] = request.options.time_zone
        if export.stages and reading.stages:
            name, target = export.system.system, outcome.request.target
            judged_stages, lacking = judged(reading.stages, known_outcomes(name, target))
            item.messages.append(
                stages_text(each.match.label_of(export.stages.column, table.header), name, target, judged_stages)
            )
            outcome.mappings |= {(name, FIELD, stage): meaning for stage, meaning in lacking.items()}
        amounts.append((table.label, reading.amounts))
        records.setdefault(export.label, Directory()).merge(reading.directory)
        if export.system.subscription_ends_on and "subscriptions" in export.contract.feeds:
            declare_ends(outcome, export.system)
        if reading.has_local_times and not request.options.time_zone:
            local.append(table.label)
        outcome.feeds |= {feed for part in reading.parts if part.rows for feed in part.contract.feeds}
    outcome.filled |= {
        (export, column.name)
        for export in outcome.feeds
        for column in contracts["generic"][export].columns.values()
        if column.has_default or column.required
    }
    if local:
        outcome.warnings.append(
            f"Times without a zone were read as UTC in {', '.join(local[:3])}{' and others' if len(local) > 3 else ''}. "
            "They are in the time zone of the account: give it with --time-zone, for example --time-zone Europe/Madrid."
        )
    outcome.currency = reporting_currency(amounts, request.options.currency, outcome)
    return parts, rejections, records


def find_records(
    parts: Mapping[tuple[str, str], Sequence[Part]], records: Mapping[str, Directory], outcome: Outcome
) -> None:
    """Put the ids of records where other files name them."""
    for part in (part for of_export in parts.values() for part in of_export):
        misses = resolve(part.path, part.columns, part.look_ups, records, Memo(name_digest)) if part.look_ups else None
        if misses and misses.count:
            outcome.warnings.append(
                f"{misses.count:,} {'row' if misses.count == 1 else 'rows'} of {part.contract.file_name} {'names' if misses.count == 1 else 'name'} a record that "
                f"no file holds, or that several go by (the first is {misses.example}). Export those records too, or give "
                "them different names."
            )


def reporting_currency(amounts: Sequence[tuple[str, Amounts]], given: str, outcome: Outcome) -> str:
    """The reporting currency: the one given, else the one that every amount is in, else ''.

    An amount without a currency counts as one in the reporting currency: beside others that is a question.
    """
    told = sorted({code for _, of_table in amounts for code in of_table.told})
    untold = {label: of_table for label, of_table in amounts if of_table.untold}
    if given or not (told or untold):
        return given
    default = read_yaml(ROOT / "dbt_project.yml")["vars"]["reporting_currency"]
    if not untold:
        if len(told) > 1 and default not in told:
            outcome.warnings.append(
                f"The amounts are in {code_list(told)}; the reporting currency is {default}. --currency gives another one."
            )
        return told[0] if len(told) == 1 and told[0] in CODES else ""
    label, first = next(iter(untold.items()))
    count = sum(of_table.untold for of_table in untold.values())
    more = len(untold) - 1
    others = f", and in {more} more {'file' if more == 1 else 'files'}" if more else ""
    if not told:
        outcome.warnings.append(
            f"{count:,} {'amount has' if count == 1 else 'amounts have'} no currency, the first in {label}{others}: "
            f"{'it counts' if count == 1 else 'they count'} as {default}, the reporting currency of the build. --currency "
            "gives another one, for example --currency EUR."
        )
        return ""
    assert first.first is not None
    codes = dict.fromkeys([*(code for code in told if code in CODES), default])
    outcome.questions.append(
        Question(
            label,
            first.column,
            f"{count:,} {'amount' if count == 1 else 'amounts'} without a currency (the first is {cut(first.first.cell)}, row "
            f"{first.first.row}{others}) beside amounts in {code_list(told)}",
            "amounts in the currency of the others, or in that of the company, whichever it is; it becomes the reporting currency",
            " or ".join(f"--currency {code}" for code in codes),
        )
    )
    return ""


def declare_ends(outcome: Outcome, system: System) -> None:
    """Tell the build what a mapping file says of the ends of subscriptions.

    Raises:
        UsageError: another mapping file says otherwise.
    """
    declared = outcome.variables.setdefault(ENDS_ON, system.subscription_ends_on)
    if declared != system.subscription_ends_on:
        raise UsageError(
            f"{system.path.name} says {ENDS_ON}: {system.subscription_ends_on}, another mapping file {declared}. The build "
            "takes one of them: import these files by themselves, into another folder."
        )


def filled_columns(match: Match, filled: Container[str]) -> set[tuple[str, str]]:
    """The columns of the generic form that a table gives values of, with their export."""
    return {
        (export, column)
        for export, columns in match.export.serves.items()
        for column, names in columns.items()
        if any(name in filled or (name in match.columns and (export, column) in MAY_BE_EMPTY) for name in names)
    }


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def note_text(note: Any) -> str:
    """A note of the file layer as a sentence."""
    text = note.message[:1].upper() + note.message[1:]
    if note.count > 1 and f"{note.count}" not in text and f"{note.count:,}" not in text:
        text += f" ({note.count:,} times)"
    if note.example:
        text += f", for example {cut(note.example, 80)!r}"
    return text.rstrip(".") + "."


# writing -------------------------------------------------------------------------------------------------------


def finish(
    outcome: Outcome, parts: Mapping[tuple[str, str], list[Part]], rejections: Iterable[Rejection], workplace: Workplace
) -> None:
    """Make the clean files of all parts and put them in their places."""
    target, folder = outcome.request.target, workplace.made
    missing = missing_parts(outcome)
    for (system, _), of_export in sorted(parts.items()):
        outcome.warnings += lacking_columns(of_export)
        name = f"{system}/{of_export[0].contract.file_name}"
        made = assemble(of_export, folder / name)
        lost = missing.get((system, of_export[0].contract.export), ())
        outcome.files.append(Made(name, made.rows, made.columns, made.sha256, tuple(lost)))
        if "subscriptions" in of_export[0].contract.feeds and ENDS_ON not in outcome.variables:
            propose_ends(outcome, folder / name)
    outcome.systems = list(dict.fromkeys(system for system, _ in sorted(parts)))
    # the generic form last, as in dbt_project.yml
    outcome.systems.sort(key=lambda system: system == "generic")
    write_rejections(rejections, folder / REJECTIONS)
    (folder / VARIABLES).write_text(
        variables_text(outcome.systems, target, outcome.request.today, outcome.currency, outcome.variables),
        encoding="utf-8",
        newline="\n",
    )
    # before the import is in place: no build may find it with the demo company's targets
    is_new = leave_target_template(target)
    publish(workplace, target, manifest_of(outcome))
    if is_new:
        outcome.warnings.append(
            f"{target / TARGETS} was made for your own targets and holds none yet: without it the demo company's would be "
            "shown. docs/reference_seeds.md describes it."
        )
    if outcome.currency and leave_own_rate(target, outcome.currency):
        outcome.warnings.append(
            f"{target / RATES} was made with the rate of {outcome.currency} itself: add rates of other currencies into it."
        )
    if outcome.mappings:
        leave_mappings(outcome)


def leave_mappings(outcome: Outcome) -> None:
    """Add to the folder's mappings what the words of the files mean, and tell it."""
    target = outcome.request.target
    rows = [(*key, meaning) for key, meaning in outcome.mappings.items()]
    try:
        is_added = add_rows(target, rows)
    except OSError as error:
        raise explained(error, target) from error
    told = "; ".join(csv_line(row) for row in rows)
    outcome.warnings.append(
        f"{target / MAPPINGS} got rows for what the files say in plain words: {told}. Correct them there where they are wrong."
        if is_added
        else f"{target / MAPPINGS} could not be added to. Put these rows into the mappings of the folder: {told}."
    )


def missing_parts(outcome: Outcome) -> dict[tuple[str, str], list[str]]:
    """The numbered parts that are missing between others, by system and export; they are told."""
    numbered: dict[tuple[str, str], dict[int, str]] = {}
    of_series: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for item in outcome.items:
        stem = Path(item.part or item.file.name).stem
        found = PART_OF_SERIES.fullmatch(DATE_IN_NAME.sub(lambda day: "d" * len(day.group()), stem))
        place = str(item.file if item.part else item.file.parent)
        series = (place, (found.group(1) if found else stem).rstrip("_- ").casefold())
        # a file without a number is the first
        numbered.setdefault(series, {})[int(found.group(2)) if found else 1] = found.group(2) if found else ""
        if item.export is not None and item.became in (IMPORTED, MERGED):
            of_series.setdefault(series, set()).add((item.export.contract.system, item.export.contract.export))
    missing: dict[tuple[str, str], list[str]] = {}
    for series, exports in sorted(of_series.items()):
        gaps = gaps_in(numbered[series])
        if gaps:
            width = max((len(text) for text in numbered[series].values() if text.startswith("0")), default=1)
            names = [f"{series[1]}_{number:0{width}}" for number in gaps]
            shown = ", ".join(names[:SHOWN_COLUMNS]) + (
                f" and {len(names) - SHOWN_COLUMNS} others" if len(names) > SHOWN_COLUMNS else ""
            )
            outcome.warnings.append(
                f"Of numbered parts {shown} {'is' if len(names) == 1 else 'are'} missing: the rows in {'it' if len(names) == 1 else 'them'} are in no KPI, and "
                "the build trusts no KPI that needs them. Put the missing parts beside the others and import again."
            )
            for export in exports:
                missing.setdefault(export, []).extend(names)
    return missing


def gaps_in(known: Collection[int]) -> list[int]:
    """The numbers that are missing in a series of parts that starts with 0 or 1, or as years do with a high one. A number
    alone, and numbers far from each other, number no parts."""
    first = min(known) if min(known) >= HIGH_NUMBER else 1
    gaps = [number for number in range(first, max(known)) if number not in known]
    return gaps if len(known) > 1 and len(gaps) <= MOST_GAPS * len(known) else []


def lacking_columns(parts: Sequence[Part]) -> list[str]:
    """Rows that the build rejects because other files of their export have a column that theirs lack."""
    contract, texts = parts[0].contract, []
    for column in (column.name for column in contract.columns.values() if column.is_asked):
        lacking = sum(part.rows for part in parts if column not in part.columns)
        if lacking and any(part.rows for part in parts if column in part.columns):
            texts.append(
                f"{contract.file_name}: {lacking:,} {'row' if lacking == 1 else 'rows'} of files without {column}, which other "
                "files have, will be rejected by the build. Export all files with the same columns, or import these into "
                "another folder."
            )
    return texts


def propose_ends(outcome: Outcome, path: Path) -> None:
    """Tell the build that ends are last days, where the renewals of a clean file prove it."""
    ends, next_day, same_day = renewals(path)
    if not proves_last_days(ends, next_day, same_day):
        return
    outcome.variables[ENDS_ON] = "last_day_with"
    outcome.warnings.append(
        f"{next_day:,} of {ends:,} ends of subscriptions are followed by a start of the same account on the next day, "
        f"{same_day:,} by one on the day itself: ends_on is the last day with the subscription. {VARIABLES} says so "
        f"({ENDS_ON}: last_day_with), so that a renewal is no churn. If ends_on is the first day without it, delete that "
        f"line, or write {ENDS_ON}: first_day_without into a mapping file."
    )


def manifest_of(outcome: Outcome) -> dict[str, Any]:
    """What was read and what was made of it."""
    return {
        "importer": VERSION,
        "inputs": [
            {
                "file": str(item.file),
                "part": item.part,
                "sha256": item.sha256,
                "became": item.became,
                "export": item.export.label if item.export else "",
                "object": f"{item.other.system}: {item.other.name}" if item.other else "",
                "encoding": item.encoding,
                "rows_in": item.rows_in,
                "rows_out": item.rows_out,
                "rejected": item.rejected,
                "merged": item.merged,
                "derived": item.derived,
                "columns_read": item.read,
                "columns_not_read": item.unread,
                "notes": item.messages,
            }
            for item in outcome.items
        ],
        "files": [
            *(
                {
                    "path": made.path,
                    "rows": made.rows,
                    "columns": list(made.columns),
                    "sha256": made.sha256,
                    "missing_parts": list(made.missing_parts),
                }
                for made in outcome.files
            ),
            {"path": REJECTIONS},
            {"path": VARIABLES},
        ],
    }


__all__ = ["MappingError", "Outcome", "Request", "UsageError", "WriteError", "run"]
