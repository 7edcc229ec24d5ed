"""Load exports and reference data into PostgreSQL: python -m tools.load_postgres [vars.yml], or `make load-postgres`.

DuckDB reads the files, by the same loader as always, so that every check, message and cell is the same; each table then goes
to PostgreSQL by COPY, with the note of what it was loaded from. `dbt build --target postgres` with the same variables builds
on that. Exports that var sources reads from a loader's tables are in PostgreSQL already: the build reads them there. Tables are replaced one by one, each in a transaction, and keep what hangs on them where
their columns are the same.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import duckdb
import psycopg2
import yaml
from psycopg2.extensions import connection as Connection
from psycopg2.sql import SQL, Composed, Identifier, Literal

from tools.project import ROOT, Project
from tools.warehouse import quoted

DBT = Path(sys.executable).with_name("dbt")
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


def read_files(variables: str, folder: Path) -> tuple[Path, Project]:
    """Load the seeds into a new DuckDB file; end the program with dbt's message where a file is not as it should be.

    Returns:
        The file, and the project as it was parsed with these variables.
    """
    warehouse, target = folder / "warehouse.duckdb", folder / "target"
    command = [str(DBT), "--no-use-colors", "--quiet", "seed", "--target", "duckdb", "--target-path", str(target)]
    environment = os.environ | {"SALES_KPIS_WAREHOUSE": str(warehouse), "DO_NOT_TRACK": "1", "PYTHONUTF8": "1"}
    options = ["--vars", variables] if variables.strip() else []
    options += ["--exclude", *left] if (left := read_by_the_build(yaml.safe_load(variables) or {})) else []
    done = subprocess.run([*command, *options], cwd=ROOT, env=environment, check=False)
    if done.returncode:
        sys.exit("The exports were not read: nothing was changed on PostgreSQL.")
    return warehouse, Project(json.loads((target / "manifest.json").read_text(encoding="utf-8")))


def read_by_the_build(variables: dict[str, Any]) -> list[str]:
    """Names of the seeds that a build reads from a loader's tables (macros/sources/source_of.sql)."""
    sources = variables.get("sources") or {}
    folder = ROOT / "seeds/exports"
    return [
        seed["name"]
        for system, source in sources.items()
        for path in (folder / str(system)).glob("_*.yml")
        for seed in yaml.safe_load(path.read_text(encoding="utf-8"))["seeds"]
        if seed["config"]["meta"]["export"] not in (source.get("files") or [])
    ]


def columns_of(built: duckdb.DuckDBPyConnection, seed: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The columns of a loaded seed: the name, that on PostgreSQL, where models write it without quotes, and its type there."""
    found = built.execute(
        "select column_name, data_type from information_schema.columns "
        "where table_schema = ? and table_name = ? order by ordinal_position",
        [seed["schema"], seed["alias"]],
    ).fetchall()
    return [(name, name.lower(), TYPES.get(kind, kind)) for name, kind in found]


def note_of(built: duckdb.DuckDBPyConnection, seed: dict[str, Any]) -> str:
    """What a seed was loaded from, as models read it on PostgreSQL (macros/engines/loaded_seeds.sql)."""
    found = built.execute(
        "select comment from duckdb_tables() where schema_name = ? and table_name = ?", [seed["schema"], seed["alias"]]
    ).fetchone()
    assert found is not None
    note = json.loads(found[0])
    kept = ("exports_dir", "systems", "system", "kinds", "files", "missing_parts", "import_id", "has_plain_cells")
    return json.dumps({name: note[name] for name in kept} | {"checksum": seed["checksum"]["checksum"]})


def replaced(
    postgres: Connection,
    table: Composed,
    seed: dict[str, Any],
    columns: list[tuple[str, str, str]],
    path: Path,
    note: str,
) -> int:
    """Put the rows of a CSV file in the place of a table's, in one transaction; give their number."""
    with postgres, postgres.cursor() as cursor:
        cursor.execute(SQL("create schema if not exists {}").format(Identifier(seed["schema"])))
        cursor.execute(
            "select column_name::text, data_type from information_schema.columns "
            "where table_schema = %s and table_name = %s order by ordinal_position",
            [seed["schema"], seed["alias"]],
        )
        wanted = [(name, kind.lower()) for _, name, kind in columns]
        if cursor.fetchall() == wanted:
            cursor.execute(SQL("truncate {}").format(table))
        else:
            cursor.execute(SQL("drop table if exists {} cascade").format(table))
            cells = [SQL("{} {}").format(Identifier(name), SQL(kind)) for name, kind in wanted]
            cursor.execute(SQL("create table {} ({})").format(table, SQL(", ").join(cells)))
        with path.open("rb") as file:
            cursor.copy_expert(SQL("copy {} from stdin (format csv)").format(table), file)
        rows = int(cursor.rowcount)
        cursor.execute(SQL("comment on table {} is {}").format(table, Literal(note)))
    return rows


def load(variables: str) -> None:
    """Bring every seed of a run with these variables (YAML) to PostgreSQL; end the program with a message where that fails."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        warehouse, project = read_files(variables, folder)
        try:
            postgres = connect()
        except psycopg2.OperationalError as error:
            sys.exit(
                f"PostgreSQL does not answer ({str(error).strip()}): set SALES_KPIS_PG_HOST, _PORT, _USER, _PASSWORD and _DATABASE."
            )
        rows = 0
        left = read_by_the_build(yaml.safe_load(variables) or {})
        seeds = [seed for seed in project.seeds if seed["config"]["enabled"] and seed["name"] not in left]
        with duckdb.connect(str(warehouse), read_only=True) as built:
            built.execute("set TimeZone = 'UTC'")
            for seed in seeds:
                columns = columns_of(built, seed)
                source = f"{quoted(seed['schema'])}.{quoted(seed['alias'])}"
                names = ", ".join(quoted(name) for name, _, _ in columns)
                path = folder / "rows.csv"
                built.execute(
                    f"copy (select {names} from {source}) to '{path}' (format csv, header false, force_quote ({names}))"
                )
                table = SQL("{}.{}").format(Identifier(seed["schema"]), Identifier(seed["alias"]))
                try:
                    rows += replaced(postgres, table, seed, columns, path, note_of(built, seed))
                except psycopg2.DataError as error:
                    sys.exit(
                        f"PostgreSQL does not take {seed['schema']}.{seed['alias']} ({str(error).strip()[:500]}). "
                        "Mend the cell in the export and load again; tables before it are loaded already."
                    )
        postgres.close()
    print(
        f"{len(seeds)} tables with {rows:,} rows are on PostgreSQL. Now: dbt build --target postgres, with the same variables."
    )


def main() -> None:
    """Read the variables' file, load."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("vars", nargs="?", type=Path, help="YAML file with the run's variables; default: the demo")
    given = parser.parse_args().vars
    load(given.read_text(encoding="utf-8") if given else "")


if __name__ == "__main__":
    main()
