"""PostgreSQL: tables are replaced one by one, each in a transaction, and keep what hangs on them where their columns are the same.

Exports that var sources reads from a loader's tables are in PostgreSQL already: the build reads them there.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2.extensions import connection as Connection
from psycopg2.sql import SQL, Composed, Identifier, Literal

from tools.load.read import Loaded, read_files, source
from tools.warehouse import quoted

# Types of DuckDB that PostgreSQL calls otherwise.
TYPES = {"VARCHAR": "text", "DOUBLE": "double precision"}


def connect() -> Connection:
    """The database that profiles.yml names, from the same environment variables.

    Raises:
        psycopg2.OperationalError: nobody answers there, or not with this user and password.
    """
    given = os.environ.get
    return psycopg2.connect(
        host=given("SALES_KPIS_PG_HOST", "localhost"),
        port=int(given("SALES_KPIS_PG_PORT", "5432")),
        user=given("SALES_KPIS_PG_USER", "postgres"),
        password=given("SALES_KPIS_PG_PASSWORD", ""),
        dbname=given("SALES_KPIS_PG_DATABASE", "sales_kpis"),
    )


def replaced(
    postgres: Connection, table: Composed, seed: dict[str, Any], wanted: list[tuple[str, str]], path: Path, note: str
) -> int:
    """Put the rows of a CSV file in the place of a table's, in one transaction; give their number."""
    with postgres, postgres.cursor() as cursor:
        cursor.execute(SQL("create schema if not exists {}").format(Identifier(seed["schema"])))
        cursor.execute(
            "select column_name::text, data_type from information_schema.columns "
            "where table_schema = %s and table_name = %s order by ordinal_position",
            [seed["schema"], seed["alias"]],
        )
        if cursor.fetchall() == wanted:
            cursor.execute(SQL("truncate {}").format(table))
        else:
            cursor.execute(SQL("drop table if exists {} cascade").format(table))
            cells = [SQL("{} {}").format(Identifier(name), SQL(kind)) for name, kind in wanted]
            cursor.execute(SQL("create table {} ({})").format(table, SQL(", ").join(cells)))
        with path.open("rb") as file:
            cursor.copy_expert(SQL("copy {} from stdin (format csv)").format(table), file)
        rows = int(cursor.rowcount)
        cursor.execute(SQL("analyze {}").format(table))
        cursor.execute(SQL("comment on table {} is {}").format(table, Literal(note)))
    return rows


def copied(loaded: Loaded, postgres: Connection) -> int:
    """Bring every loaded seed to PostgreSQL; give the number of rows."""
    rows = 0
    for seed in loaded.seeds:
        columns = loaded.columns(seed)
        names = ", ".join(quoted(name) for name, _ in columns)
        # models write names without quotes, which are lower case there
        wanted = [(name.lower(), TYPES.get(kind, kind).lower()) for name, kind in columns]
        path = loaded.folder / "rows.csv"
        loaded.built.execute(
            f"copy (select {names} from {source(seed)}) to '{path}' (format csv, header false, force_quote ({names}))"
        )
        table = SQL("{}.{}").format(Identifier(seed["schema"]), Identifier(seed["alias"]))
        try:
            rows += replaced(postgres, table, seed, wanted, path, loaded.note(seed))
        except psycopg2.DataError as error:
            sys.exit(
                f"PostgreSQL does not take {seed['schema']}.{seed['alias']} ({str(error).strip()[:500]}). "
                "Mend the cell in the export and load again; tables before it are loaded already."
            )
    return rows


def load(variables: str) -> str:
    """Bring every seed of a run with these variables (YAML) to PostgreSQL; say what was done. End the program with a message where that fails."""
    with read_files(variables, "PostgreSQL") as loaded:
        try:
            postgres = connect()
        except psycopg2.OperationalError as error:
            sys.exit(
                f"PostgreSQL does not answer ({str(error).strip()}): set SALES_KPIS_PG_HOST, _PORT, _USER, _PASSWORD and _DATABASE."
            )
        rows = copied(loaded, postgres)
        postgres.close()
        return f"{len(loaded.seeds)} tables with {rows:,} rows are on PostgreSQL."
