"""Every row of settings takes effect: another value gives other rows in each model that reads it, on the demo company."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tools.project import ROOT

with (ROOT / "seeds/reference/settings.csv").open(encoding="utf-8", newline="") as lines:
    ENDS = {row["setting"]: (row["at_least"], row["at_most"]) for row in csv.DictReader(lines)}
SETTINGS = '"sales_kpis"."reference"."settings"'
# The spread between reps is known in the demo, so the default holds where more is asked for.
BESIDE = {"shrinkage_default_strength": {"shrinkage_min_rows": "1000000"}}
# What the demo does not feel, and where it is proved.
ELSEWHERE = {
    "dashboard_years": "tests/pages/test_large.py, as no model reads it",
    "experience_min_known": "unit test retention_stands_in_where_it_agrees_with_scores, where eight deals are enough",
    "purchase_min_customers": "test_purchase_value.py, as SQL alone is run here",
    "purchase_min_repeaters": "test_purchase_value.py",
}


@pytest.fixture(scope="module")
def readers(built_target: Path) -> dict[str, str]:
    """The SQL of each model that reads settings."""
    nodes = json.loads((built_target / "manifest.json").read_text(encoding="utf-8"))["nodes"].values()
    models = [node for node in nodes if node["resource_type"] == "model" and node["language"] == "sql"]
    paths = {node["name"]: built_target / "compiled/sales_kpis" / node["original_file_path"] for node in models}
    texts = {name: path.read_text(encoding="utf-8") for name, path in paths.items() if path.exists()}
    return {name: text for name, text in texts.items() if SETTINGS in text}


@pytest.fixture(scope="module")
def given(warehouse: Path) -> Callable[[str, dict[str, str]], tuple]:
    """How many rows a query gives where settings have other values, and a digest of them."""
    connection = duckdb.connect(str(warehouse), read_only=True)
    # one order of adding up
    connection.execute("set TimeZone = 'UTC'; set threads = 1")

    def run(query: str, values: dict[str, str]) -> tuple:
        connection.execute("create or replace temp table changed as select setting, value from reference.settings")
        for name, value in values.items():
            connection.execute("update changed set value = ? where setting = ?", [value, name])
        found = connection.execute(
            f"select count(*), sum(hash(found)) from ({query.replace(SETTINGS, 'changed')}) as found"
        )
        return found.fetchone() or ()

    return run


@pytest.mark.parametrize("name", [name for name in ENDS if name not in ELSEWHERE])
def test_another_value_gives_other_rows(
    name: str, readers: dict[str, str], given: Callable[[str, dict[str, str]], tuple]
) -> None:
    models = [model for model, text in readers.items() if f"'{name}'" in text]
    assert models, "no model reads it"
    for model in models:
        beside = BESIDE.get(name, {})
        before = given(readers[model], beside)
        assert any(given(readers[model], beside | {name: end}) != before for end in ENDS[name]), model
