"""First reports can be trusted for years: none is kept of months that have not happened, one build's can be struck, later ones are compared whatever their day."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from sample_builds import query
from tools.dbt_runs import BUILD, Outcome, Run, run_all

DEALS = """deal_id,created_at,closed_at,outcome
d1,2026-08-03,2026-08-20,won
d2,2026-09-02,2026-09-20,lost
d3,2026-09-15,2026-10-05,won
d4,2026-10-01,,open
d5,2026-10-14,,open
"""
SLIP = "d9,2028-02-01,,open\n"
LATER = "d6,2026-11-10,2026-11-20,won\nd7,2026-12-04,,open\n"
# Name -> the deals, and the as-of date. The builds follow one another in one warehouse.
BUILDS = {
    "slip": (DEALS + SLIP, None),
    "typing_error": (DEALS, "2028-01-01"),
    "two_months_later": (DEALS + LATER, "2026-12-05"),
    "changed_and_earlier": (DEALS.replace("10-05,won", "10-05,lost") + LATER, "2026-11-30"),
}
FIRST = """
    select cast(period_start as varchar), numerator, denominator, cast(reported_as_of as varchar) from {table}
    where kpi_id = 'deal_win_loss_ratio' and period_type = 'month' and scope_type = 'company' and period_start >= date '2026-08-01'
    order by 1, 4
"""
WHY = "built on O'Brien's file"


def runs(work: Path, names: Mapping[str, tuple[str, str | None]], warehouse: Path) -> list[Run]:
    """The builds, each of a folder of its own."""
    found = []
    for name, (deals, as_of) in names.items():
        (work / name).mkdir()
        (work / name / "deals.csv").write_text(deals, encoding="utf-8")
        given = {"systems": ["generic"], "exports_dir": str(work / name), "as_of_date": as_of}
        found.append(Run(name, (*BUILD, "--select", "+kpi_restatements", "+struck_reports"), given, str(warehouse)))
    return found


@pytest.fixture(scope="module")
def warehouses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The warehouse after the builds, and after the third one was struck and the last one's exports were built once more."""
    work = tmp_path_factory.mktemp("histories")
    warehouse, builds = work / "warehouse.duckdb", work / "builds.duckdb"

    def done(outcomes: Mapping[str, Outcome]) -> None:
        assert {outcome.message for outcome in outcomes.values()} == {""}

    done(run_all(runs(work, BUILDS, warehouse), work))
    builds.write_bytes(warehouse.read_bytes())
    ((run,),) = query(
        warehouse, "select distinct reported_by_run from kpi_as_reported where reported_as_of = date '2026-12-05'"
    )
    given = {"systems": ["generic"], "exports_dir": str(work / "slip")}
    struck = f'{{"run": "{run}", "why": "{WHY}"}}'
    again = {"again": (BUILDS["changed_and_earlier"][0], "2026-12-05")}
    strike = Run("strike", ("run-operation", "strike_reports", "--args", struck), given, str(warehouse))
    (work / "strike").mkdir()
    done(run_all([strike], work / "strike"))
    done(run_all(runs(work, again, warehouse), work / "strike"))
    return {"builds": builds, "struck": warehouse}


def test_nothing_is_reported_of_months_that_have_not_happened(warehouses: dict[str, Path]) -> None:
    """Neither where few dates let a slip decide on the as-of day, nor where somebody mistyped it; October comes when it is over."""
    assert query(warehouses["builds"], FIRST.format(table="kpi_as_reported")) == [
        ("2026-08-01", 1, 0, "2028-02-01"),
        ("2026-09-01", 0, 1, "2028-02-01"),
        ("2026-10-01", 1, 0, "2026-12-05"),
        ("2026-11-01", 1, 0, "2026-12-05"),
    ]
    assert query(warehouses["builds"], "select max(period_end) < date '2026-12-05' from kpi_as_reported") == [(True,)]


def test_a_restatement_is_shown_whatever_the_order_of_days(warehouses: dict[str, Path]) -> None:
    sql = """
        select cast(period_start as varchar), first_numerator, present_numerator, reported_as_of > present_as_of from kpi_restatements
        where kpi_id = 'deal_win_loss_ratio' and period_type = 'month' and scope_type = 'company'
    """
    assert query(warehouses["builds"], sql) == [("2026-10-01", 1, 0, True)]


def test_a_struck_build_leaves_a_trace_and_is_reported_anew(warehouses: dict[str, Path]) -> None:
    struck = warehouses["struck"]
    assert query(struck, FIRST.format(table="struck_reports")) == [
        ("2026-10-01", 1, 0, "2026-12-05"),
        ("2026-11-01", 1, 0, "2026-12-05"),
    ]
    assert query(struck, "select distinct struck_because, history_name from struck_reports") == [(WHY, "exports")]
    assert query(struck, FIRST.format(table="kpi_as_reported"))[2:] == [
        ("2026-10-01", 0, 1, "2026-12-05"),
        ("2026-11-01", 1, 0, "2026-12-05"),
    ]
    records = """
        select record_id, numerator_amount from reported_records
        where kpi_id = 'deal_win_loss_ratio' and period_type = 'month' and period_start = date '2026-10-01'
    """
    assert query(struck, records) == [("d3", 0)]
    assert query(
        struck, "select count(*) from kpi_restatements where kpi_id = 'deal_win_loss_ratio' and period_type = 'month'"
    ) == [(0,)]
