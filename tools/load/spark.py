"""Spark: each table is a Parquet file in the folder that SALES_KPIS_SPARK_FILES names, which the whole cluster sees.

A load has a folder of its own, and counts once `loaded/tables.json` names it, by one rename: a load that is killed changes
nothing. The load before stays, as the tables of the last build read it until the next build takes the new ones
(macros/engines/take_loaded.sql).
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from pathlib import Path

import yaml

from tools.load.read import Loaded, read_files, source

# Types of DuckDB that Spark calls otherwise.
TYPES = {"VARCHAR": "string", "INTEGER": "int"}
FOLDER = "SALES_KPIS_SPARK_FILES"


def written(loaded: Loaded, files: Path) -> int:
    """Write every loaded seed below a folder of files; give the number of rows."""
    version = f"load-{time.time_ns()}"
    rows, tables = 0, []
    for seed in loaded.seeds:
        name = f"{seed['schema']}.{seed['alias']}"
        (files / version / name).mkdir(parents=True)
        found = loaded.built.execute(
            f"copy {source(seed)} to '{str(files / version / name).replace(chr(39), chr(39) * 2)}/rows.parquet' (format parquet)"
        ).fetchone()
        assert found is not None
        rows += found[0]
        columns = ", ".join(f"`{column}` {TYPES.get(kind, kind).lower()}" for column, kind in loaded.columns(seed))
        tables.append({"name": name, "path": f"{version}/{name}", "table_columns": columns, "note": loaded.note(seed)})
    index = files / "loaded/tables.json"
    index.parent.mkdir(exist_ok=True)
    before = (
        {json.loads(line)["path"].split("/")[0] for line in index.read_text().splitlines()} if index.exists() else set()
    )
    new = index.with_name("_new")
    new.write_text("".join(json.dumps(table) + "\n" for table in tables), encoding="utf-8")
    new.replace(index)
    for folder in files.glob("load-*"):
        if folder.name not in {version, *before}:
            shutil.rmtree(folder)
    return rows


def load(variables: str) -> str:
    """Write every seed of a run with these variables (YAML) for Spark; say what was done. End the program with a message where that fails."""
    files = Path(os.environ.get(FOLDER, ""))
    if not os.environ.get(FOLDER) or not files.is_dir():
        sys.exit(f"{FOLDER} is no folder: set it to one that this machine and every worker of the cluster see.")
    if (yaml.safe_load(variables) or {}).get("sources"):
        sys.exit(
            "On Spark exports come from files: var sources is for DuckDB and PostgreSQL. Take it out of the variables."
        )
    with read_files(variables, "Spark") as loaded:
        rows = written(loaded, files.resolve())
        return f"{len(loaded.seeds)} tables with {rows:,} rows are in {files} for Spark."
