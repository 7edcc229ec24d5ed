"""The warehouse against the independent computation, cell by cell: the demo company, and random folders of exports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
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
from tests.independent.api import Result, compute_all
from tests.independent.compare import compare, read_tables
from tests.independent.compare_health import health_differences
from tests.independent.exports import files_of, read_csv
from tests.independent.folders import make_folder
from tests.independent.marts import compare_context_marts, compare_marts
from tests.independent.schema import EXPORTS
from tools.dbt_runs import BUILD, Run, run_all
from tools.warehouse import located

Row = dict[str, Any]
# Table that reads KPIs together -> its key, and how it is computed a second time.
TABLES: dict[str, tuple[tuple[str, ...], Callable[[Across], list[Row]]]] = {
    "kpi_shared_records": (("kpi_a", "kpi_b", "record_type"), shared_records),
    "kpi_overlap": (("kpi_a", "kpi_b"), overlap),
    "kpi_identities": (("identity_id", "period_type", "period_start", "scope_type", "scope_id"), identities),
    "customer_experience_signal": (("deal_id",), signals),
    "conversion_drivers": (("driver", "band", "stratum_type", "stratum"), drivers),
    "rep_rates_shrunk": (("rate_id", "rep_id", "period_type", "period_start"), shrunk),
}
# Per folder how it is made, and the variables that differ from those that its seed draws.
FOLDERS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "clean": ({"seed": 1000, "dirty": False, "months": 30, "absent": []}, {}),
    "clean_without_as_of": ({"seed": 1009, "dirty": False, "months": 6, "absent": []}, {"as_of_date": None}),
    "dirty": ({"seed": 1001, "dirty": True, "months": 6, "absent": []}, {}),
    "dirty_contested": ({"seed": 1011, "dirty": True, "contested": True, "months": 24, "absent": []}, {}),
    "dirty_without_answers": ({"seed": 1004, "dirty": True, "months": 24, "absent": []}, {}),
    "no_users": ({"seed": 2100, "dirty": False, "months": 6, "absent": ["users"]}, {}),
    "no_subscriptions": ({"seed": 1013, "dirty": False, "months": 6, "absent": ["subscriptions"]}, {}),
    "no_meetings": ({"seed": 1006, "dirty": False, "months": 6, "absent": ["meetings"]}, {}),
}


@dataclass(frozen=True)
class Folder:
    """A folder of exports, the warehouse built from it and the independent result."""

    path: Path
    variables: dict[str, Any]
    message: str
    warehouse: Path
    computed: Result
    across: Across


@pytest.fixture(scope="module")
def demo() -> Result:
    """The demo company, computed independently."""
    return compute_all()


@pytest.fixture(scope="module")
def demo_across(demo: Result) -> Across:
    """The basis of the demo's tables that read KPIs together."""
    return make_across(demo)


@pytest.fixture(scope="module")
def folder_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Folder]:
    """A look-up of the folders, all of them built in one process."""
    work = tmp_path_factory.mktemp("agreement")
    variables = {name: make_folder(work / name / "exports", **made) | other for name, (made, other) in FOLDERS.items()}
    outcomes = run_all([Run(name, BUILD, given) for name, given in variables.items()], work)
    found: dict[str, Folder] = {}

    def look_up(name: str) -> Folder:
        if name not in found:
            path = work / name / "exports"
            computed = compute_all(path, variables=variables[name])
            outcome, across = outcomes[name], make_across(computed, path)
            found[name] = Folder(path, variables[name], outcome.message, outcome.warehouse, computed, across)
        return found[name]

    return look_up


