"""A KPI that `make new-kpi` begins is built, of_reps, paced, overlapped, restated and shown: no other file has to know of it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from conftest import run_dbt
from tools.project import ROOT

NAME = "closed_deals_share"
LEFT_OUT = shutil.ignore_patterns(
    ".git",
    ".venv",
    ".bench",
    ".bouncer",
    ".spark",
    ".clouds",
    ".docs",
    ".superset",
    "target",
    "logs",
    "warehouse",
    "published",
    "shared",
    "__pycache__",
    "node_modules",
    "images",
)
READERS = "+kpi_scorecard_wide +rep_scorecard +kpi_pacing +kpi_overlap +kpi_focus +reported_records +dim_kpi_support +kpi_drillthrough"
TABLES = (
    "kpi_scorecard",
    "kpi_pacing",
    "kpi_focus",
    "kpi_as_reported",
    "reported_records",
    "dim_kpi_support",
    "kpi_drillthrough",
)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with the new KPI."""
    copy = tmp_path_factory.mktemp("new_kpi") / "project"
    shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
    for module in ("tools.new_kpi", "tools.kpi_lists"):
        names = [NAME] if module == "tools.new_kpi" else []
        subprocess.run([sys.executable, "-m", module, *names], cwd=copy, check=True, capture_output=True)
    definitions = copy / "seeds/reference/kpi_definitions.csv"
    # a share of all is 1: twice what it may be at most, so that the KPI is looked at first
    *known, own = definitions.read_text(encoding="utf-8").splitlines(keepends=True)
    assert own.startswith(f"{NAME},"), own
    definitions.write_text("".join([*known, own.replace(",higher,", ",lower,", 1)]), encoding="utf-8", newline="")
    with (copy / "seeds/reference/kpi_targets.csv").open("a", encoding="utf-8", newline="") as targets:
        targets.write(f"{NAME},company,all,month,2024-01-01,,0.5,,,,\n")
    return copy


def test_it_takes_six_files_and_what_commands_write(begun: Path) -> None:
    """Two files of SQL, what it is, its targets and its descriptions; the rest is written."""
    changed = {
        path.relative_to(begun).as_posix()
        for path in begun.rglob("*")
        if path.suffix in {".sql", ".csv", ".yml", ".py", ".js"}
        and not ((own := ROOT / path.relative_to(begun)).exists() and own.read_bytes() == path.read_bytes())
    }
    by_hand = {
        f"models/kpis/records/records_{NAME}.sql",
        f"models/kpis/kpi_{NAME}.sql",
        "models/kpis/_kpis.yml",
        "models/kpis/records/_records.yml",
        "seeds/reference/kpi_definitions.csv",
        "seeds/reference/kpi_targets.csv",
    }
    by_command = {
        "macros/kpis/kpi_ids.sql",
        "seeds/reference/kpi_support.csv",
        "models/scorecard/kpi_scorecard_wide.yml",
        "models/scorecard/rep_scorecard.yml",
        "models/exposures/_exposures.yml",
    }
    assert changed == by_hand | by_command


def test_every_reader_has_it(begun: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    arguments = (
        "build",
        "--exclude-resource-type",
        "unit_test",
        "--indirect-selection",
        "cautious",
        "--select",
        *READERS.split(),
        "+path:models/kpis",
    )
    run_dbt(*arguments, warehouse=warehouse, target=tmp_path / "target", cwd=begun)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        counts = {
            table: connection.execute(f"select count(*) from {table} where kpi_id = ?", [NAME]).fetchall()[0][0]
            for table in TABLES
        }
        pairs, kpis = connection.execute(
            "select (select count(*) from kpi_overlap where ? in (kpi_a, kpi_b)), (select count(*) from dim_kpis)",
            [NAME],
        ).fetchall()[0]
        deals, sums = connection.execute(
            "select (select count(*) from fct_deals where closed_on is not null),"
            f" (select sum(numerator) from kpi_{NAME} where scope_type = 'company' and period_type = 'week')"
        ).fetchall()[0]
        of_reps = connection.execute(
            f"select count(*) from rep_scorecard where {NAME} is not null and {NAME}_target = 0.5"
        ).fetchall()[0][0]
        shown = connection.execute(f"select count({NAME}_value) from kpi_scorecard_wide").fetchall()[0][0]
    assert all(counts.values()), counts
    assert pairs == kpis - 1
    assert sums == deals > 0
    assert of_reps
    assert shown
