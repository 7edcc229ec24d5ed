"""Read the tables of a built warehouse."""

from __future__ import annotations

import hashlib

import duckdb


def quoted(name: str) -> str:
    """A column's or table's name as SQL text."""
    return '"' + name.replace('"', '""') + '"'


def mart_tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The names of all tables and views in schema main, sorted."""
    query = (
        "select table_name from information_schema.tables "
        "where table_schema = 'main' and table_catalog = current_database() order by 1"
    )
    return [name for (name,) in connection.execute(query).fetchall()]


def columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[tuple[str, str]]:
    """A mart's columns in order, each with its type as DuckDB writes it."""
    query = (
        "select column_name, data_type from information_schema.columns where table_schema = 'main' "
        "and table_catalog = current_database() and table_name = ? order by ordinal_position"
    )
    return connection.execute(query, [table]).fetchall()


def table_hash(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    """SHA-256 of a mart's column names and of all its rows, ordered by all columns."""
    digest = hashlib.sha256(repr(columns(connection, table)).encode())
    cursor = connection.execute(f"select * from main.{quoted(table)} order by all")
    while rows := cursor.fetchmany(10_000):
        digest.update(repr(rows).encode())
    return digest.hexdigest()
