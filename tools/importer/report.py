"""Tell what became of an import: a table, sentences, the KPIs that become possible, the command that comes next."""

from __future__ import annotations

import csv
import re
import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid
from rich.text import Text

from tools.importer.imports import LEFT_OUT, REFUSED, UNKNOWN, UNNEEDED, Item, Outcome, Request
from tools.importer.mapping import loose_key
from tools.importer.writing import REJECTIONS, VARIABLES
from tools.project import ROOT

WORDS = {
    "en": {
        "file": "file",
        "columns": "columns",
        "recognised": "recognised as",
        "in": "in",
        "out": "out",
        "rejected": "rejected",
        "merged": "merged",
        "warnings": "notes",
        "imported": "imported",
        "not recognised": "not recognised",
        "refused": "refused",
        "question": "question",
        "not needed": "recognised, not needed",
        "left out": "left out",
        "unread": "Found and not read",
        "several": "{} files",
        "others": " and {} others",
        "unneeded": "Recognised, but no KPI needs them",
        "unknown": "If an unknown file is an export of yours, write a mapping file for it (docs/import_mappings.md).",
        "listed": "import.json lists every file and every column that is not read.",
        "notes_title": "What to know",
        "questions": "Nothing was written: these questions come first",
        "answer": "Answer",
        "or": "or",
        "again": "Import again with one answer to each question, for example",
        "derived": "Rows made from columns",
        "files": "Written",
        "possible": "KPIs that these files make possible",
        "missing": "KPIs that lack an export, or values in a column",
        "next": "Next",
        "none": "Nothing usable was found, so nothing was written.",
        "all": "all rows",
    },
    "zh": {
        "file": "文件",
        "columns": "列",
        "recognised": "识别为",
        "in": "读入",
        "out": "写出",
        "rejected": "拒绝",
        "merged": "合并",
        "warnings": "提示",
        "imported": "已导入",
        "not recognised": "未识别",
        "refused": "不可用",
        "question": "待确认",
        "not needed": "已识别，不需要",
        "left out": "已略过",
        "unread": "已找到但未读取",
        "several": "{} 个文件",
        "others": " 等另外 {} 个",
        "unneeded": "已识别，但没有 KPI 需要",
        "unknown": "若未识别的文件是您的导出，请为它编写映射文件（docs/import_mappings.md）。",
        "listed": "import.json 列出每个文件和每个未读取的列。",
        "notes_title": "需要知道的",
        "questions": "没有写入任何文件：请先回答以下问题",
        "answer": "回答",
        "or": "或",
        "again": "对每个问题选一个答案后重新导入，例如",
        "derived": "由列生成的行",
        "files": "已写入",
        "possible": "这些文件可以计算的 KPI",
        "missing": "缺少导出或列中没有值的 KPI",
        "next": "下一步",
        "none": "没有可用的内容，未写入任何文件。",
        "all": "合计",
    },
}
LANGUAGES = tuple(WORDS)
# More files than these that are not used make one row of the table together.
MOST_UNUSED = 5
MOST_NAMES = 8
# What parts the answers of a question, each of which begins with an option.
ANSWERS = re.compile(r" or (?=--)")


def definitions() -> list[tuple[str, str, str, frozenset[str]]]:
    """Id, English and Chinese name and required exports of each KPI."""
    path = ROOT / "seeds/reference/kpi_definitions.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [
            (
                row["kpi_id"],
                row["name_en"],
                row["name_zh"],
                frozenset(name.strip() for name in row["required_exports"].split(";") if name.strip()),
            )
            for row in csv.DictReader(stream)
        ]


def show(outcome: Outcome, console: Console, language: str = "en") -> None:
    """Print the report of an import."""
    words = WORDS[language]
    if outcome.items:
        console.print(grid(outcome.items, words))
    show_notes(outcome, console, words)
    if outcome.questions:
        show_questions(outcome, console, words, language)
        return
    if not outcome.files:
        say(console, words["none"])
        return
    show_derived(outcome, console, words)
    show_files(outcome, console, words)
    show_kpis(outcome, console, words, language)
    show_next(outcome, console, words)


def say(console: Console, text: str, indent: int = 0, mark: str = "") -> None:
    """Print a sentence, wrapped, its later lines under its first."""
    line = Text(text)
    width = max(console.width - indent - len(mark), 20)
    for place, piece in enumerate(line.wrap(console, width)):
        console.print(
            " " * indent + (mark if not place else " " * len(mark)) + piece.plain.rstrip(),
            markup=False,
            highlight=False,
            soft_wrap=True,
        )


def heading(console: Console, text: str) -> None:
    """Print a heading."""
    console.print()
    console.print(f"[bold]{escape(text)}[/bold]", highlight=False)


