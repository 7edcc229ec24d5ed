"""What is loaded: the seeds of a run in a DuckDB file, their columns and the notes of what they were loaded from."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import yaml

from tools.project import ROOT, Project
from tools.warehouse import quoted

DBT = Path(sys.executable).with_name("dbt")
# What models of another engine read of a note (macros/engines/loaded_seeds.sql).
KEPT = ("exports_dir", "systems", "system", "kinds", "files", "missing_parts", "import_id", "has_plain_cells")


@dataclass
class Loaded:
    """The seeds of a run as DuckDB read them; `folder` is there for what a loader writes on the way."""

    built: duckdb.DuckDBPyConnection
    seeds: list[dict[str, Any]]
    folder: Path

    def columns(self, seed: dict[str, Any]) -> list[tuple[str, str]]:
        """The columns of a loaded seed in order, each with its type as DuckDB writes it."""
        return self.built.execute(
            "select column_name, data_type from information_schema.columns "
            "where table_schema = ? and table_name = ? order by ordinal_position",
            [seed["schema"], seed["alias"]],
        ).fetchall()

    def note(self, seed: dict[str, Any]) -> str:
        """What a seed was loaded from, as JSON."""
        found = self.built.execute(
            "select comment from duckdb_tables() where schema_name = ? and table_name = ?",
            [seed["schema"], seed["alias"]],
        ).fetchone()
        assert found is not None
        note = json.loads(found[0])
        return json.dumps({name: note[name] for name in KEPT} | {"checksum": seed["checksum"]["checksum"]})


def read_by_the_build(variables: dict[str, Any]) -> list[str]:
    """Names of the seeds that a build reads from a loader's tables (macros/sources/source_of.sql)."""
    sources = variables.get("sources") or {}
    return [
        seed["name"]
        for system, source in sources.items()
        for path in (ROOT / "seeds/exports" / str(system)).glob("_*.yml")
        for seed in yaml.safe_load(path.read_text(encoding="utf-8"))["seeds"]
        if seed["config"]["meta"]["export"] not in (source.get("files") or [])
    ]


def source(seed: dict[str, Any]) -> str:
    """A loaded seed as SQL text of DuckDB."""
    return f"{quoted(seed['schema'])}.{quoted(seed['alias'])}"


@contextlib.contextmanager
def read_files(variables: str, engine: str) -> Iterator[Loaded]:
    """Load the seeds of a run with these variables (YAML) into a new DuckDB file; end the program with dbt's message where a file is not as it should be."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        warehouse, target = folder / "warehouse.duckdb", folder / "target"
        command = [str(DBT), "--no-use-colors", "--quiet", "seed", "--target", "duckdb", "--target-path", str(target)]
        environment = os.environ | {"SALES_KPIS_WAREHOUSE": str(warehouse), "DO_NOT_TRACK": "1", "PYTHONUTF8": "1"}
        options = ["--vars", variables] if variables.strip() else []
        left = read_by_the_build(yaml.safe_load(variables) or {})
        options += ["--exclude", *left] if left else []
        done = subprocess.run([*command, *options], cwd=ROOT, env=environment, check=False)
        if done.returncode:
            sys.exit(f"The exports were not read: nothing was changed on {engine}.")
        project = Project(json.loads((target / "manifest.json").read_text(encoding="utf-8")))
        with duckdb.connect(str(warehouse), read_only=True) as built:
            built.execute("set TimeZone = 'UTC'")
            seeds = [seed for seed in project.seeds if seed["config"]["enabled"] and seed["name"] not in left]
            yield Loaded(built, seeds, folder)
