"""Try the macros on PostgreSQL, build the demo there, then the HubSpot sample from tables as Airbyte fills them and a file, and compare every table of the marts with DuckDB's, cell by cell.

In between a role that may read the marts' schema looks at what it can read and what not, and after the second build the first
reports of the first are still there.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import psycopg2
from psycopg2.extensions import connection as Connection
from psycopg2.extras import execute_values

from tests.python.loader_tables import (
    EXPECTED_VALUES,
    TYPES,
    VALUES_QUERY,
    Tables,
    as_files,
    exports,
    loader_tables,
)
from tools.dbt_build import parse_options
from tools.postgres_server import Server, running_server
from tools.project import ROOT, is_built
from tools.same_tables import HISTORIES, compared, csv_rows, grown
from tools.warehouse import mart_tables, quoted

DBT = Path(sys.executable).with_name("dbt")
READER = "bi_reader"
NO_TESTS = ("--exclude-resource-type", "test", "unit_test")


def run(command: Sequence[str | Path], environment: dict[str, str]) -> None:
    """Run a command in the project; end the program if it fails."""
    given = os.environ | environment | {"DO_NOT_TRACK": "1", "PYTHONUTF8": "1"}
    done = subprocess.run([str(part) for part in command], cwd=ROOT, env=given, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(str(part) for part in command)} failed.")


def build(server: Server, variables: Path | None = None, *arguments: str) -> None:
    """Load into PostgreSQL and build there, as `make load-postgres` and `dbt build --target postgres` do."""
    environment = server.environment() | {"SALES_KPIS_PG_READER": READER}
    run([sys.executable, "-m", "tools.load", "postgres", *([variables] if variables else [])], environment)
    given = ["--vars", variables.read_text(encoding="utf-8")] if variables else []
    run(
        [
            DBT,
            "--no-use-colors",
            "build",
            "--target",
            "postgres",
            "--target-path",
            ROOT / "target/postgres",
            *given,
            *arguments,
        ],
        environment,
    )


def starts_without_tables(server: Server) -> bool:
    """Whether a run begins where nothing is loaded."""
    command = [
        str(DBT),
        "--no-use-colors",
        "run",
        "--target",
        "postgres",
        "--target-path",
        str(ROOT / "target/postgres"),
    ]
    environment = os.environ | server.environment()
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    is_told = "is not loaded on postgres. Nothing was changed." in done.stdout
    print("a run before the tables are loaded", "is refused" if is_told else f"says: {done.stdout[-500:]}", flush=True)
    return done.returncode == 0 or not is_told


def write_tables(postgres: Connection, schema: str, tables: Tables) -> None:
    """Make a loader's tables in a schema."""
    with postgres.cursor() as cursor:
        cursor.execute(f"create schema {quoted(schema)}")
        for name, table in tables.items():
            types = ", ".join(f"{quoted(column)} {TYPES['postgres'][kind]}" for column, kind in table.columns.items())
            cursor.execute(f"create table {quoted(schema)}.{quoted(name)} ({types})")
            if table.rows:
                rows = [[row.get(column) for column in table.columns] for row in table.rows]
                execute_values(cursor, f"insert into {quoted(schema)}.{quoted(name)} values %s", rows, page_size=1000)


def write_rows(path: Path, rows: Sequence[dict[str, str]]) -> None:
    """Write an export as a CSV file."""
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def misread_values(server: Server, postgres: Connection) -> list[str]:
    """Typed values that PostgreSQL writes as another text than a file would have."""
    command = [str(DBT), "--quiet", "compile", "--target", "postgres", "--target-path", str(ROOT / "target/postgres")]
    done = subprocess.run(
        [*command, "--output", "json", "--inline", VALUES_QUERY],
        cwd=ROOT,
        env=os.environ | server.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"The query of typed values cannot be compiled: {done.stdout}")
    with postgres.cursor() as cursor:
        cursor.execute("set timezone = 'Asia/Kolkata'")
        cursor.execute(json.loads(done.stdout)["compiled"])
        found = cursor.fetchone() or ()
        cursor.execute("reset timezone")
    pairs = list(zip(EXPECTED_VALUES, found, strict=True))
    print(f"{len(pairs)} typed values looked at", flush=True)
    return [f"{expected!r} expected, {value!r} found" for expected, value in pairs if value != expected]


def macros_differ(server: Server) -> bool:
    """Whether a macro gives something else on PostgreSQL than it must on every engine; pytest says what."""
    engine = {"DBT_TARGET": "postgres", "SALES_KPIS_TEST_ENGINE": "postgres"}
    command = [sys.executable, "-m", "pytest", "--quiet", "tests/python/test_macros.py"]
    environment = os.environ | server.environment() | engine
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode != 0


def compare_all(postgres: Connection, warehouse: Path, left_out: Sequence[str] = ()) -> int:
    """Compare the tables of the marts' schema, print counts and the first differences of each; give the number of rows that differ."""
    tables = rows = cells = differences = 0
    with (
        duckdb.connect(str(warehouse), read_only=True) as built,
        postgres.cursor() as cursor,
        tempfile.TemporaryDirectory() as folder,
    ):
        built.execute("set TimeZone = 'UTC'")
        left = (*left_out, *grown(built))
        for table in (name for name in mart_tables(built) if name not in left):
            path = Path(folder) / "rows.csv"
            with path.open("wb") as file:
                query = f"copy (select * from main.{quoted(table)}) to stdout (format csv, header, force_quote *)"
                cursor.copy_expert(query, file)
            found = compared(built, table, csv_rows(built, table, path), "PostgreSQL")
            print("\n".join(found.faults), end="\n" if found.faults else "")
            tables, rows, cells = tables + 1, rows + found.rows, cells + found.cells
            differences += found.differences
    print(
        f"{tables} tables, {rows:,} rows, {cells:,} cells compared with DuckDB: {differences} rows differ", flush=True
    )
    return differences if tables else 1


