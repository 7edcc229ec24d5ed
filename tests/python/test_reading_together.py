"""The tables that read KPIs together against their independent computation, on the demo company and on random folders."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.independent.across import Across, differences, make_across
from tests.independent.across_drivers import drivers
from tests.independent.across_experience import signals
from tests.independent.across_identities import identities
from tests.independent.across_overlap import overlap
from tests.independent.across_records import shared_records
from tests.independent.across_shrinkage import shrunk
from tests.independent.api import compute_all
from tests.independent.folders import make_folder
from tools.dbt_runs import BUILD, Run, run_all
from tools.warehouse import located

Row = dict[str, Any]
# Table -> its key, and how it is computed a second time.
TABLES: dict[str, tuple[tuple[str, ...], Callable[[Across], list[Row]]]] = {
    "kpi_shared_records": (("kpi_a", "kpi_b", "record_type"), shared_records),
    "kpi_overlap": (("kpi_a", "kpi_b"), overlap),
    "kpi_identities": (("identity_id", "period_type", "period_start", "scope_type", "scope_id"), identities),
    "customer_experience_signal": (("deal_id",), signals),
    "conversion_drivers": (("driver", "band", "stratum_type", "stratum"), drivers),
    "rep_rates_shrunk": (("rate_id", "rep_id", "period_type", "period_start"), shrunk),
}
FOLDERS: dict[str, dict[str, Any]] = {
    "clean": {"seed": 1000, "dirty": False, "months": 30, "absent": []},
    "dirty": {"seed": 1011, "dirty": True, "contested": True, "months": 24, "absent": []},
    "no_subscriptions": {"seed": 1013, "dirty": False, "months": 6, "absent": ["subscriptions"]},
}


def rows_of(warehouse: Path, table: str) -> list[Row]:
    """All rows of a table."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        cursor = connection.execute(f"select * from {located(connection, table)}")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def check(across: Across, warehouse: Path, table: str) -> int:
    """Compare a table cell by cell; the number of cells."""
    key, compute = TABLES[table]
    cells, faults = differences(compute(across), rows_of(warehouse, table), key)
    assert not faults, "\n" + "\n".join([f"{table}: {len(faults)} differences", *faults[:20]])
    return cells


@pytest.fixture(scope="module")
def demo() -> Across:
    """The demo company, computed independently."""
    return make_across(compute_all())


@pytest.mark.parametrize("table", TABLES)
def test_demo(demo: Across, warehouse: Path, table: str) -> None:
    assert check(demo, warehouse, table) > 20


@pytest.fixture(scope="module")
def built_folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Across, Path]]:
    """Each folder's independent computation and warehouse."""
    work = tmp_path_factory.mktemp("together")
    variables = {name: make_folder(work / name / "exports", **made) for name, made in FOLDERS.items()}
    outcomes = run_all([Run(name, BUILD, given) for name, given in variables.items()], work)
    assert [outcome.message for outcome in outcomes.values() if outcome.message] == []
    found = {}
    for name, given in variables.items():
        folder = work / name / "exports"
        found[name] = (make_across(compute_all(folder, variables=given), folder), outcomes[name].warehouse)
    return found


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("name", FOLDERS)
def test_random_folder(built_folders: dict[str, tuple[Across, Path]], name: str, table: str) -> None:
    check(*built_folders[name], table)


def test_no_identity_is_broken(warehouse: Path) -> None:
    """What must hold by definition does, in every row of the demo."""
    rows = rows_of(warehouse, "kpi_identities")
    assert [row for row in rows if row["status"] == "broken"] == []
    assert {row["status"] for row in rows} == {"holds", "apart", "not_assessed"}


def test_no_identity_is_broken_in_a_random_folder(built_folders: dict[str, tuple[Across, Path]]) -> None:
    for _, warehouse in built_folders.values():
        assert [row for row in rows_of(warehouse, "kpi_identities") if row["status"] == "broken"] == []


def test_a_missing_export_is_completed_from_another(built_folders: dict[str, tuple[Across, Path]]) -> None:
    """Without subscriptions new customers and new MRR follow from the CRM, and the KPI's own table stays empty."""
    warehouse = built_folders["no_subscriptions"][1]
    derived = [row for row in rows_of(warehouse, "kpi_identities") if row["is_derived"]]
    assert {row["derived_measure"] for row in derived} == {"new_customers", "monthly_recurring_revenue.new_mrr"}
    assert sum(row["derived_value"] for row in derived if row["derived_measure"] == "new_customers") > 0
    assert {row["status"] for row in derived} == {"not_assessed"}
    assert {row["kpi_value"] for row in rows_of(warehouse, "kpi_new_customers")} == {None}
