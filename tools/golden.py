"""Golden results: the demo's marts and steps as they are meant to be, in tests/expected, one CSV a table.

Of a KPI table the company's rows of months, quarters and years are held, the teams' rows of the last six complete months,
and those of the slices of the last two; of the tables in MARTS the rows that their condition names.
Numbers carry nine significant digits, and may differ in the last of them and by 1e-8, so that the order of a summation does
not matter.
"""

from __future__ import annotations

import argparse
import csv
import io
import math
import re
import sys
from pathlib import Path
from typing import Any

import duckdb

from tools.project import ROOT
from tools.warehouse import columns, located, mart_tables, quoted

EXPECTED = ROOT / "tests/expected"
WAREHOUSE = ROOT / "warehouse/sales_kpis.duckdb"
# What says which row it is: written first, and the order of the rows.
KEY = ["period_type", "period_start", "scope_type", "scope_id"]
LEFT_OUT = {"kpi_row_id", "kpi_id"}
TEAM_MONTHS, SLICE_MONTHS = 6, 2
# Marts and steps besides the KPI tables -> the columns that say which row it is, and the condition on the rows that are held.
MARTS: dict[str, tuple[tuple[str, ...], str]] = {
    "clv_acquisition": (("period_type", "period_start", "scope_type", "scope_id"), "scope_type = 'company'"),
    "dim_kpi_support": (("kpi_id",), "true"),
    "source_health": (("health_id",), "true"),
    "kpi_overlap": (("kpi_a", "kpi_b"), "true"),
    "kpi_overlap_lags": (("kpi_a", "kpi_b", "lag_months"), "kpi_a = 'customer_acquisition_rate'"),
    "kpi_shared_records": (("kpi_a", "kpi_b", "record_type"), "true"),
    "kpi_identities": (
        ("identity_id", "period_type", "period_start", "scope_type", "scope_id"),
        "scope_type = 'company' and period_type = 'quarter'",
    ),
    "customer_experience_signal": (("deal_id",), "closed_on >= date '2026-01-01'"),
    "conversion_drivers": (("driver", "stratum_type", "stratum", "band"), "true"),
    "rep_rates_shrunk": (
        ("rate_id", "period_type", "period_start", "rep_id"),
        "period_type = 'quarter' and period_start >= date '2026-04-01'",
    ),
    "dim_export_cadence": (("export",), "true"),
    "kpi_due": (("kpi_id",), "true"),
    "kpi_focus": (("scope_type", "scope_id", "focus_rank"), "scope_type <> 'rep'"),
    "kpi_pacing": (("kpi_id", "period_type", "scope_type", "scope_id"), "scope_type = 'company'"),
    "kpi_pacing_history": (
        ("kpi_id", "period_type", "period_start", "scope_type", "scope_id"),
        "scope_type = 'company' and period_type in ('month', 'quarter')",
    ),
    "mrr_forecast": (
        ("scope_type", "scope_id", "horizon_months"),
        "scope_type = 'company' or horizon_months in (1, 12)",
    ),
    "mrr_forecast_accuracy": (("scope_type", "scope_id", "horizon_months"), "true"),
    "mrr_forecast_backtest": (
        ("scope_type", "scope_id", "origin_month_start", "horizon_months", "method"),
        "scope_type = 'company' and horizon_months in (1, 6, 12)",
    ),
    "mrr_forecast_history": (("scope_type", "scope_id", "month_start"), "scope_type = 'company'"),
    "mrr_forecast_paths": (
        ("scope_type", "scope_id", "origin_month_start", "horizon_months", "method"),
        "scope_type = 'company' and horizon_months in (1, 24) and origin_month_start >= date '2026-07-01'",
    ),
    "fct_purchase_histories": (("customer_id",), "first_ordered_on < date '2024-10-01'"),
    "kpi_scorecard": (
        ("kpi_id", "period_type", "period_start", "scope_type", "scope_id"),
        "scope_type = 'company' and is_official and period_start >= date '2026-07-01'",
    ),
    "kpi_scorecard_wide": (
        ("period_type", "period_start", "scope_type", "scope_id"),
        "period_type in ('month', 'quarter') and period_start >= date '2026-07-01'",
    ),
    "kpi_target_sums": (
        ("kpi_id", "period_type", "period_start", "scope_type", "scope_id"),
        "period_start >= date '2026-07-01'",
    ),
    "rep_scorecard": (("rep_id", "month_start"), "month_start = date '2026-09-01'"),
}

Table = list[list[str]]
NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]\d+)?")