def reader_faults(postgres: Connection, server: Server) -> list[str]:
    """What the role that reads the marts cannot read of them, and what it can read or write beyond."""
    faults = []
    with postgres.cursor() as cursor:
        cursor.execute(
            "select table_schema, table_name from information_schema.tables "
            "where table_schema not in ('pg_catalog', 'information_schema') order by 1, 2"
        )
        tables = cursor.fetchall()
    reader = psycopg2.connect(host=server.host, port=server.port, user=READER, dbname=server.database)
    reader.autocommit = True
    with reader.cursor() as cursor:
        for schema, table in tables:
            name = f"{quoted(schema)}.{quoted(table)}"
            try:
                cursor.execute(f"select 1 from {name} limit 1")
                can_read = True
            except psycopg2.errors.InsufficientPrivilege:
                can_read = False
            if can_read is not (schema == "main"):
                faults.append(f"{READER} {'can' if can_read else 'cannot'} read {name}")
    with postgres.cursor() as cursor:
        cursor.execute(
            "select oid::regclass from pg_class where relkind in ('r', 'v') and relnamespace >= 16384 "
            "and has_table_privilege(%s, oid, 'insert, update, delete, truncate')",
            [READER],
        )
        faults += [f"{READER} can write to {name}" for (name,) in cursor.fetchall()]
    reader.close()
    print(f"{READER}: {len(tables)} tables looked at, {len(faults)} faults", flush=True)
    return faults


def compare_loader(server: Server, postgres: Connection, folder: Path) -> int:
    """Build HubSpot from Airbyte's tables and a file of users on PostgreSQL, from files on DuckDB; the number of rows that differ."""
    files, beside, warehouse = folder / "files", folder / "beside", folder / "warehouse.duckdb"
    for name, rows in (as_files("airbyte", "hubspot") | {"users": exports("hubspot")["users"]}).items():
        write_rows(files / f"{name}.csv", rows)
        if name == "users":
            write_rows(beside / f"{name}.csv", rows)
    write_tables(postgres, "airbyte", loader_tables("airbyte", "hubspot"))
    given: dict[str, Any] = {"systems": ["hubspot"], "exports_dir": str(files)}
    run(
        [DBT, "--quiet", "build", *parse_options(json.dumps(given)), "--vars", json.dumps(given), *NO_TESTS],
        {"SALES_KPIS_WAREHOUSE": str(warehouse)},
    )
    source = {"loader": "airbyte", "schema": "airbyte", "files": ["users"]}
    variables = folder / "vars.yml"
    given |= {"exports_dir": str(beside), "sources": {"hubspot": source}}
    variables.write_text(json.dumps(given), encoding="utf-8")
    build(server, variables, *NO_TESTS)
    return compare_all(postgres, warehouse, HISTORIES)


def uncounted_tables(postgres: Connection) -> list[str]:
    """The tables of which the planner has no figures: it would join them row by row."""
    with postgres.cursor() as cursor:
        cursor.execute(
            "select oid::regclass::text from pg_class where relkind = 'r' and relnamespace >= 16384 and reltuples < 0"
        )
        faults = [f"{name} has no statistics" for (name,) in cursor.fetchall()]
    print(f"tables without statistics: {len(faults)}", flush=True)
    return faults


def first_reports(postgres: Connection) -> int:
    """How many first reports of the demo are kept."""
    with postgres.cursor() as cursor:
        cursor.execute("select count(*) from main.kpi_as_reported where history_name = 'demo'")
        found = cursor.fetchone()
    assert found is not None
    return int(found[0])


def main() -> int:
    """Start a server, load, build and compare twice, stop."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--warehouse", type=Path, help="a built DuckDB warehouse; default: that of make build")
    warehouse = parser.parse_args().warehouse or ROOT / "warehouse/sales_kpis.duckdb"
    if warehouse == ROOT / "warehouse/sales_kpis.duckdb" and not is_built():
        sys.exit("The DuckDB warehouse is older than the project: run make build first.")
    with tempfile.TemporaryDirectory() as temporary, running_server() as server:
        folder = Path(temporary)
        postgres = psycopg2.connect(host=server.host, port=server.port, user="postgres", dbname=server.database)
        # a transaction that stays open would hold what the next build replaces
        postgres.autocommit = True
        with postgres.cursor() as cursor:
            cursor.execute(f"create role {READER} login")
        differ = macros_differ(server)
        early = starts_without_tables(server)
        build(server)
        faults = compare_all(postgres, warehouse)
        refused = reader_faults(postgres, server) + uncounted_tables(postgres)
        print("\n".join(refused), end="\n" if refused else "")
        kept = first_reports(postgres)

        misread = misread_values(server, postgres)
        print("\n".join(misread), end="\n" if misread else "")
        faults += compare_loader(server, postgres, folder)
        lost = kept - first_reports(postgres)
        print(f"first reports of the demo: {kept:,} before the second build, {lost} of them lost")
        postgres.close()
    return 1 if differ or early or faults or refused or lost or not kept or misread else 0


if __name__ == "__main__":
    sys.exit(main())
