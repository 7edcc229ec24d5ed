"""Write the marts of a warehouse into a folder: one DuckDB file, a Parquet file a table, a manifest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from tools.project import Node
from tools.publish.last_build import LastBuild
from tools.publish.project_state import project_state
from tools.warehouse import columns, quoted, without_absent_marts

# DuckDB 1.2 and every later client read this.
STORAGE_VERSION = "v1.2.0"
DATABASE = "sales_kpis.duckdb"
MANIFEST = "manifest.json"
PROJECT = "project.json"
PARQUET = "parquet"
# What a reader needs to say what the marts say: seeds as the build read them, and their columns.
REMARKS = "remarks"
SAID_BY = {
    "texts": "topic, code, text_en, text_zh",
    "settings": "setting, value",
    REMARKS: "first_on, last_on, kpi_id, scope_type, scope_id, text_en, coalesce(text_zh, text_en) as text_zh",
}
# A short list of tables for BI tools that want keys of one column and no words twice: a schema, a folder of Parquet files.
BI = "bi"
BI_QUERIES = Path(__file__).with_name("bi")
# What builds keep from one to the next: a folder of Parquet files, and a key of the manifest.
HISTORIES = "histories"
# What readers may rely on: raised when a file, a key of the manifest or the layout changes its meaning.
MANIFEST_VERSION = 1
LANGUAGES = {"en": "English", "zh": "简体中文"}
# Key of a column's meta: what is published in the place of a name where names stay at home.
WITHOUT_NAMES = "without_names"
# Key of a mart's meta: the day by which the newest rows are chosen where a mart is too long to be published as a whole.
NEWEST_BY = "newest_by"
MOST_ROWS = 5_000_000


def text(value: str) -> str:
    """A text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def held_from(connection: duckdb.DuckDBPyConnection, table: str, node: Node) -> date | None:
    """The first day from which a mart is published: its newest days, with MOST_ROWS rows at most; None for the whole mart.

    The connection has the warehouse attached as `warehouse`.
    """
    day = node.get("config", {}).get("meta", {}).get(NEWEST_BY)
    if day is None:
        return None
    query = f"""
        with days as (select {day} as day, count(*) as row_count from warehouse.main.{quoted(table)} group by {day}),
        totals as (select day, sum(row_count) over (order by day desc) as total from days)
        select min(case when total <= {MOST_ROWS} then day end), max(total), max(day) from totals
    """
    first, rows, last = connection.execute(query).fetchall()[0]
    # the newest day is published whatever its length
    return (first or last) if rows and rows > MOST_ROWS else None


def selected(table: str, node: Node, names: bool, first: date | None = None) -> str:
    """The query that reads a mart from a day on, with keys in the place of names where names stay at home."""
    keys = {
        name: column.get("config", {}).get("meta", {}).get(WITHOUT_NAMES) for name, column in node["columns"].items()
    }
    replaced = [f"{key} as {quoted(name)}" for name, key in keys.items() if key and not names]
    wanted = f"* replace ({', '.join(replaced)})" if replaced else "*"
    where = f" where {node['config']['meta'][NEWEST_BY]} >= date '{first}'" if first else ""
    return f"select {wanted} from warehouse.main.{quoted(table)}{where}"


def comments(table: str, node: Node) -> Iterator[str]:
    """The statements that keep a mart's descriptions beside its data."""
    yield f"comment on table published.main.{quoted(table)} is {text(' '.join(node['description'].split()))}"
    for name, column in node["columns"].items():
        words = " ".join(column["description"].split())
        yield f"comment on column published.main.{quoted(table)}.{quoted(name)} is {text(words)}"


def write_marts(folder: Path, warehouse: Path, build: LastBuild, names: bool) -> dict[str, date]:
    """Copy every mart into the folder's DuckDB file and into Parquet files, each marked with the build's id.

    Returns:
        The first day of each mart that is published in part.
    """
    begins: dict[str, date] = {}
    (folder / PARQUET).mkdir()
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"attach {text(str(warehouse))} as warehouse (read_only)")
        target = text(str(folder / DATABASE))
        connection.execute(f"attach {target} as published (storage_version {text(STORAGE_VERSION)})")
        for table, node in build.marts.items():
            first = held_from(connection, table, node)
            if first:
                begins[table] = first
            query = selected(table, node, names, first)
            connection.execute(f"create table published.main.{quoted(table)} as {query}")
            for statement in comments(table, node):
                connection.execute(statement)
            path = text(str(folder / PARQUET / f"{table}.parquet"))
            marks = f"kv_metadata {{build_id: {text(build.build_id)}}}"
            connection.execute(
                f"copy published.main.{quoted(table)} to {path} (format parquet, compression zstd, {marks})"
            )
        # beside the marts, so that one file alone shows which build it is
        connection.execute("create schema published.publication")
        connection.execute(
            f"create table published.publication.build as select {text(build.build_id)} as build_id, "
            f"timestamp {text(build.built_at.rstrip('Z').replace('T', ' '))} as built_at"
        )
        for seed, wanted in SAID_BY.items():
            # a remark may name somebody
            where = "" if names or seed != REMARKS else " where false"
            connection.execute(
                f"create table published.publication.{seed} as select {wanted} from warehouse.reference.{seed}{where}"
            )
        connection.execute("detach published")
    return begins


