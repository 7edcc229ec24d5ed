"""Read the tables of a built warehouse."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb


def quoted(name: str) -> str:
    """A column's or table's name as SQL text."""
    return '"' + name.replace('"', '""') + '"'


def tables_in(connection: duckdb.DuckDBPyConnection, schema: str) -> list[str]:
    """The names of all tables and views in a schema, sorted."""
    query = (
        "select table_name from information_schema.tables "
        "where table_schema = ? and table_catalog = current_database() order by 1"
    )
    return [name for (name,) in connection.execute(query, [schema]).fetchall()]


def mart_tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The names of all tables and views in schema main, sorted."""
    return tables_in(connection, "main")


def step_tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The names of all tables and views in schema steps, sorted."""
    return tables_in(connection, "steps")


def schema_of(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    """The schema of a mart or step. An earlier build may have left a table of the same name in main: the step holds."""
    return "steps" if table in step_tables(connection) else "main"


def located(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    """A mart or step with its schema, as SQL text."""
    return f"{schema_of(connection, table)}.{quoted(table)}"


def columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[tuple[str, str]]:
    """The columns of a mart or step in order, each with its type as DuckDB writes it."""
    query = (
        "select column_name, data_type from information_schema.columns where table_schema = ? "
        "and table_catalog = current_database() and table_name = ? order by ordinal_position"
    )
    return connection.execute(query, [schema_of(connection, table), table]).fetchall()


def table_hash(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    """SHA-256 of the column names of a mart or step and of all its rows, ordered by all columns."""
    digest = hashlib.sha256(repr(columns(connection, table)).encode())
    cursor = connection.execute(f"select * from {located(connection, table)} order by all")
    while rows := cursor.fetchmany(10_000):
        digest.update(repr(rows).encode())
    return digest.hexdigest()


@contextmanager
def without_absent_marts() -> Iterator[None]:
    """Leave out what reads a mart that was not built or not published."""
    try:
        yield
    except duckdb.CatalogException as error:
        if "Table with name" not in str(error):
            raise
