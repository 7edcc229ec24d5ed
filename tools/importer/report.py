"""Tell what became of an import: a table, sentences, the KPIs that become possible, the command that comes next."""

from __future__ import annotations

import csv
import shlex
from collections.abc import Iterable
from pathlib import Path

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid
from rich.text import Text

from tools.importer.imports import Item, Outcome
from tools.importer.writing import REJECTIONS, VARIABLES
from tools.project import ROOT

WORDS = {
    "en": {
        "file": "file",
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
        "notes_title": "What to know",
        "questions": "Nothing was written: these questions come first",
        "answer": "Answer",
        "derived": "Rows made from columns",
        "files": "Written",
        "possible": "KPIs that these files make possible",
        "missing": "KPIs that lack an export",
        "next": "Next",
        "none": "Nothing usable was found, so nothing was written.",
        "all": "all rows",
    },
    "zh": {
        "file": "文件",
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
        "notes_title": "需要知道的",
        "questions": "没有写入任何文件：请先回答以下问题",
        "answer": "回答",
        "derived": "由列生成的行",
        "files": "已写入",
        "possible": "这些文件可以计算的 KPI",
        "missing": "缺少数据的 KPI",
        "next": "下一步",
        "none": "没有可用的内容，未写入任何文件。",
        "all": "合计",
    },
}
LANGUAGES = tuple(WORDS)


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
        show_questions(outcome, console, words)
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


def grid(items: Iterable[Item], words: dict[str, str]) -> Grid:
    """One row for each table and each file that could not be used."""
    made = Grid(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    made.add_column(words["file"], overflow="fold", ratio=3)
    made.add_column(words["recognised"], overflow="fold", ratio=2)
    for name in ("in", "out", "rejected", "merged", "warnings"):
        made.add_column(words[name], justify="right", no_wrap=True)
    rows = list(items)
    bundle = None
    for item in rows:
        if item.part and item.file != bundle and short_label(item) != item.file.name:
            made.add_row(escape(item.file.name), *[""] * 6)
        bundle = item.file
        export = f"{item.export.system.name}: {item.export.title}" if item.export else ""
        what = {"imported": export, "merged": export}.get(item.became, words.get(item.became, item.became))
        if item.became in ("refused", "question") and export:
            what = f"{export} ({what})"
        made.add_row(
            escape(short_label(item)),
            escape(what),
            *(f"{number:,}" for number in (item.rows_in, item.rows_out, item.rejected, item.merged)),
            str(len(item.messages)) if item.messages else "",
        )
    if len(rows) > 1:
        made.add_section()
        sums = [sum(getattr(item, name) for item in rows) for name in ("rows_in", "rows_out", "rejected", "merged")]
        made.add_row(words["all"], "", *(f"{number:,}" for number in sums), "")
    return made


def short_label(item: Item) -> str:
    """A file's name; of a table inside an archive or workbook its own, and where both are the same just that of the file."""
    if item.part and Path(item.part).stem.casefold() == item.file.stem.casefold():
        return item.file.name
    return f"  {item.part}" if item.part else item.label


def show_notes(outcome: Outcome, console: Console, words: dict[str, str]) -> None:
    """Everything that was repaired, refused or odd, file by file."""
    if not outcome.warnings and not any(item.messages for item in outcome.items):
        return
    heading(console, words["notes_title"])
    for text in outcome.warnings:
        say(console, text, 2, "- ")
    for item in outcome.items:
        if item.messages:
            say(console, f"{item.label}:", 2)
            for text in item.messages:
                say(console, text, 4, "- ")


def show_questions(outcome: Outcome, console: Console, words: dict[str, str]) -> None:
    """What only a person can decide."""
    heading(console, words["questions"])
    for question in outcome.questions:
        place = question.file + (f", column {question.column}" if question.column else "")
        say(console, f"{place}: found {question.found}. It can be read as {question.readings}.", 2, "? ")
        say(console, f"{words['answer']}: {question.answer}", 4)


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
    """The KPIs that have all their exports, and what the others lack."""
    lines: dict[bool, list[str]] = {True: [], False: []}
    for _, english, chinese, required in definitions():
        name = chinese if language == "zh" else english
        missing = required - outcome.feeds
        lines[not missing].append(name if not missing else f"{name} ({', '.join(sorted(missing))})")
    for is_possible, title in ((True, "possible"), (False, "missing")):
        if lines[is_possible]:
            heading(console, words[title])
            say(console, "; ".join(lines[is_possible]), 2)


def show_next(outcome: Outcome, console: Console, words: dict[str, str]) -> None:
    """The commands that come next."""
    path = outcome.request.target / VARIABLES
    heading(console, words["next"])
    for command in (f"make build VARS={quoted(path)}", f'dbt build --vars "$(cat {quoted(path)})"'):
        console.print("  " + command, markup=False, highlight=False, soft_wrap=True)


def quoted(path: Path) -> str:
    """A path as a shell takes it."""
    return shlex.quote(str(path))
