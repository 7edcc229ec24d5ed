"""The engines that macros are tried on: each has dbt compile in its words, and runs a query on a table of cases.

SALES_KPIS_TEST_ENGINE names the engine: duckdb (the default), or postgres, whose server the SALES_KPIS_PG_ variables name
(`make test-postgres` does).
"""

from __future__ import annotations

import csv
import os
from typing import Any, Protocol

import duckdb

from tools.load.postgres import TYPES, connect
from tools.project import ROOT

Rows = list[tuple[Any, ...]]
TEXTS = ROOT / "seeds/reference/texts.csv"
TEXT_COLUMNS = "topic varchar, code varchar, text_en varchar, text_zh varchar"


class Engine(Protocol):
    """Where a compiled query runs."""

    name: str

    def ask(self, tables: dict[str, tuple[str, Rows]], sql: str) -> Rows:
        """The rows of a query, where there are these tables: by name the columns, as DuckDB declares them, and the rows."""
        ...


class DuckDB:
    """In memory, a new one each time."""

    name = "duckdb"

    def ask(self, tables: dict[str, tuple[str, Rows]], sql: str) -> Rows:
        """As every engine does."""
        with duckdb.connect() as connection:
            connection.execute("set TimeZone = 'UTC'")
            for table, (columns, rows) in tables.items():
                connection.execute(f"create table {table} ({columns})")
                connection.executemany(f"insert into {table} values ({', '.join('?' for _ in rows[0])})", rows)
            return connection.execute(sql).fetchall()


class Postgres:
    """The server that the variables of profiles.yml name; what is made there goes with the transaction."""

    name = "postgres"

    def ask(self, tables: dict[str, tuple[str, Rows]], sql: str) -> Rows:
        """As every engine does."""
        connection = connect()
        try:
            with connection.cursor() as cursor:
                for table, (columns, rows) in tables.items():
                    for name, other in TYPES.items():
                        columns = columns.replace(f" {name.lower()}", f" {other}")
                    cursor.execute(f"create temporary table {table} ({columns})")
                    cursor.executemany(f"insert into {table} values ({', '.join('%s' for _ in rows[0])})", rows)
                cursor.execute(sql)
                return cursor.fetchall()
        finally:
            connection.close()


ENGINES: dict[str, type[Engine]] = {"duckdb": DuckDB, "postgres": Postgres}


def engine() -> Engine:
    """The engine that the environment names."""
    return ENGINES[os.environ.get("SALES_KPIS_TEST_ENGINE", "duckdb")]()


def texts() -> Rows:
    """The texts that people read, as the seed has them."""
    with TEXTS.open(encoding="utf-8", newline="") as handle:
        return [tuple(row) for row in csv.reader(handle)][1:]
