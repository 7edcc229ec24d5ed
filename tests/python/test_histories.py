"""First reports can be trusted for years: none is kept of months that have not happened, one build's can be struck, later ones are compared whatever their day."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from sample_builds import Tables, query, write_tables
from tools.dbt_runs import BUILD, Outcome, Run, run_all
from tools.demo.tables import Row

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

# A folder of many records. Month of 2026 -> the day of its inquiries, at 16:00, and the minute after ten of the answers two
# days later: 90, 510 and 60 business minutes, and these.
ANSWERED = {5: (5, 0), 6: (2, 10), 7: (7, 20), 8: (4, 30), 9: (1, 40)}
WAITED = [("2026-05-01", 660), ("2026-06-01", 670), ("2026-07-01", 680), ("2026-08-01", 690), ("2026-09-01", 700)]
# Of 23 subscriptions of 3 x 100.50 a month 14 are in EUR, at 1.1230.
MRR = 7453.683


def runs(work: Path, names: Mapping[str, tuple[str, str | None]], warehouse: Path) -> list[Run]:
    """The builds, each of a folder of its own."""
    found = []
    for name, (deals, as_of) in names.items():
        (work / name).mkdir()
        (work / name / "deals.csv").write_text(deals, encoding="utf-8")
        given = {"systems": ["generic"], "exports_dir": str(work / name), "as_of_date": as_of}
        found.append(Run(name, (*BUILD, "--select", "+kpi_restatements", "+struck_reports"), given, str(warehouse)))
    return found


def lead(name: str, created: str, qualified: str = "") -> Row:
    """A lead that came by itself where it was qualified."""
    origin = "inbound" if qualified else "outbound"
    cells = {"created_at": created, "inquiry_at": created, "qualified_at": qualified, "converted_at": ""}
    return {"lead_id": name, "owner_id": "r", "origin": origin} | cells


def answer(name: str, at: str) -> Row:
    """The call that answers a lead."""
    cells = {"direction": "outbound", "status": "completed", "is_automated": "false"}
    return {"activity_id": f"answer_{name}", "lead_id": name, "user_id": "r", "occurred_at": at, "type": "call"} | cells


def many_records() -> Tables:
    """240 leads until 4 October 2026, 40 subscriptions in two currencies, and opening hours in two slots that touch."""
    leads = [
        lead(f"m{month}_{n}", f"2026-{month:02}-{1 + n % (4 if month == 10 else 28):02}T09:00:00Z")
        for month in range(1, 11)
        for n in range(20 if month in ANSWERED else 28)
    ]
    answers = []
    for month, (day, minute) in ANSWERED.items():
        for n in range(4):
            name, answered = f"in{month}_{n}", f"2026-{month:02}-{day + 2:02}T10:{minute:02}:00Z"
            leads.append(lead(name, f"2026-{month:02}-{day:02}T16:00:00Z", answered))
            answers.append(answer(name, answered))
    return {
        "users": [{"user_id": "r", "name": "R"}],
        "accounts": [{"account_id": f"a{n}", "owner_id": "r"} for n in range(40)],
        "leads": leads,
        "activities": answers,
        "subscriptions": [
            {
                **{"subscription_id": f"s{n}", "account_id": f"a{n}", "starts_on": "2026-01-15"},
                **{"ends_on": "" if n < 23 else "2026-06-15", "quantity": "3", "unit_amount": "100.50"},
                **{"billing_interval_months": "1", "currency": "EUR" if n < 14 or n >= 34 else "USD"},
            }
            for n in range(40)
        ],
        "business_hours": [
            {"calendar_id": "default", "weekday": str(day), "opens": opens, "closes": closes}
            for day in range(1, 6)
            for opens, closes in (("09:00", "12:00"), ("12:00", "17:30"))
        ],
    }


def two_months_later(tables: Tables) -> Tables:
    """With 60 leads more, and with one of September that came late: 800 business minutes."""
    leads = [lead(f"later_{n}", f"2026-{10 + n // 30}-{5 + n % 25:02}T09:00:00Z") for n in range(60)]
    late = lead("late", "2026-09-01T16:00:00Z", "2026-09-03T12:20:00Z")
    answers = [answer("late", "2026-09-03T12:20:00Z")]
    return tables | {
        "leads": [*tables["leads"], *leads, late],
        "activities": [*tables["activities"], *answers],
    }


@pytest.fixture(scope="module")
def of_many_records(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The warehouse after a build with a lead of 2028 among the others, and after one of two months later without it."""
    work = tmp_path_factory.mktemp("many")
    tables, warehouse = many_records(), work / "warehouse.duckdb"
    stray = tables | {"leads": [*tables["leads"], lead("stray", "2028-02-01T09:00:00Z")]}
    kpis = ("+kpi_average_response_time", "+kpi_monthly_recurring_revenue")
    built = {name: work / f"{name}.duckdb" for name in ("stray", "later")}
    in_turn = []
    for name, made, as_of in (("stray", stray, None), ("later", two_months_later(tables), "2026-12-05")):
        folder = write_tables(work / name, made)
        given = {"systems": ["generic"], "exports_dir": str(folder), "as_of_date": as_of}
        selected = (*BUILD, "--select", "+kpi_restatements", "+source_health", *kpis)
        in_turn.append(Run(name, selected, given, str(warehouse), kept_as=str(built[name])))
    outcomes = run_all(in_turn, work)
    assert {outcome.message for outcome in outcomes.values()} == {""}
    return built


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


