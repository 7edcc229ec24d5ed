"""What the checks share: the parsed project, the compiled project and the built demo warehouse."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tools.dbt_runs import DATABASE, EVERYTHING, parse_folder
from tools.project import ROOT, Project, is_built

# What is built only where somebody asks for it obeys the same rules.
EXTRAS = {"purchase_value": True}
DBT = Path(sys.executable).with_name("dbt")

# Each builds for a minute or more: begun last, one of them would run alone while the other processes wait. Fxiaoke's builds
# what the other samples are compared with, and the others begin after it.
LONGEST_FIRST = (
    "test_agreement.py",
    "test_fxiaoke_sample.py",
    "test_unit_tests.py",
    "test_loading.py",
    "test_loader_tables.py",
    "test_histories.py",
    "test_zoho_sample.py",
    "test_hubspot_sample.py",
    "test_pipedrive_sample.py",
    "test_restatements.py",
    "test_personal_data.py",
    "test_reference_data.py",
    "test_two_systems.py",
    "test_warehouse.py",
    "test_purchase_value.py",
    "test_portability.py",
    "test_source_health.py",
    "test_small_folders.py",
    "test_unreadable_cells.py",
    "test_metrics.py",
    "test_days.py",
    "test_macros.py",
    "test_dirt.py",
)


def run_dbt(*arguments: str, warehouse: Path, target: Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run dbt in a process of its own on a warehouse of its own; fail with its output if it fails.

    What this or another process of tests has parsed of this project is not parsed again.
    """
    environment = os.environ | {"SALES_KPIS_WAREHOUSE": str(warehouse), "DO_NOT_TRACK": "1", "PYTHONUTF8": "1"}
    dbt = [str(DBT)] if cwd != ROOT else [sys.executable, "-m", "tools.dbt_runs", "once"]
    command = [*dbt, "--no-use-colors", *arguments, "--target-path", str(target)]
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(f"dbt {' '.join(arguments)} failed:\n{done.stdout[-6000:]}\n{done.stderr[-2000:]}", pytrace=False)
    return done


def parse(variables: Mapping[str, Any], database: str = DATABASE) -> Path:
    """The folder of what dbt writes when it parses the project with these variables; what was parsed is not parsed again."""
    environment = os.environ | {"DO_NOT_TRACK": "1", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "tools.dbt_runs", "parse", json.dumps(variables), database]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(f"{done.stdout[-6000:]}\n{done.stderr[-2000:]}", pytrace=False)
    return parse_folder(ROOT, variables, database)


@pytest.fixture(scope="session")
def project() -> Project:
    """The project as `dbt parse` understands it."""
    manifest: dict[str, Any] = json.loads((parse(EXTRAS) / "manifest.json").read_text(encoding="utf-8"))
    return Project(manifest)


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the built demo warehouse: `make build`'s if it is newer than the project's files, else a fresh one."""
    folder = tmp_path_factory.mktemp("warehouse")
    copy = folder / "sales_kpis.duckdb"
    if is_built():
        shutil.copy(ROOT / "warehouse/sales_kpis.duckdb", copy)
    else:
        run_dbt("build", warehouse=copy, target=folder / "target")
    return copy


@pytest.fixture(scope="session")
def built_target(warehouse: Path) -> Path:
    """The folder of what dbt wrote when it built the demo warehouse: manifest.json and run_results.json."""
    own = warehouse.parent / "target"
    return own if own.exists() else ROOT / "target"


@pytest.fixture(scope="session")
def built(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to the built demo warehouse."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        yield connection


@pytest.fixture(scope="session")
def compiled(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The SQL that each model sends to DuckDB, by the model's name, with every system that there is."""
    folder = tmp_path_factory.mktemp("compile")
    copy = folder / f"{DATABASE}.duckdb"
    shutil.copy(warehouse, copy)
    run_dbt("compile", "--vars", json.dumps(EVERYTHING), warehouse=copy, target=folder / "target")
    manifest = json.loads((folder / "target/manifest.json").read_text(encoding="utf-8"))
    models = (n for n in manifest["nodes"].values() if n["resource_type"] == "model" and n["language"] == "sql")
    return {node["name"]: node["compiled_code"] for node in models}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring the files that take longest to the front; the order within a file stays."""
    places = {name: place for place, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: places.get(item.path.name, len(places)))
