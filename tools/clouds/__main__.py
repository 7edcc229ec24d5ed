"""Compile the models for each cloud's engine, parse them in its dialect, run them on DuckDB and compare every table of the marts.

`make test-clouds`; `python -m tools.clouds [--engines snowflake …]`. Nothing is connected to. What runs is the text that
sqlglot makes of each model, over the raw and reference tables of the built demo: tools/clouds/on_duckdb.py.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import duckdb
import sqlglot

from tools.clouds import ENGINES
from tools.clouds.on_duckdb import on_duckdb
from tools.dbt_runs import EVERYTHING
from tools.project import ROOT, is_built, is_history
from tools.same_tables import compared
from tools.warehouse import mart_tables, quoted

PYTHON = ROOT / ".clouds/venv/bin/python"
LOADED = ("raw", "reference")
# Name of the database in tools/clouds/profiles.yml.
DATABASE = "sales"


def compiled(engine: str, variables: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The models as an engine's adapter compiles them, by id, in the manifest's form; end the program where it fails."""
    with tempfile.TemporaryDirectory() as target:
        command = [str(PYTHON), str(ROOT / "tools/clouds/compiled.py"), engine, target, json.dumps(variables)]
        environment = os.environ | {"DO_NOT_TRACK": "1", "PYTHONUTF8": "1"}
        done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
        if done.returncode:
            sys.exit(f"The models do not compile for {engine}.")
        manifest = json.loads((Path(target) / "manifest.json").read_text(encoding="utf-8"))
    nodes = manifest["nodes"].items()
    return {id_: node for id_, node in nodes if node["resource_type"] == "model" and node["language"] == "sql"}


def parse_faults(models: dict[str, dict[str, Any]], engine: str) -> list[str]:
    """The models whose text is not one query in the engine's grammar, with what is wrong."""
    faults = []
    for node in models.values():
        try:
            statements = sqlglot.parse(node["compiled_code"], read=engine, error_level=sqlglot.ErrorLevel.RAISE)
        except sqlglot.errors.SqlglotError as error:
            faults.append(f"{node['name']}: {str(error).splitlines()[0][:200]}")
            continue
        if len(statements) != 1 or isinstance(statements[0], sqlglot.exp.Command):
            faults.append(f"{node['name']}: not one query")
    return faults


def in_order(models: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each model after those that it is made from."""
    seen: set[str] = set()

    def visit(id_: str) -> Iterator[dict[str, Any]]:
        if id_ in seen or id_ not in models:
            return
        seen.add(id_)
        for read in models[id_]["depends_on"]["nodes"]:
            yield from visit(read)
        yield models[id_]

    for id_ in models:
        yield from visit(id_)


def run(models: dict[str, dict[str, Any]], engine: str, warehouse: Path, built: Path) -> dict[str, str]:
    """Make every model's table in a new warehouse, from the raw and reference tables of a built one.

    Returns:
        What could not be run: the model's name and why; what is made from it is missing as well.
    """
    faults = {}
    with duckdb.connect(str(warehouse)) as made:
        made.execute("set TimeZone = 'UTC'")
        made.execute(f"attach '{built}' as built (read_only)")
        tables = made.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'built' and schema_name in (?, ?)",
            LOADED,
        ).fetchall()
        for schema in LOADED:
            made.execute(f"create schema {quoted(schema)}")
        for schema, table in tables:
            made.execute(
                f"create view {quoted(schema)}.{quoted(table)} as select * from built.{quoted(schema)}.{quoted(table)}"
            )
        for node in in_order(models):
            place = f"{quoted(node['schema'])}.{quoted(node['alias'])}"
            try:
                made.execute(f"create schema if not exists {quoted(node['schema'])}")
                made.execute(f"create table {place} as {on_duckdb(node['compiled_code'], engine)}")
            except (duckdb.Error, sqlglot.errors.SqlglotError) as error:
                faults[node["name"]] = str(error).splitlines()[0][:300]
    return faults


def compare(warehouse: Path, built: Path, engine: str, left_out: Collection[str]) -> tuple[int, int, list[str], int]:
    """Compare the marts of a warehouse with those of the built one, but for some: tables, cells, the first differences, how many rows differ."""
    tables = cells = differences = 0
    faults: list[str] = []
    with duckdb.connect(str(built), read_only=True) as ours:
        ours.execute("set TimeZone = 'UTC'")
        ours.execute(f"attach '{warehouse}' as made (read_only)")
        query = "select table_name from duckdb_tables() where database_name = 'made' and schema_name = 'main'"
        there = {name for (name,) in ours.execute(query).fetchall()}
        for table in (name for name in mart_tables(ours) if name not in left_out):
            if table not in there:
                faults.append(f"{table}: not made")
                differences += 1
                continue
            found = compared(ours, table, f"made.main.{quoted(table)}", engine)
            tables, cells, differences = tables + 1, cells + found.cells, differences + found.differences
            faults += found.faults
    return tables, cells, faults, differences


def check(engine: str, built: Path) -> bool:
    """Do all of it for one engine and print what came of it; whether all is well."""
    everything = compiled(engine, EVERYTHING)
    unparsed = parse_faults(everything, engine)
    print(
        f"{engine}: {len(everything)} models of all CRMs compiled, {len(everything) - len(unparsed)} parsed", flush=True
    )
    models = compiled(engine, {})
    with tempfile.TemporaryDirectory() as folder:
        warehouse = Path(folder) / f"{DATABASE}.duckdb"
        not_run = run(models, engine, warehouse, built)
        # of earlier builds too
        histories = {node["alias"] for node in models.values() if is_history(node)}
        tables, cells, differing, differences = compare(warehouse, built, engine, histories)
    print(f"  the demo's {len(models)} models run on DuckDB as translated by sqlglot: {len(models) - len(not_run)}")
    print(f"  {tables} tables of the marts, {cells:,} cells compared with the build: {differences} rows differ")
    for fault in [*unparsed, *(f"{name}: {why}" for name, why in not_run.items()), *differing]:
        print(f"    {fault}")
    return not (unparsed or not_run or differences)


def main() -> int:
    """Check the engines one after the other."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=ENGINES)
    parser.add_argument("--warehouse", type=Path, help="a built DuckDB warehouse; default: that of make build")
    given = parser.parse_args()
    built = given.warehouse or ROOT / "warehouse/sales_kpis.duckdb"
    if given.warehouse is None and not is_built():
        sys.exit("The DuckDB warehouse is older than the project: run make build first.")
    # it tells of arguments that on_duckdb has seen to
    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    failed = [engine for engine in given.engines if not check(engine, built)]
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