OF_MONTHS = """
    select cast(period_start as varchar), round(kpi_value, 3), value_status, source_status from kpi_{kpi_id}
    where period_type = 'month' and scope_type = 'company' and period_start between date '{first}' and date '2026-10-31' order by 1
"""
REPORTED = """
    select cast(period_start as varchar), round(kpi_value, 3), cast(reported_as_of as varchar) from kpi_as_reported
    where kpi_id = '{kpi_id}' and period_type = 'month' and scope_type = 'company' and period_start >= date '{first}' order by 1
"""


def test_numbers_are_right_beside_a_lead_of_the_future(of_many_records: dict[str, Path]) -> None:
    """Each opening minute counts once, euros become dollars, and the lead is told."""
    stray = of_many_records["stray"]
    assert query(stray, "select cast(as_of_date as varchar) from steps.dim_as_of") == [("2026-10-04",)]
    waited = query(stray, OF_MONTHS.format(kpi_id="average_response_time", first="2026-05-01"))
    assert [row[:2] for row in waited[:5]] == WAITED
    assert query(stray, OF_MONTHS.format(kpi_id="monthly_recurring_revenue", first="2026-10-01")) == [
        ("2026-10-01", MRR, "ok", "trusted")
    ]
    told = "select status, observed_count, message_en from source_health where health_id = 'leads.stray_dates'"
    ((status, count, message),) = query(stray, told)
    assert (status, count) == ("warning", 1)
    assert "The first is stray (2028-02-01)" in message


def test_a_lead_of_the_future_leaves_no_trace_in_the_history(of_many_records: dict[str, Path]) -> None:
    """No month is reported before it is over; October then is with its value, and what September became is shown."""
    stray, later = of_many_records["stray"], of_many_records["later"]
    assert query(stray, "select max(period_end) <= date '2026-10-04' from kpi_as_reported") == [(True,)]
    assert query(later, REPORTED.format(kpi_id="monthly_recurring_revenue", first="2026-10-01")) == [
        ("2026-10-01", MRR, "2026-12-05"),
        ("2026-11-01", MRR, "2026-12-05"),
    ]
    assert query(later, REPORTED.format(kpi_id="average_response_time", first="2026-09-01"))[0] == (
        ("2026-09-01", 700, "2026-10-04")
    )
    restated = """
        select cast(period_start as varchar), first_value, present_value from kpi_restatements
        where kpi_id = 'average_response_time' and period_type = 'month' and scope_type = 'company'
    """
    assert query(later, restated) == [("2026-09-01", 700, 720)]
