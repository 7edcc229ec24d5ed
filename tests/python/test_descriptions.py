"""Everything is described: models, seeds, exposures, metrics, and every column that stands in the built warehouse."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tools.descriptions import base_files, contracts, filled, measured, stored_columns
from tools.project import Project

Found = dict[str, list[tuple[str, bool]]]


@pytest.fixture(scope="module")
def stored(warehouse: Path) -> dict[tuple[str, str], list[str]]:
    """The columns of the demo's warehouse by schema and table."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return stored_columns(connection)


@pytest.fixture(scope="module")
def found(project: Project, stored: dict[tuple[str, str], list[str]]) -> Found:
    """What there is of each kind, and whether it is described."""
    return measured(project.manifest, stored)


def test_everything_is_described(found: Found) -> None:
    lacking = [f"{kind}: {name}" for kind, items in found.items() for name, is_described in items if not is_described]
    assert not lacking, "\n".join(lacking)


def test_all_of_the_warehouse_is_measured(
    found: Found, stored: dict[tuple[str, str], list[str]], project: Project
) -> None:
    """No table stands outside, so that none can lack its text unseen."""
    nodes = project.models + project.seeds
    known = {(node["schema"], node["alias"]) for node in nodes}
    tables = {key for key in stored if key[0] in {node["schema"] for node in nodes}}
    assert tables <= known
    counted = len(found["columns of models"]) + len(found["columns of seeds"])
    assert counted >= sum(len(stored[key]) for key in tables) > 2_000


def test_a_missing_text_is_found(project: Project, stored: dict[tuple[str, str], list[str]]) -> None:
    manifest = project.manifest
    nodes = {name: dict(node) for name, node in manifest["nodes"].items()}
    seed, model = nodes["seed.sales_kpis.brands"], nodes["model.sales_kpis.fct_deals"]
    seed["description"] = " "
    model["columns"] = {name: column for name, column in model["columns"].items() if name != "deal_id"}
    found = measured(manifest | {"nodes": nodes}, stored)
    assert [name for items in found.values() for name, is_described in items if not is_described] == [
        "brands",
        "fct_deals.deal_id",
    ]


def test_parsed_exports_have_the_texts_of_their_contracts() -> None:
    known = contracts()
    stale = [path.name for path in base_files() if path.read_text(encoding="utf-8") != filled(path, known)]
    assert not stale, f"run python -m tools.descriptions --fill: {', '.join(stale)}"