def cell(value: Any) -> str:
    """A value as it is in the golden file; NULL is empty, a number has nine significant digits."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        # Adding 0.0 makes -0.0 a plain 0.
        return f"{value + 0.0:.9g}"
    return str(value)


def golden_table(connection: duckdb.DuckDBPyConnection, table: str) -> Table:
    """The header and the held rows of one KPI table."""
    names = KEY + [name for name, _ in columns(connection, table) if name not in {*KEY, *LEFT_OUT}]
    query = f"""
        with kpi as (select * from main.{quoted(table)}),

        last_months as (
            select distinct period_start from kpi
            where period_type = 'month' and is_complete_period
            order by period_start desc limit {TEAM_MONTHS}
        )

        select {", ".join(quoted(name) for name in names)}
        from kpi
        where
            (scope_type = 'company' and period_type in ('month', 'quarter', 'year'))
            or (scope_type = 'team' and period_type = 'month' and period_start in (from last_months))
            or (
                scope_type not in ('company', 'team', 'rep') and period_type = 'month'
                and period_start in (from last_months order by period_start desc limit {SLICE_MONTHS})
            )
        order by {", ".join(KEY)}
    """
    rows = connection.execute(query).fetchall()
    return [names, *([cell(value) for value in row] for row in rows)]


def golden_tables(connection: duckdb.DuckDBPyConnection) -> dict[str, Table]:
    """All golden results, by the table's name."""
    tables = [name for name in mart_tables(connection) if is_kpi_table(connection, name)]
    return {name: golden_table(connection, name) for name in tables} | {
        name: golden_mart(connection, name, *held) for name, held in MARTS.items()
    }


def golden_mart(connection: duckdb.DuckDBPyConnection, table: str, key: tuple[str, ...], condition: str) -> Table:
    """The header and the held rows of another mart or of a step, its key first."""
    names = [*key, *(name for name, _ in columns(connection, table) if name not in key)]
    listed = ", ".join(quoted(name) for name in names)
    query = f"select {listed} from {located(connection, table)} where {condition} order by {', '.join(key)}"
    return [names, *([cell(value) for value in row] for row in connection.execute(query).fetchall())]


def held_files(folder: Path) -> dict[str, Path]:
    """The golden files of a folder by the table's name; other expectations are beside them."""
    return {path.stem: path for path in folder.glob("*.csv") if path.stem.startswith("kpi_") or path.stem in MARTS}


def is_kpi_table(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Whether a mart is the table of one KPI: named kpi_ and with the shared columns, but not the long table of all."""
    shared = {*KEY, "kpi_row_id", "ci_low"}
    return (
        table.startswith("kpi_")
        and table not in {"kpi_scorecard", "kpi_focus"}
        and shared <= {name for name, _ in columns(connection, table)}
    )


def as_csv(table: Table) -> str:
    """A table as CSV text with line feeds."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(table)
    return text.getvalue()


def differences(actual: dict[str, Table], folder: Path) -> list[str]:
    """What differs from the files of a folder, one line a cell, row or table."""
    expected = {
        name: list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
        for name, path in held_files(folder).items()
    }
    faults = [f"{name}: no golden file" for name in sorted(actual.keys() - expected.keys())]
    faults += [f"{name}: no such table" for name in sorted(expected.keys() - actual.keys())]
    for name in sorted(actual.keys() & expected.keys()):
        faults += table_differences(name, expected[name], actual[name])
    return faults


def is_same(old: str, new: str) -> bool:
    """Whether two cells are the same, or numbers, one of them with decimals, that differ by no more than rounding."""
    if old == new or not (set(".e") & set(old + new) and NUMBER.fullmatch(old) and NUMBER.fullmatch(new)):
        return old == new
    return math.isclose(float(old), float(new), rel_tol=1e-8, abs_tol=1e-8)


def table_differences(name: str, expected: Table, actual: Table) -> list[str]:
    """What differs between two tables with a header each."""
    if expected[0] != actual[0]:
        return [f"{name}: columns {expected[0]} became {actual[0]}"]
    width = len(MARTS[name][0]) if name in MARTS else len(KEY)
    before = {tuple(row[:width]): row for row in expected[1:]}
    after = {tuple(row[:width]): row for row in actual[1:]}
    faults = [f"{name} {' '.join(key)}: row is gone" for key in before if key not in after]
    faults += [f"{name} {' '.join(key)}: row is new" for key in after if key not in before]
    for key in before.keys() & after.keys():
        for column, old, new in zip(expected[0], before[key], after[key], strict=True):
            if not is_same(old, new):
                faults.append(f"{name} {' '.join(key)}: {column} was {old or 'NULL'}, is {new or 'NULL'}")
    return sorted(faults)


def update(tables: dict[str, Table], folder: Path) -> None:
    """Write the golden files and remove those of tables that are gone."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, path in held_files(folder).items():
        if name not in tables:
            path.unlink()
    changed = {fault.partition(" ")[0].rstrip(":") for fault in differences(tables, folder)}
    for name in sorted(changed & tables.keys()):
        (folder / f"{name}.csv").write_text(as_csv(tables[name]), encoding="utf-8", newline="\n")


def main() -> int:
    """Compare the built warehouse with the golden files, or write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true", help="write tests/expected instead of comparing with it")
    parser.add_argument("--warehouse", type=Path, default=WAREHOUSE)
    arguments = parser.parse_args()
    with duckdb.connect(str(arguments.warehouse), read_only=True) as connection:
        tables = golden_tables(connection)
    rows = sum(len(table) - 1 for table in tables.values())
    if arguments.update:
        update(tables, EXPECTED)
        print(f"{len(tables)} golden files with {rows} rows written to {EXPECTED.relative_to(ROOT)}")
        return 0
    faults = differences(tables, EXPECTED)
    print("\n".join(faults[:40]))
    print(f"{len(tables)} KPI tables with {rows} rows compared, {len(faults)} differences")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