def grid(items: Sequence[Item], words: dict[str, str]) -> Grid:
    """One row for each table that is used, and for each file that is not, where these are few; else one for all of them."""
    made = Grid(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    made.add_column(words["file"], overflow="fold", ratio=3)
    made.add_column(words["recognised"], overflow="fold", ratio=2)
    for name in ("columns", "in", "out", "rejected", "merged", "warnings"):
        made.add_column(words[name], justify="right", no_wrap=True)
    grouped = {
        became: len(unused)
        for became in (UNKNOWN, REFUSED, LEFT_OUT, UNNEEDED)
        if len(unused := [item for item in items if item.became == became and not item.export]) > MOST_UNUSED
        or (became == UNNEEDED and len(unused) > 1)
    }
    bundle = None
    for item in items:
        if item.became in grouped and not item.export:
            continue
        if item.part and item.file != bundle and short_label(item) != item.file.name:
            made.add_row(escape(item.file.name), *[""] * 7)
        bundle = item.file
        export = f"{item.export.system.name}: {item.export.title}" if item.export else ""
        what = {"imported": export, "merged": export}.get(item.became, words.get(item.became, item.became))
        if item.became in ("refused", "question") and export:
            what = f"{export} ({what})"
        made.add_row(
            escape(short_label(item)),
            escape(what),
            f"{len(item.read)}/{len(item.read) + len(item.unread)}" if item.read else "",
            *(f"{number:,}" for number in (item.rows_in, item.rows_out, item.rejected, item.merged)),
            str(len(item.messages)) if item.messages else "",
        )
    for became, count in grouped.items():
        made.add_row(words["several"].format(count), words[became], *[""] * 6)
    if len(items) > 1:
        made.add_section()
        sums = [sum(getattr(item, name) for item in items) for name in ("rows_in", "rows_out", "rejected", "merged")]
        made.add_row(words["all"], "", "", *(f"{number:,}" for number in sums), "")
    return made


def short_label(item: Item) -> str:
    """A file's name; of a table inside an archive or workbook its own, and where both are the same just that of the file."""
    if item.part and Path(item.part).stem.casefold() == item.file.stem.casefold():
        return item.file.name
    return f"  {item.part}" if item.part else item.label


def show_notes(outcome: Outcome, console: Console, words: dict[str, str]) -> None:
    """Everything that was repaired, left out, refused or odd, file by file; what holds for several files once."""
    unneeded = [item for item in outcome.items if item.other]
    unread = unread_text(outcome.items, words)
    if not (outcome.warnings or unneeded or unread or any(item.messages for item in outcome.items)):
        return
    heading(console, words["notes_title"])
    for text in outcome.warnings:
        say(console, text, 2, "- ")
    if unneeded:
        say(console, f"{words['unneeded']}: {listed(map(object_name, unneeded), words)}.", 2, "- ")
    if unread:
        say(console, unread, 2, "- ")
    holders: dict[str, list[str]] = {}
    for item in outcome.items:
        for text in dict.fromkeys(item.messages):
            holders.setdefault(text, []).append(item.label)
    for text, labels in holders.items():
        if len(labels) > 1:
            say(console, f"{listed(labels, words)}: {text}", 2, "- ")
    for item in outcome.items:
        own = [text for text in item.messages if len(holders[text]) == 1]
        if len(own) == 1:
            say(console, f"{item.label}: {own[0]}", 2, "- ")
        elif own:
            say(console, f"{item.label}:", 2, "- ")
            for text in own:
                say(console, text, 4, "- ")
    if any(item.became == UNKNOWN for item in outcome.items):
        say(console, words["unknown"], 2, "- ")
    if outcome.files and any(item.unread for item in outcome.items):
        say(console, words["listed"], 2, "- ")


def unread_text(items: Sequence[Item], words: dict[str, str]) -> str:
    """The files that were found and of which nothing was read, by what became of them; '' for none."""
    labels = {
        became: [item.label for item in items if item.became == became] for became in (REFUSED, UNKNOWN, LEFT_OUT)
    }
    kinds = [f"{words[became]}: {listed(of_kind, words)}" for became, of_kind in labels.items() if of_kind]
    return f"{words['unread']}: {'; '.join(kinds)}." if kinds else ""


def object_name(item: Item) -> str:
    """A file that no KPI needs, by its object where that is known."""
    assert item.other is not None
    return f"{item.label} ({item.other.name})" if not is_titled(item, item.other.name) else item.label


def is_titled(item: Item, name: str) -> bool:
    """Whether a file is called as an object, or no name of the object is known."""
    return not name or loose_key(name) in loose_key(item.label)


def listed(names: Iterable[str], words: dict[str, str]) -> str:
    """The first of many names, and how many more there are."""
    every = list(names)
    rest = len(every) - MOST_NAMES
    return ", ".join(every[:MOST_NAMES]) + (words["others"].format(rest) if rest > 0 else "")


def show_questions(outcome: Outcome, console: Console, words: dict[str, str], language: str) -> None:
    """What only a person can decide, each answer as an option, and a command that holds one answer to each question."""
    heading(console, words["questions"])
    chosen = []
    for question in outcome.questions:
        place = question.file + (f", column {question.column}" if question.column else "")
        say(console, f"{place}: found {question.found}. It can be read as {question.readings}.", 2, "? ")
        options = [*ANSWERS.split(question.answer), f"--leave-out {shlex.quote(question.file)}"]
        for option in options:
            lead = words["answer"] if option is options[0] else words["or"]
            console.print(f"    {lead}: {option}", markup=False, highlight=False, soft_wrap=True)
        chosen.append(options[0])
    heading(console, words["again"])
    command = [*command_of(outcome.request, language), *dict.fromkeys(chosen)]
    console.print("  " + " ".join(command), markup=False, highlight=False, soft_wrap=True)


def command_of(request: Request, language: str) -> list[str]:
    """The command of an import, in words that a shell takes."""
    options = request.options
    given = [
        *(("--as", f"{name}={label}") for name, label in request.chosen),
        *(("--leave-out", name) for name in request.left_out),
        *(("--mapping", str(path)) for path in request.mappings),
        ("--date-order", options.date_order),
        ("--decimal", options.decimal),
        ("--time-zone", options.time_zone),
        ("--currency", options.currency),
        ("--rates", options.rates),
        ("--encoding", request.encoding or ""),
        ("--language", language if language != LANGUAGES[0] else ""),
    ]
    words = [*map(str, request.inputs), "--to", str(request.target)]
    words += [word for option, value in given if value for word in (option, value)]
    return ["python -m tools.importer", *map(shlex.quote, words)]


def show_derived(outcome: Outcome, console: Console, words: dict[str, str]) -> None:
    """Rows that were made from families of columns."""
    derived = [item for item in outcome.items if item.derived]
    if derived:
        heading(console, words["derived"])
        for item in derived:
            say(console, f"{item.label}: {item.derived:,}", 2)


def show_files(outcome: Outcome, console: Console, words: dict[str, str]) -> None:
    """The clean files."""
    heading(console, f"{words['files']}: {outcome.request.target}")
    for made in outcome.files:
        say(console, f"{made.path}: {made.rows:,}", 2)
    rejected = sum(item.rejected for item in outcome.items)
    if rejected:
        say(console, f"{REJECTIONS}: {rejected:,}", 2)


def show_kpis(outcome: Outcome, console: Console, words: dict[str, str], language: str) -> None:
    """The KPIs that have all their exports with values in the columns that they need, and what the others lack."""
    lines: dict[bool, list[str]] = {True: [], False: []}
    for name, missing in kpis(outcome, language):
        lines[not missing].append(name if not missing else f"{name} ({', '.join(missing)})")
    for is_possible, title in ((True, "possible"), (False, "missing")):
        if lines[is_possible]:
            heading(console, words[title])
            say(console, "; ".join(lines[is_possible]), 2)


def kpis(outcome: Outcome, language: str = "en") -> list[tuple[str, list[str]]]:
    """Name of each KPI, and the exports and columns that it lacks: what is empty in all rows makes no KPI possible."""
    needed: dict[str, list[tuple[str, str]]] = {}
    with (ROOT / "seeds/reference/kpi_required_columns.csv").open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            needed.setdefault(row["kpi_id"], []).append((row["export"], row["column_name"]))
    found = []
    for kpi_id, english, chinese, required in definitions():
        missing = sorted(required - outcome.feeds)
        # a column of an export that the KPI does not require only places its rows
        missing += [
            f"{export}.{column}"
            for export, column in needed.get(kpi_id, ())
            if export in required & outcome.feeds and (export, column) not in outcome.filled
        ]
        found.append((chinese if language == "zh" else english, missing))
    return found


def show_next(outcome: Outcome, console: Console, words: dict[str, str]) -> None:
    """The commands that come next."""
    path = outcome.request.target / VARIABLES
    heading(console, words["next"])
    for command in (f"make build VARS={quoted(path)}", f'dbt build --vars "$(cat {quoted(path)})"'):
        console.print("  " + command, markup=False, highlight=False, soft_wrap=True)


def quoted(path: Path) -> str:
    """A path as a shell takes it."""
    return shlex.quote(str(path))
