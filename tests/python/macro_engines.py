"""The engines that macros are tried on: each has dbt compile in its words, and runs a query on a table of cases.

SALES_KPIS_TEST_ENGINE names the engine: duckdb (the default), postgres or spark, whose servers the variables of profiles.yml name
(`make test-postgres` and `make test-spark` do). What connects to a server is in the environment that tries it alone.
"""

from __future__ import annotations

import csv
import math
import os
from contextlib import closing
from datetime import date, datetime
from typing import Any, Protocol

import duckdb

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
        from tools.load.postgres import TYPES, connect

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


def spark_literal(value: Any) -> str:
    """A value in Spark's words."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    if isinstance(value, float):
        return f"{value!r}D" if math.isfinite(value) else f"double('{value}')"
    if isinstance(value, date):
        kind = "timestamp" if isinstance(value, datetime) else "date"
        return f"{kind} '{value.isoformat(' ') if kind == 'timestamp' else value.isoformat()}'"
    if isinstance(value, int):
        return str(value)
    escaped = str(value).replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"'{escaped}'"


def from_spark(value: Any, kind: str) -> Any:
    """A value as Spark's server gives it: days come as texts."""
    return date.fromisoformat(value) if kind == "DATE_TYPE" and isinstance(value, str) else value


# As in profiles.yml: recursions go as far as they need.
SESSION = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.cteRecursionLevelLimit": "-1",
    "spark.sql.cteRecursionRowLimit": "-1",
    # of this cluster's small driver: long chains are joined without a copy of them in its memory
    "spark.sql.autoBroadcastJoinThreshold": "-1",
}


class Spark:
    """The Thrift server that the variables of profiles.yml name; tables are views of the session."""

    name = "spark"

    def ask(self, tables: dict[str, tuple[str, Rows]], sql: str) -> Rows:
        """As every engine does."""
        from pyhive import hive

        from tools.load.spark import TYPES

        host, port = os.environ["SALES_KPIS_SPARK_HOST"], int(os.environ["SALES_KPIS_SPARK_PORT"])
        with (
            closing(hive.connect(host, port, username="tests")) as connection,
            closing(connection.cursor()) as cursor,
        ):
            for setting, value in SESSION.items():
                cursor.execute(f"set {setting} = {value}")
            for table, (columns, rows) in tables.items():
                named = [column.strip().split(" ", 1) for column in columns.split(",")]
                cells = ", ".join(
                    f"cast(c{place} as {TYPES.get(kind.upper(), kind)}) as `{name}`"
                    for place, (name, kind) in enumerate(named)
                )
                values = ", ".join(f"({', '.join(map(spark_literal, row))})" for row in rows)
                given = ", ".join(f"c{place}" for place in range(len(named)))
                cursor.execute(
                    f"create or replace temporary view {table} as select {cells} from values {values} as given ({given})"
                )
            cursor.execute(sql)
            kinds = [column[1] for column in cursor.description]
            return [tuple(map(from_spark, row, kinds)) for row in cursor.fetchall()]


ENGINES: dict[str, type[Engine]] = {"duckdb": DuckDB, "postgres": Postgres, "spark": Spark}


def engine() -> Engine:
    """The engine that the environment names."""
    return ENGINES[os.environ.get("SALES_KPIS_TEST_ENGINE", "duckdb")]()


def texts() -> Rows:
    """The texts that people read, as the seed has them."""
    with TEXTS.open(encoding="utf-8", newline="") as handle:
        return [tuple(row) for row in csv.reader(handle)][1:]
