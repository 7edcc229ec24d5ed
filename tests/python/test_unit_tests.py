"""The unit tests of the models, those of every system's staging too: `dbt build` leaves them to this file.

They bring their own rows, so the models that they read are built without any.
"""

from __future__ import annotations

import json
from pathlib import Path

from tests.python.conftest import run_dbt
from tools.dbt_runs import DATABASE, EVERYTHING, SYSTEMS
from tools.project import ROOT

# The figures stay there for `python -m tools.count_tests`.
TARGET = ROOT / "target/unit_tests"


def test_every_unit_test_passes(tmp_path: Path) -> None:
    run_dbt(
        *("build", "--selector", "everything", "--exclude-resource-type", "test", "exposure", "saved_query", "--empty"),
        *("--vars", json.dumps(EVERYTHING)),
        warehouse=tmp_path / f"{DATABASE}.duckdb",
        target=TARGET,
    )
    results = json.loads((TARGET / "run_results.json").read_text(encoding="utf-8"))["results"]
    ran = {result["unique_id"] for result in results if result["unique_id"].startswith("unit_test.")}
    known = set(json.loads((TARGET / "manifest.json").read_text(encoding="utf-8"))["unit_tests"])
    assert ran == known
    assert len({name.split(".")[2] for name in ran if "stg_" in name}) > len(SYSTEMS)
