"""Compare a table of the DuckDB warehouse with the same table of another engine, cell by cell.

Floating-point numbers may differ by a relative 1e-9, or 1e-9 near 0 (engines add up in different orders), everything else
not at all. Rows are paired by all their other cells, and those that are equal in them by their numbers in order: no key is
needed, and a row that is there twice counts twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from tools.warehouse import columns, located, quoted

TOLERANCE = 1e-9
SHOWN = 20
# What is kept from build to build: where another build came before, its rows too.
HISTORIES = ("kpi_as_reported", "reported_records", "source_health_history", "struck_reports")
# What each run has of its own, and differences of two large numbers that are compared themselves.
LEFT_OUT = ("history_id", "run_id", "ran_at", "reported_by_run", "reported_at", "residual")


@dataclass
class Compared:
    """Rows and cells of the DuckDB table, and what differs, one text a row: the first few and how many."""

    rows: int
    cells: int
    faults: list[str]
    differences: int


def csv_rows(built: duckdb.DuckDBPyConnection, table: str, path: Path) -> str:
    """The rows of a CSV with a header, every filled cell in quotes, null as an empty cell, as SQL text."""
    texts = ", ".join(f"{text(name)}: 'varchar'" for name, _ in columns(built, table))
    return (
        f"read_csv({text(str(path))}, header = true, quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false, "
        f"max_line_size = 16000000, auto_detect = false, delim = ',', columns = {{{texts}}})"
    )


def parquet_rows(folder: Path) -> str:
    """The rows of a folder of Parquet files as SQL text."""
    return f"read_parquet({text(f'{folder}/*.parquet')})"


def compared(built: duckdb.DuckDBPyConnection, table: str, other: str, engine: str) -> Compared:
    """Compare a table of schema main with the rows of another engine's.

    Args:
        built: the DuckDB warehouse.
        table: the name, in both.
        other: its rows as SQL text that DuckDB reads.
        engine: its name, as messages call it.
    """
    typed = columns(built, table)
    compared_columns = [(name, kind) for name, kind in typed if name not in LEFT_OUT]
    numbers = [name for name, kind in compared_columns if kind in ("DOUBLE", "FLOAT")]
    keys = [name for name, _ in compared_columns if name not in numbers]
    cells = ", ".join(f"cast({quoted(name)} as {kind}) as {quoted(name)}" for name, kind in typed)
    built.execute(f"create or replace temp table others as select {cells} from {other}")
    order = ", ".join(quoted(name) for name in numbers) or "1"
    key = ", ".join(quoted(name) for name in keys)
    by = f"partition by {key} " if keys else ""
    for name, source in (("ours", located(built, table)), ("theirs", "others")):
        built.execute(
            f"create or replace temp table {name} as select *, row_number() over ({by}order by {order}) as place_ from {source}"
        )
    same = [f"o.{quoted(name)} is not distinct from t.{quoted(name)}" for name in [*keys, "place_"]]
    built.execute(
        "create or replace temp table pairs as select o as one, t as other from "
        f"ours as o full join theirs as t on {' and '.join(same)}"
    )
    unequal = [
        f"not coalesce(abs(one.{name} - other.{name}) <= {TOLERANCE} * greatest(1, abs(one.{name})), one.{name} is not distinct from other.{name})"
        for name in map(quoted, numbers)
    ]
    differs = " or ".join(["one.place_ is null", "other.place_ is null", *unequal])
    differences = count(built, f"select count(*) from pairs where {differs}")
    rows = count(built, "select count(*) from ours")
    faults = [
        f"{table}: {shown(ours, theirs, engine)}"
        for ours, theirs in built.execute(f"select one, other from pairs where {differs} limit {SHOWN}").fetchall()
    ]
    return Compared(rows, rows * len(compared_columns), faults, differences)


def grown(built: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """The history that every build adds to, where the warehouse holds several builds: another engine has one."""
    runs = count(built, "select count(distinct run_id) from main.source_health_history")
    return ("source_health_history",) if runs > 1 else ()


def shown(ours: dict[str, Any], theirs: dict[str, Any], engine: str) -> str:
    """A row that one engine has alone, or what differs between the two."""
    alone = {"DuckDB": ours["place_"] is not None, engine: theirs["place_"] is not None}
    if all(alone.values()):
        cells = [
            f"{name} {ours[name]} on DuckDB, {theirs[name]} on {engine}" for name in ours if ours[name] != theirs[name]
        ]
        return f"{next(iter(ours.values()))}: {'; '.join(cells)}"
    cells = [f"{name} {value}" for name, value in (ours if alone["DuckDB"] else theirs).items() if value is not None]
    return f"on {'DuckDB' if alone['DuckDB'] else engine} alone: {', '.join(cells)[:600]}"


def count(built: duckdb.DuckDBPyConnection, query: str) -> int:
    """The one number of a query."""
    found = built.execute(query).fetchone()
    assert found is not None
    return int(found[0])


def text(value: str) -> str:
    """A value as SQL text."""
    return "'" + value.replace("'", "''") + "'"