def write_bi(folder: Path, build: LastBuild) -> None:
    """Add the tables for BI tools: views over the marts in a schema of their own, and a Parquet file of each."""
    (folder / BI).mkdir()
    with duckdb.connect(str(folder / DATABASE)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"create schema {BI}")
        for query in sorted(BI_QUERIES.glob("*.sql")):
            description, _, select = query.read_text(encoding="utf-8").partition("\n")
            view = f"{BI}.{quoted(query.stem)}"
            with without_absent_marts():
                connection.execute(f"create view {view} as {select}")
                connection.execute(f"comment on view {view} is {text(description.lstrip('- '))}")
                path = text(str(folder / BI / f"{query.stem}.parquet"))
                marks = f"kv_metadata {{build_id: {text(build.build_id)}}}"
                connection.execute(f"copy {view} to {path} (format parquet, compression zstd, {marks})")


def write_histories(folder: Path, warehouse: Path, build: LastBuild) -> None:
    """Copy every table that outlives builds into a Parquet file."""
    (folder / HISTORIES).mkdir()
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        for table in build.histories:
            path = text(str(folder / HISTORIES / f"{table}.parquet"))
            connection.execute(f"copy main.{quoted(table)} to {path} (format parquet, compression zstd)")


def histories_of(folder: Path, build: LastBuild) -> dict[str, Any]:
    """What the manifest says of each history: its Parquet file, and how many rows it has."""
    described = {}
    for table in build.histories:
        path = folder / HISTORIES / f"{table}.parquet"
        rows = duckdb.execute("select count(*) from read_parquet(?)", [str(path)]).fetchone()
        described[table] = {"path": f"{HISTORIES}/{path.name}", "rows": rows[0] if rows else 0, **checksum(path)}
    return described


def checksum(path: Path) -> dict[str, Any]:
    """A file's size in bytes and SHA-256."""
    digest = hashlib.sha256()
    with path.open("rb") as lines:
        while block := lines.read(1 << 20):
            digest.update(block)
    return {"bytes": path.stat().st_size, "sha256": digest.hexdigest()}


def files_of(folder: Path) -> dict[str, Any]:
    """Size and checksum of the files beside the marts, by path: workbooks, CSV, tables for BI tools, the project's state."""
    made = [path for ending in ("*.xlsx", "*.csv", f"{BI}/*.parquet", PROJECT) for path in folder.glob(ending)]
    return {path.relative_to(folder).as_posix(): checksum(path) for path in sorted(made)}


def tables_of(
    folder: Path, connection: duckdb.DuckDBPyConnection, build: LastBuild, begins: Mapping[str, date]
) -> dict[str, Any]:
    """What the manifest says of each mart: grain, rows and the first day of a part, columns with types, its Parquet file."""
    described = {}
    for table, node in build.marts.items():
        rows = connection.execute(f"select count(*) from main.{quoted(table)}").fetchone()
        described[table] = {
            "description": " ".join(node["description"].split()),
            "access": node["access"],
            "rows": rows[0] if rows else 0,
            "begins_on": begins[table].isoformat() if table in begins else None,
            "columns": [{"name": name, "type": kind} for name, kind in columns(connection, table)],
            "parquet": {"path": f"{PARQUET}/{table}.parquet", **checksum(folder / PARQUET / f"{table}.parquet")},
        }
    return described


def health_of(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """How far the exports, and the KPIs that need them, can be trusted."""
    checks = connection.execute("select status, count(*) from main.source_health group by 1 order by 1").fetchall()
    exports = connection.execute("select export, source_status from main.dim_exports order by 1").fetchall()
    kpis = connection.execute("select kpi_id, source_status from main.dim_kpis order by 1").fetchall()
    return {"checks": dict(checks), "exports": dict(exports), "kpis": dict(kpis)}


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write an object as JSON that people can read too."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_manifest(folder: Path, build: LastBuild, names: bool, begins: Mapping[str, date]) -> dict[str, Any]:
    """Write manifest.json and project.json beside the marts; the manifest. `begins` is what write_marts has returned."""
    with duckdb.connect(str(folder / DATABASE), read_only=True) as connection:
        day = connection.execute("select max(as_of_date) from main.dim_periods").fetchone()
        tables = tables_of(folder, connection, build, begins)
        health = health_of(connection)
    variables = build.variables
    write_json(folder / PROJECT, project_state(build.manifest))
    manifest = {
        "manifest_version": MANIFEST_VERSION,
        "schema_version": str(variables["schema_version"]),
        "build_id": build.build_id,
        "as_of_date": day[0].isoformat() if day and day[0] else None,
        "built_at": build.built_at,
        "published_at": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "reporting_currency": variables["reporting_currency"],
        "reporting_time_zone": variables["reporting_time_zone"],
        "fiscal_year_start_month": variables["fiscal_year_start_month"],
        "languages": LANGUAGES,
        "has_names_of_reps": names,
        "dbt_version": build.manifest["metadata"]["dbt_version"],
        "duckdb_version": duckdb.__version__,
        "storage_version": STORAGE_VERSION,
        "warnings": build.warnings,
        "source_health": health,
        "database": {"path": DATABASE, **checksum(folder / DATABASE)},
        "tables": tables,
        "files": files_of(folder),
        HISTORIES: histories_of(folder, build),
    }
    write_json(folder / MANIFEST, manifest)
    return manifest
