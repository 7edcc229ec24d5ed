"""Write the scorecard as workbooks, one a language, and as CSV, from a publication's own tables."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter

from tools.dashboard.hand_written import yaml_of
from tools.publish.marts import DATABASE, LANGUAGES, text
from tools.warehouse import without_absent_marts

QUERIES = Path(__file__).with_name("sheets")
# A sheet is a query of sheets/; a column that begins with _ is not shown.
SHEETS = (
    "scorecard",
    "teams",
    "reps",
    "months",
    "focus",
    "pace",
    "forecast",
    "restated",
    "remarks",
    "sources",
    "definitions",
)
# Numbers in the unit of the row's KPI.
MEASURED = {"value", "before", "value_then", "difference", "target", "expected", "needed_a_day", "needed_from_here"}
MEASURED |= {"forecast", "low", "high"}
# Columns with sentences: width in characters, wrapped.
SENTENCES = {"action": 60, "why": 70, "remark": 50, "question": 50, "measure": 70, "kpis": 50}
WIDEST = 28
# Columns that hold codes: the topic of the words that the dashboard has for them.
CODES = {"export": "export", "check_status": "check"}
# Sheets whose title is a text that others show too.
TITLES = {"focus": "scorecard.first"}
CSV = "scorecard.csv"
Row = dict[str, Any]


def file_name(language: str) -> str:
    """scorecard.xlsx in English, else with the language as pictures and pages have it."""
    return "scorecard.xlsx" if language == "en" else f"scorecard.{'zh-CN' if language == 'zh' else language}.xlsx"


def texts_of(connection: duckdb.DuckDBPyConnection, language: str) -> dict[str, str]:
    """Texts by topic.code: the build's, and the dashboard's words for exports and checks."""
    rows = connection.execute(f"select topic || '.' || code, text_{language} from publication.texts").fetchall()
    own = {key: words for key, words in yaml_of(f"texts/{language}.yml").items() if key.split(".")[0] in CODES.values()}
    return own | dict(rows)


def word(texts: dict[str, str], column: str) -> str:
    """A column's heading: a label that others show too, or one of the workbook's own."""
    column = "status" if column == "check_status" else column
    return texts.get(f"label.{column}") or texts.get(f"column.{column}", column)


def number_formats(connection: duckdb.DuckDBPyConnection, language: str, currency: str) -> dict[str, str]:
    """Excel's format code of each unit, with the unit in it: #,##0.0" min"."""
    texts = texts_of(connection, language)
    formats = {}
    for unit, code in connection.execute("select distinct unit, number_format from dim_kpis").fetchall():
        around = texts.get(f"unit.{unit}", "{n}").replace("{currency}", currency).split("{n}")
        formats[unit] = code.join(f'"{part}"' if part else "" for part in around)
    return formats


def rows_of(connection: duckdb.DuckDBPyConnection, sheet: str, language: str) -> tuple[list[str], list[Row]] | None:
    """Columns and rows of a sheet; None where a mart that it reads was not published."""
    query = (QUERIES / f"{sheet}.sql").read_text(encoding="utf-8").replace("{language}", language)
    with without_absent_marts():
        cursor = connection.execute(query)
        columns = [name for name, *_ in cursor.description or []]
        return columns, [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return None


class Formats:
    """Cell formats of a workbook, each made once: Excel allows 64,000."""

    def __init__(self, book: xlsxwriter.Workbook, units: dict[str, str]) -> None:
        self.book = book
        self.units = units
        self.made: dict[str, Any] = {}

    def get(self, **properties: Any) -> Any:
        """The format with these properties."""
        key = repr(sorted(properties.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format({"valign": "top"} | properties)
        return self.made[key]

    def of(self, column: str, row: Row) -> Any:
        """The format of a cell."""
        value = row[column]
        if isinstance(value, date):
            return self.get(num_format="yyyy-mm-dd", align="left")
        if column == "attained":
            return self.get(num_format="0%")
        if isinstance(value, int | float) and column in MEASURED and row.get("_unit") in self.units:
            return self.get(num_format=self.units[row["_unit"]])
        if isinstance(value, float):
            return self.get(num_format="#,##0.00")
        return self.get(text_wrap=True) if column in SENTENCES else self.get()


def cell(column: str, value: Any, texts: dict[str, str]) -> Any:
    """A cell as it is written: attainment in whole per cent, cut, so that a miss never reads as reached; codes in words."""
    if column in CODES:
        return texts.get(f"{CODES[column]}.{value}", value)
    return math.floor(100 * value + 1e-9) / 100 if column == "attained" and value is not None else value


def write_sheet(
    book: xlsxwriter.Workbook,
    formats: Formats,
    title: str,
    heads: dict[str, str],
    rows: list[Row],
    texts: dict[str, str],
) -> None:
    """One sheet: a frozen head with a filter, numbers as numbers, columns as wide as what they hold."""
    sheet = book.add_worksheet(title)
    head = formats.get(bold=True, bottom=1, text_wrap=True)
    for place, (column, words) in enumerate(heads.items()):
        sheet.write_string(0, place, words, head)
        for line, row in enumerate(rows, start=1):
            value = cell(column, row[column], texts)
            if value is None:
                continue
            # a text never becomes a formula or a link
            write = (
                sheet.write_string
                if isinstance(value, str)
                else sheet.write_datetime
                if isinstance(value, date)
                else sheet.write_number
            )
            write(line, place, value, formats.of(column, row))
        longest = max((len(str(row[column])) for row in rows if isinstance(row[column], str)), default=12)
        sheet.set_column(place, place, SENTENCES.get(column, min(max(longest, len(words) // 2, 9) + 2, WIDEST)))
    sheet.freeze_panes(1, 1)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(heads) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def write_workbooks(folder: Path, currency: str) -> None:
    """Write a workbook in each language, and the scorecard as due of every scope as CSV, beside the marts.

    Args:
        folder: the publication's folder, which holds its DuckDB file.
        currency: the reporting currency, which amounts are shown in.
    """
    with duckdb.connect(str(folder / DATABASE), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        for language in LANGUAGES:
            texts = texts_of(connection, language)
            sheets = {name: found for name in SHEETS if (found := rows_of(connection, name, language))}
            if not sheets:
                continue
            with xlsxwriter.Workbook(str(folder / file_name(language)), {"in_memory": True}) as book:
                (day,) = connection.execute("select max(as_of_date) from dim_periods").fetchone() or (None,)
                # the same marts give the same bytes: no time of writing
                book.set_properties({"created": datetime(day.year, day.month, day.day, tzinfo=UTC)})
                formats = Formats(book, number_formats(connection, language, currency))
                for name, (columns, rows) in sheets.items():
                    heads = {column: word(texts, column) for column in columns if not column.startswith("_")}
                    write_sheet(book, formats, texts.get(TITLES.get(name, f"sheet.{name}"), name), heads, rows, texts)
        with without_absent_marts():
            connection.execute(
                "copy (select * from kpi_scorecard where is_as_due order by scope_type, scope_id, kpi_order, kpi_id) "
                f"to {text(str(folder / CSV))} (header)"
            )
