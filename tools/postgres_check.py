"""Build the demo on PostgreSQL and compare every KPI table with the DuckDB warehouse, cell by cell.

Numbers may differ by a relative 1e-9 (engines add up in different orders), everything else not at all.
"""

from __future__ import annotations

import argparse
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import psycopg2

from tools.golden import is_kpi_table
from tools.postgres_server import Server, running_server
from tools.project import ROOT, is_built
from tools.warehouse import columns, mart_tables, quoted

DBT = Path(sys.executable).with_name("dbt")
TOLERANCE = 1e-9

Rows = dict[str, Sequence[Any]]


def same(left: Any, right: Any) -> bool:
    """Whether two cells are equal; numbers may differ by a relative 1e-9, or 1e-9 near 0."""
    if left is None or right is None or isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, float) or isinstance(right, float):
        return math.isclose(float(left), float(right), rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return left == right


def compare(table: str, names: list[str], left: Rows, right: Rows) -> list[str]:
    """What differs between two tables by key, one line a row or cell."""
    faults = [f"{table} {key}: on DuckDB only" for key in left.keys() - right.keys()]
    faults += [f"{table} {key}: on PostgreSQL only" for key in right.keys() - left.keys()]
    for key in left.keys() & right.keys():
        for name, one, other in zip(names, left[key], right[key], strict=True):
            if not same(one, other):
                faults.append(f"{table} {key}: {name} is {one} on DuckDB, {other} on PostgreSQL")
    return sorted(faults)


def build(server: Server, folder: Path) -> None:
    """Run `dbt build --target postgres`; end the program if it fails."""
    environment = os.environ | server.environment() | {"DO_NOT_TRACK": "1", "PYTHONUTF8": "1"}
    command = [str(DBT), "--no-use-colors", "build", "--target", "postgres", "--target-path", str(folder / "target")]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    if done.returncode:
        sys.exit("The build on PostgreSQL failed.")


def compare_all(server: Server, warehouse: Path) -> int:
    """Compare all KPI tables, print counts and the first differences; give the number of differences."""
    faults: list[str] = []
    tables = rows = cells = 0
    postgres = psycopg2.connect(host=server.host, port=server.port, user="postgres", dbname=server.database)
    with duckdb.connect(str(warehouse), read_only=True) as built, postgres.cursor() as cursor:
        built.execute("set TimeZone = 'UTC'")
        for table in (name for name in mart_tables(built) if is_kpi_table(built, name)):
            names = [name for name, _ in columns(built, table)]
            query = f"select {', '.join(quoted(name) for name in names)} from main.{quoted(table)}"
            key = names.index("kpi_row_id")
            left = {row[key]: row for row in built.execute(query).fetchall()}
            cursor.execute(query)
            right = {row[key]: row for row in cursor.fetchall()}
            faults += compare(table, names, left, right)
            tables, rows, cells = tables + 1, rows + len(left), cells + len(left) * len(names)
    postgres.close()
    print("\n".join(faults[:40]))
    print(f"{tables} KPI tables, {rows} rows, {cells} cells compared with DuckDB: {len(faults)} differences")
    return len(faults) if tables else 1


def main() -> int:
    """Start a server, build, compare, stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--warehouse", type=Path, help="a built DuckDB warehouse; default: that of make build")
    warehouse = parser.parse_args().warehouse or ROOT / "warehouse/sales_kpis.duckdb"
    if warehouse == ROOT / "warehouse/sales_kpis.duckdb" and not is_built():
        sys.exit("The DuckDB warehouse is older than the project: run make build first.")
    with tempfile.TemporaryDirectory() as folder, running_server() as server:
        build(server, Path(folder))
        return 1 if compare_all(server, warehouse) else 0


if __name__ == "__main__":
    sys.exit(main())
