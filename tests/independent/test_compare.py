"""The comparison finds what differs, and nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from .compare import compare, read_tables

ROW = {
    "period_type": "month",
    "period_start": date(2024, 1, 1),
    "scope_type": "company",
    "scope_id": "all",
    "kpi_value": 0.5,
    "value_status": "ok",
    "is_mature": True,
    "numerator": None,
}


def warehouse(path: Path, *rows: str) -> Path:
    """A file with one KPI table `kpi_x`."""
    file = path / "w.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "create table kpi_x (kpi_row_id varchar, period_type varchar, period_start date, scope_type varchar, "
            "scope_id varchar, kpi_value double, value_status varchar, is_mature boolean, numerator double)"
        )
        for row in rows:
            connection.execute(f"insert into kpi_x values ({row})")
    return file


def test_equal_tables_agree(tmp_path: Path) -> None:
    """Numbers agree to a tolerance."""
    file = warehouse(tmp_path, "'1', 'month', '2024-01-01', 'company', 'all', 0.5000000001, 'ok', true, null")
    out = compare({"x": [ROW]}, read_tables(file))
    assert not out.found
    assert (out.rows, out.cells) == (1, 8)


def test_differences_are_found(tmp_path: Path) -> None:
    """A value, a NULL, a boolean, a text, a row on either side, and a missing table."""
    file = warehouse(
        tmp_path,
        "'1', 'month', '2024-01-01', 'company', 'all', 0.501, 'OK', false, 0",
        "'1', 'month', '2024-02-01', 'company', 'all', 0.5, 'ok', true, null",
    )
    other = ROW | {"scope_type": "rep"}
    out = compare({"x": [ROW, other], "y": [ROW]}, read_tables(file))
    assert {column for _, column in out.found} == {
        "kpi_value",
        "value_status",
        "is_mature",
        "numerator",
        "kpi_row_id",
        "<row missing>",
        "<row unexpected>",
        "<table missing>",
    }
    assert "x.kpi_value: 1" in out.report()
