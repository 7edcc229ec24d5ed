"""Figures of data that was not written for this project, against those that others computed from the same files."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.independent.api import compute
from tests.independent.compare import compare, read_tables
from tools.dbt_runs import BUILD, Run, run_all
from tools.importer.imports import Request
from tools.importer.imports import run as run_import
from tools.project import ROOT

VARIABLE = "SALES_KPIS_SHARED_DATA"
# Folder of the data -> the last day that it tells of. docs/examples/<folder>.yml brings it into the generic form.
SETS = {"maven_crm": "2017-12-31", "mrr_playbook": "2020-01-31"}
YEAR = "period_type = 'year' and period_start = '2017-01-01' and scope_type = 'company'"


def source_of(name: str) -> Path:
    """The folder of a data set; the test is skipped where it is absent."""
    shared = Path(os.environ.get(VARIABLE) or ROOT.parent / "shared/data")
    if not (shared / name).is_dir():
        pytest.skip(f"{name} is not in {shared}; {VARIABLE} names the folder that holds it")
    return shared / name


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def warehouses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, dict[str, Any]]]:
    """The warehouse of each data set and the variables that it was built with."""
    work = tmp_path_factory.mktemp("foreign")
    runs = []
    for name, last_day in SETS.items():
        mapping = ROOT / f"docs/examples/{name}.yml"
        outcome = run_import(Request((source_of(name),), work / name / "exports", mappings=(mapping,)))
        assert (outcome.questions, outcome.exit_code) == ([], 0)
        variables = {
            "systems": ["generic"],
            "exports_dir": str(work / name / "exports/generic"),
            "as_of_date": last_day,
        }
        runs.append(Run(name, BUILD, variables))
    outcomes = run_all(runs, work)
    assert [outcome.message for outcome in outcomes.values() if outcome.message] == []
    return {run.name: (outcomes[run.name].warehouse, dict(run.variables)) for run in runs}


@pytest.fixture
def query(
    warehouses: dict[str, tuple[Path, dict[str, Any]]],
) -> Callable[[str, str], list[tuple[Any, ...]]]:
    """A function that queries the warehouse of a data set."""

    def run(name: str, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(warehouses[name][0]), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    return run


@pytest.mark.parametrize("name", SETS)
def test_every_cell_agrees_with_the_independent_computation(
    warehouses: dict[str, tuple[Path, dict[str, Any]]], name: str
) -> None:
    warehouse, variables = warehouses[name]
    differences = compare(compute(variables=variables), read_tables(warehouse))
    assert differences.cells > 10_000
    assert not differences.found, "\n" + differences.report()


def test_only_deals_without_any_date_are_rejected(query: Callable[[str, str], list[tuple[Any, ...]]]) -> None:
    """Deals of maven_crm that are not engaged yet have no date, and a deal needs the day it was created."""
    found = query("maven_crm", "select export, column_name, reason, count(*) from rejected_records group by all")
    assert found == [("deals", "created_at", "missing_required", 500)]
    assert query("mrr_playbook", "from rejected_records") == []


def test_deals_of_maven_crm(query: Callable[[str, str], list[tuple[Any, ...]]]) -> None:
    columns = "numerator, denominator, win_rate, won_amount, median_days_to_close"
    ((won, lost, win_rate, amount, median),) = query(
        "maven_crm", f"select {columns} from kpi_deal_win_loss_ratio where {YEAR}"
    )
    assert (won, lost) == (4_238, 2_473)
    assert win_rate == pytest.approx(0.631501, abs=5e-7)
    assert amount == 10_005_534
    assert median == 57


def test_cycle_of_maven_crm(query: Callable[[str, str], list[tuple[Any, ...]]]) -> None:
    ((mean, median),) = query(
        "maven_crm", "select avg(days_to_close), median(days_to_close) from fct_deals where outcome = 'won'"
    )
    assert mean == pytest.approx(51.78, abs=0.005)
    assert median == 57


def test_agents_of_maven_crm(query: Callable[[str, str], list[tuple[Any, ...]]]) -> None:
    """Of 35 agents five have no deal, and so no row; every row of a rep is an agent's."""
    sql = "select distinct scope_id from kpi_deal_win_loss_ratio where scope_type = 'rep'"
    with_deals = {rep for (rep,) in query("maven_crm", sql)}
    agents = {rep for (rep,) in query("maven_crm", "select rep_id from dim_reps where is_in_export")}
    assert (len(agents), len(agents - with_deals)) == (35, 5)
    assert with_deals <= agents


def test_what_maven_crm_lacks_is_no_data(query: Callable[[str, str], list[tuple[Any, ...]]]) -> None:
    """KPIs whose exports are absent say so in every row instead of telling 0."""
    found = query("maven_crm", "select distinct value_status, kpi_value from kpi_monthly_recurring_revenue")
    assert found == [("no_data", None)]


def test_mrr_of_mrr_playbook(query: Callable[[str, str], list[tuple[Any, ...]]]) -> None:
    """The figures are those of each month's first day; as every period starts and ends on one, the last day's are the same."""
    periods = read(source_of("mrr_playbook") / "subscription_periods.csv")
    assert all(period["start_date"].endswith("-01") and period["end_date"].endswith("-01") for period in periods)
    found = dict(
        query(
            "mrr_playbook",
            "select period_start, kpi_value from kpi_monthly_recurring_revenue"
            " where period_type = 'month' and scope_type = 'company'",
        )
    )
    expected = {date(2018, 12, 1): 585, date(2019, 6, 1): 1_135, date(2019, 12, 1): 1_255, date(2020, 1, 1): 175}
    assert {day: found[day] for day in expected} == expected


def test_every_month_of_mrr_playbook(query: Callable[[str, str], list[tuple[Any, ...]]]) -> None:
    """MRR of all months, summed here from the file."""
    periods = read(source_of("mrr_playbook") / "subscription_periods.csv")
    found = query(
        "mrr_playbook",
        "select period_start, kpi_value from kpi_monthly_recurring_revenue"
        " where period_type = 'month' and scope_type = 'company'",
    )
    for start, value in found:
        day = start.isoformat()
        assert value == sum(float(p["monthly_amount"]) for p in periods if p["start_date"] <= day < p["end_date"]), day
