"""What analysts take along from a publication: the scorecard as workbook and CSV, and the tables for BI tools."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from tools.dashboard.hand_written import yaml_of
from tools.publish.__main__ import published
from tools.publish.last_build import LastBuild, mart_nodes, project_variables
from tools.publish.marts import BI_QUERIES, DATABASE
from tools.publish.workbook import CODES, QUERIES, SHEETS, file_name

BOOKS = {language: file_name(language) for language in ("en", "zh")}


@pytest.fixture(scope="module")
def folder(warehouse: Path, built_target: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo as `make publish` writes it."""
    place = tmp_path_factory.mktemp("workbook") / "published"
    manifest = json.loads((built_target / "manifest.json").read_text(encoding="utf-8"))
    build = LastBuild("of-the-tests", "2026-10-14T06:00:00Z", manifest, project_variables(), mart_nodes(manifest), [])
    published(place, warehouse, build, names=True)
    return place


@pytest.fixture(scope="module")
def marts(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published marts."""
    with duckdb.connect(str(folder / DATABASE), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def books(folder: Path) -> dict[str, openpyxl.Workbook]:
    """The workbook of each language."""
    return {language: openpyxl.load_workbook(folder / name) for language, name in BOOKS.items()}


def wanted(column: str, value: Any) -> Any:
    """A value of a mart as a cell has it."""
    if column == "attained" and value is not None:
        return pytest.approx(math.floor(100 * value + 1e-9) / 100)
    if isinstance(value, datetime) or not isinstance(value, date):
        return pytest.approx(value, rel=1e-12) if isinstance(value, float) else value
    return datetime(value.year, value.month, value.day)


@pytest.mark.parametrize("language", BOOKS)
def test_every_cell_is_the_marts(
    books: dict[str, openpyxl.Workbook], marts: duckdb.DuckDBPyConnection, language: str
) -> None:
    assert len(books[language].worksheets) == len(SHEETS) == len(list(QUERIES.glob("*.sql")))
    for name, sheet in zip(SHEETS, books[language].worksheets, strict=True):
        cursor = marts.execute((QUERIES / f"{name}.sql").read_text(encoding="utf-8").replace("{language}", language))
        columns = [column for column, *_ in cursor.description]
        rows = cursor.fetchall()
        # nothing of the demo was restated
        assert rows or name == "restated", name
        shown = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=2)]
        words = yaml_of(f"texts/{language}.yml")
        assert shown == [
            [
                wanted(column, words.get(f"{CODES[column]}.{value}") if column in CODES else value)
                for column, value in zip(columns, row, strict=True)
                if not column.startswith("_")
            ]
            for row in rows
        ], name
        assert all(cell.value for cell in sheet[1])


def test_the_scorecard_is_the_one_as_due(books: dict[str, openpyxl.Workbook], marts: duckdb.DuckDBPyConnection) -> None:
    """One line a KPI, with measure, target, source and frequency."""
    sheet = books["en"].worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    assert {"KPI", "Period", "Value", "Target", "Attained", "Status", "Source", "Frequency"} <= set(heads)
    shown = {
        row[0].value: dict(zip(heads, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=2)
    }
    rows = marts.execute(
        "select name_en, period_label_en, verdict_en, target_text from kpi_scorecard where is_as_due and scope_type = 'company'"
    ).fetchall()
    assert {(name, line["Period"], line["Status"], line["Target"]) for name, line in shown.items()} == set(rows)
    assert len(rows) == len(shown) == 14


def test_numbers_have_their_unit_and_heads_stay(books: dict[str, openpyxl.Workbook]) -> None:
    for language, minutes in (("en", '#,##0.0" min"'), ("zh", '#,##0.0" 分钟"')):
        for sheet in books[language].worksheets:
            assert sheet.freeze_panes == "B2"
        formats = {row[0].value: row[2].number_format for row in books[language].worksheets[0].iter_rows(min_row=2)}
        assert set(formats.values()) >= {minutes, '#,##0" USD"', "#,##0.0%"}


def test_no_text_is_a_formula_or_a_link(books: dict[str, openpyxl.Workbook]) -> None:
    """A target is written `>= 70 %`; what begins with = stays a text."""
    for sheet in books["en"].worksheets:
        assert not [
            cell.coordinate for line in sheet.iter_rows() for cell in line if cell.data_type == "f" or cell.hyperlink
        ]


def test_the_csv_holds_every_scope_as_due(folder: Path, marts: duckdb.DuckDBPyConnection) -> None:
    with (folder / "scorecard.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    known = marts.execute("select kpi_row_id, kpi_value from kpi_scorecard where is_as_due").fetchall()
    values = {row["kpi_row_id"]: float(row["kpi_value"]) if row["kpi_value"] else None for row in rows}
    assert values == dict(known)


def test_the_same_marts_give_the_same_workbook(folder: Path, tmp_path: Path) -> None:
    from tools.publish.workbook import write_workbooks

    (tmp_path / DATABASE).symlink_to((folder / DATABASE).resolve())
    write_workbooks(tmp_path, "USD")
    for name in BOOKS.values():
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


def test_keys_of_the_bi_tables_fit(folder: Path, marts: duckdb.DuckDBPyConnection) -> None:
    """Each table has one column that names its rows, and each reference is one column that hits one of them."""
    keys = {"kpis": "kpi_id", "periods": "period_key", "teams": "team_id", "reps": "rep_id", "scorecard": "kpi_row_id"}
    assert set(keys) == {path.stem for path in BI_QUERIES.glob("*.sql")}
    for table, key in keys.items():
        (rows, distinct) = marts.execute(f"select count(*), count(distinct {key}) from bi.{table}").fetchone() or (0, 0)
        assert rows == distinct > 0, table
        (of_file,) = marts.execute(f"select count(*) from '{folder / 'bi' / table}.parquet'").fetchone() or (0,)
        assert of_file == rows
    references = [("scorecard", key, table) for table, key in keys.items() if table != "scorecard"] + [
        ("reps", "team_id", "teams")
    ]
    for table, key, other in references:
        missing = marts.execute(
            f"select distinct {key} from bi.{table} where {key} is not null and {key} not in (select {key} from bi.{other})"
        ).fetchall()
        assert missing == [], (table, key)