def query(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def check_tables(tables: Mapping[str, list[dict[str, Any]]], warehouse: Path) -> None:
    """Fail with a report where a table differs, or where one side lacks the table of a KPI."""
    assert tables.keys() == {kpi for (kpi,) in query(warehouse, "select kpi_id from dim_kpis")}
    differences = compare(tables, read_tables(warehouse))
    assert differences.cells > 50_000
    assert not differences.found, "\n" + differences.report()
    others = compare_marts(tables, warehouse)
    assert others.cells > 500
    assert not others.found, "\n" + others.report()


def check_context_marts(computed: Result, warehouse: Path) -> None:
    """Fail with a report where a mart that is computed from more than the KPI tables differs."""
    assert computed.context is not None
    differences = compare_context_marts(computed.context, computed.tables, warehouse)
    assert differences.cells > 50_000
    assert not differences.found, "\n" + differences.report()


def rows_of(warehouse: Path, table: str) -> list[Row]:
    """All rows of a table."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        cursor = connection.execute(f"select * from {located(connection, table)}")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def check_together(across: Across, warehouse: Path, table: str) -> int:
    """Compare a table that reads KPIs together cell by cell; the number of cells."""
    key, compute = TABLES[table]
    cells, faults = differences(compute(across), rows_of(warehouse, table), key)
    assert not faults, "\n" + "\n".join([f"{table}: {len(faults)} differences", *faults[:20]])
    return cells


def test_demo(demo: Result, warehouse: Path) -> None:
    check_tables(demo.tables, warehouse)
    assert health_differences(demo.checks, warehouse, generic_files=False) == []
    check_context_marts(demo, warehouse)


@pytest.mark.parametrize("table", TABLES)
def test_demo_read_together(demo_across: Across, warehouse: Path, table: str) -> None:
    assert check_together(demo_across, warehouse, table) > 20


def test_the_folders_cover_what_they_are_for(folder_of: Callable[[str], Folder]) -> None:
    given = [folder_of(name).variables for name in FOLDERS]
    assert {variables["as_of_date"] is None for variables in given} == {True, False}
    assert len({variables["reporting_time_zone"] for variables in given}) > 2
    assert {variables["reporting_currency"] for variables in given} == {"EUR", "USD"}
    assert len({variables["fiscal_year_start_month"] for variables in given}) > 2
    assert {variables["subscription_ends_on"] for variables in given} == {"first_day_without", "last_day_with"}
    assert {variables["earliest_date"] is None for variables in given} == {True, False}
    contexts = [folder_of(name).computed.context for name in FOLDERS]
    assert {bool(context and context.stray) for context in contexts} == {True, False}
    methods = {folder_of(name).computed.tables["meeting_acceptance_rate"][0]["method"] for name in FOLDERS}
    assert methods == {"invitation_answer", "outcome_proxy"}


@pytest.mark.parametrize("name", FOLDERS)
def test_random_folder(folder_of: Callable[[str], Folder], name: str) -> None:
    folder = folder_of(name)
    assert folder.message == ""
    check_tables(folder.computed.tables, folder.warehouse)
    assert health_differences(folder.computed.checks, folder.warehouse) == []
    check_context_marts(folder.computed, folder.warehouse)


@pytest.mark.parametrize("name", FOLDERS)
def test_every_raw_row_is_accepted_or_rejected(folder_of: Callable[[str], Folder], name: str) -> None:
    """The files' rows are counted here, not by the project."""
    folder = folder_of(name)
    raw = {export: sum(len(read_csv(path)[1]) for path in files_of(folder.path, export)) for export in EXPORTS}
    counted = query(
        folder.warehouse, "select export, raw_rows, accepted_rows, rejected_rows from intermediate.int_export_counts"
    )
    assert {export: rows for export, rows, _, _ in counted} == raw
    assert [row for row in counted if row[1] != row[2] + row[3]] == []
    rejected = Counter(record.export for record in folder.computed.rejected if record.is_row)
    assert {export: rows for export, _, _, rows in counted if rows} == dict(rejected)


@pytest.mark.parametrize("name", FOLDERS)
def test_what_is_rejected(folder_of: Callable[[str], Folder], name: str) -> None:
    """Rows and cells by export, record, column and reason; a duplicate is told by its key alone."""
    folder = folder_of(name)
    found = query(
        folder.warehouse,
        "select export, record_id, case when reason <> 'duplicate_key' then column_name end, reason, is_row_rejected"
        " from rejected_records",
    )
    expected = [(r.export, r.record_id, r.column, r.reason, r.is_row) for r in folder.computed.rejected]
    assert Counter(found) == Counter(expected)
    assert len(found) > 100 or not FOLDERS[name][0]["dirty"]


# A long clean folder, a dirty one with contested cases, and one that lacks an export.
READ_TOGETHER = ("clean", "dirty_contested", "no_subscriptions")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("name", READ_TOGETHER)
def test_random_folder_read_together(folder_of: Callable[[str], Folder], name: str, table: str) -> None:
    folder = folder_of(name)
    check_together(folder.across, folder.warehouse, table)


def test_no_identity_is_broken(warehouse: Path) -> None:
    """What must hold by definition does, in every row of the demo."""
    rows = rows_of(warehouse, "kpi_identities")
    assert [row for row in rows if row["status"] == "broken"] == []
    assert {row["status"] for row in rows} == {"holds", "apart", "not_assessed"}


@pytest.mark.parametrize("name", READ_TOGETHER)
def test_no_identity_is_broken_in_a_random_folder(folder_of: Callable[[str], Folder], name: str) -> None:
    assert [row for row in rows_of(folder_of(name).warehouse, "kpi_identities") if row["status"] == "broken"] == []


def test_a_missing_export_is_completed_from_another(folder_of: Callable[[str], Folder]) -> None:
    """Without subscriptions new customers and new MRR follow from the CRM, and the KPI's own table stays empty."""
    warehouse = folder_of("no_subscriptions").warehouse
    derived = [row for row in rows_of(warehouse, "kpi_identities") if row["is_derived"]]
    assert {row["derived_measure"] for row in derived} == {"new_customers", "monthly_recurring_revenue.new_mrr"}
    assert sum(row["derived_value"] for row in derived if row["derived_measure"] == "new_customers") > 0
    assert {row["status"] for row in derived} == {"not_assessed"}
    assert {row["kpi_value"] for row in rows_of(warehouse, "kpi_new_customers")} == {None}
