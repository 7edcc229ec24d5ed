"""Bring what builds keep from one to the next back from a publication into a new warehouse: `make restore`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

import duckdb

from tools import versions
from tools.free_warehouse import warehouse_path
from tools.project import ROOT
from tools.publish.marts import HISTORIES, MANIFEST, STORAGE_VERSION, checksum, text
from tools.warehouse import quoted

# The first reports, and those that were struck.
REPORTS, STRUCK = "kpi_as_reported", "struck_reports"


class NotRestorable(Exception):
    """The histories cannot be brought back; the message says what was found, and what to do."""


def kept_rows(connection: duckdb.DuckDBPyConnection, tables: list[str]) -> dict[str, int]:
    """How many rows each of the tables has in schema main; those that are not there, or empty, are left out."""
    query = "select table_name from duckdb_tables() where schema_name = 'main' and database_name = current_database()"
    there = {name for (name,) in connection.execute(query).fetchall()}
    counted = {
        table: connection.execute(f"select count(*) from main.{quoted(table)}").fetchone()
        for table in tables
        if table in there
    }
    return {table: row[0] for table, row in counted.items() if row and row[0]}


def lost_reports(folder: Path, warehouse: Path) -> int:
    """How many published first reports of other histories than the demo's a warehouse neither has nor had struck."""
    file = folder / versions.CURRENT / HISTORIES / f"{REPORTS}.parquet"
    if not file.exists():
        return 0
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        tables = (
            "select table_name from duckdb_tables() where schema_name = 'main' and database_name = current_database()"
        )
        kept = [name for (name,) in connection.execute(tables).fetchall() if name in (REPORTS, STRUCK)]
        known = "".join(f" except select history_name, kpi_row_id from main.{name}" for name in kept)
        sql = f"select count(*) from (select history_name, kpi_row_id from read_parquet(?) where history_name <> 'demo'{known})"
        row = connection.execute(sql, [str(file)]).fetchone()
    return row[0] if row else 0


def published_histories(folder: Path) -> tuple[Path, dict[str, Any]]:
    """The published version and its manifest's histories.

    Raises:
        NotRestorable: nothing is published there, or nothing of that kind, or a file is not as it was written.
    """
    version = folder / versions.CURRENT
    try:
        manifest = json.loads((version / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError):
        raise NotRestorable(
            f"{folder} holds no publication. Name the folder of one: make restore FROM=/path/to/published"
        ) from None
    found: dict[str, Any] = manifest.get(HISTORIES) or {}
    if not found:
        raise NotRestorable(f"{folder} is a publication without histories, from before they were published.")
    for file in found.values():
        path = version / file["path"]
        if not path.exists() or checksum(path)["sha256"] != file["sha256"]:
            raise NotRestorable(f"{path} is not as it was published. Take another copy of the publication.")
    return version.resolve(), found


def restore(folder: Path, warehouse: Path) -> dict[str, int]:
    """Bring the published histories into a warehouse that has none; the rows by table.

    Raises:
        NotRestorable: there is nothing to bring back, or the warehouse has histories of its own.
    """
    version, found = published_histories(folder)
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(warehouse), config={"storage_compatibility_version": STORAGE_VERSION}) as connection:
        there = kept_rows(connection, sorted(found))
        if there:
            counts = ", ".join(f"{table} {rows:,}" for table, rows in there.items())
            raise NotRestorable(
                f"{warehouse} has histories already ({counts} rows), and nothing is written over them. Restore into a new file:"
                f" move this one away, or name another (SALES_KPIS_WAREHOUSE=/path/to/new.duckdb make restore)."
            )
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("begin")
        for table, file in found.items():
            path = text(str(version / file["path"]))
            connection.execute(f"drop table if exists main.{quoted(table)}")
            connection.execute(f"create table main.{quoted(table)} as select * from read_parquet({path})")
        connection.execute("commit")
        return {table: file["rows"] for table, file in found.items()}


def main() -> int:
    """Restore, or say why not."""
    parser = argparse.ArgumentParser(prog="python -m tools.publish.histories", description=__doc__)
    parser.add_argument(
        "--from",
        dest="folder",
        type=Path,
        default=Path(os.environ.get("SALES_KPIS_PUBLISHED", ROOT / "published")),
        help="folder of the publication (default: published, or SALES_KPIS_PUBLISHED)",
    )
    folder, warehouse = parser.parse_args().folder, warehouse_path()
    try:
        restored = restore(folder, warehouse)
    except NotRestorable as refusal:
        print(f"Not restored: {refusal}", file=sys.stderr)
        return 1
    except duckdb.Error as error:
        print(f"Not restored: {warehouse} cannot be written to: {error}", file=sys.stderr)
        return 1
    told = ", ".join(f"{table} {rows:,}" for table, rows in restored.items())
    print(f"Restored into {warehouse}: {told} rows. make build goes on from there.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
