"""Whole KPI rows from tiny folders, computed by hand; and relations that hold in random folders."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from .api import Result, compute_all
from .context import Context
from .folder_reference import definitions
from .folders import make_folder, write
from .parsing import DAY, clean
from .schema import EXPORTS
from .source_health import Check
from .zones import DayOnly

Files = dict[str, str]
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Compute a folder given as `{export: "header / row / row"}`; cells are separated by commas."""

    def compute_files(files: Files, **variables: object) -> Result:
        write(tmp_path / "kpi_definitions.csv", *with_header(definitions()))
        for name in ("kpi_targets", "fx_rates", "holidays", "brands", "brand_aliases", "test_record_rules"):
            (tmp_path / f"{name}.csv").write_text("x\n", encoding="utf-8")
        (tmp_path / "gross_margins.csv").write_text("segment,margin\nsmb,0.5\n", encoding="utf-8")
        hours = [f"default,{day},09:00,17:00" for day in range(1, 6)]
        slots = "\n".join(["calendar_id,weekday,opens,closes", *hours])
        (tmp_path / "business_hours.csv").write_text(slots, encoding="utf-8")
        for name, text in files.items():
            lines = [line.strip() for line in text.strip().split("/")]
            (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return compute_all(tmp_path, variables={"systems": ["generic"], "slices": [], **variables})

    return compute_files


def with_header(rows: list[dict[str, str]]) -> tuple[list[dict[str, str]], list[str]]:
    """Rows and their columns."""
    return rows, list(rows[0])


def row_of(result: Result, kpi: str, start: str, period: str = "month", scope: str = "all") -> dict[str, Any]:
    """One row of a KPI."""
    found = [
        row
        for row in result.tables[kpi]
        if (row["period_type"], row["scope_id"]) == (period, scope) and row["period_start"] == date.fromisoformat(start)
    ]
    assert len(found) == 1
    return found[0]


def test_mrr_bridge_with_rates(run: Run) -> None:
    """Opening 100 USD and 100 EUR at 1.0; closing at 1.2 with 50 EUR left, a new customer of 30, one gone."""
    result = run(
        {
            "accounts": "account_id / a / b / c / d",
            "fx_rates": "currency,valid_on,rate / EUR,2024-01-01,1.0 / EUR,2024-02-10,1.2",
            "subscriptions": "subscription_id,account_id,starts_on,ends_on,unit_amount,currency "
            "/ 1,a,2024-01-01,,60,USD / 2,b,2024-01-01,2024-02-15,50,EUR / 3,b,2024-01-01,,50,EUR "
            "/ 4,c,2024-02-29,,30,USD / 5,d,2024-01-01,2024-02-29,40,USD / 6,d,2024-01-01,,9,XXX",
        },
        as_of_date="2024-03-31",
    )
    row = row_of(result, "monthly_recurring_revenue", "2024-02-01")
    assert row["opening_mrr"] == 200
    assert row["fx_mrr"] == pytest.approx(20)
    assert row["contraction_mrr"] == pytest.approx(-60 - 40)
    assert row["new_mrr"] == 30
    assert row["churn_mrr"] == 0
    assert row["kpi_value"] == pytest.approx(60 + 60 + 30)
    assert (row["customers"], row["average_new_mrr"], row["arr"]) == (4, 30, pytest.approx(1800))
    kept = row_of(result, "customer_retention_rate", "2024-02-01")
    assert kept["gross_revenue_retention"] == pytest.approx((60 + 60 + 0) / 200)
    assert (kept["kpi_value"], kept["sample_size"]) == (1, 3)


def test_lifetime_value_pools_six_months(run: Run) -> None:
    """Ten customers from January, one of whom leaves in March: 10 + 10 + 9 exposures make 29, a month later 38."""
    rows = [f"{n},c{n},2024-01-01,{'2024-03-15' if n == 0 else ''},100" for n in range(10)]
    header = "subscription_id,account_id,starts_on,ends_on,unit_amount"
    accounts = " / ".join(["account_id,segment", *(f"c{n},{'smb' if n < 5 else ''}" for n in range(10))])
    result = run({"accounts": accounts, "subscriptions": " / ".join([header, *rows])}, as_of_date="2024-05-31")
    kpi = "customer_lifetime_value"
    early = row_of(result, kpi, "2024-04-01")
    assert (early["value_status"], early["sample_size"], early["kpi_value"]) == ("low_sample", 29, None)
    assert early["realised_revenue_per_customer"] == pytest.approx((1000 + 1000 + 900 + 900) / 10)
    row = row_of(result, kpi, "2024-05-01")
    assert row["sample_size"] == 38
    assert row["denominator"] == pytest.approx(2 / 88)
    assert row["kpi_value"] == pytest.approx(100 * 44)
    assert row["gross_margin_clv"] == pytest.approx(4400 * (4 * 0.5 + 5 * 0.8) / 9)
    assert row["value_status"] == "ok"


def test_lifetime_value_is_capped(run: Run) -> None:
    rows = [f"{n},c{n},2024-01-01,100" for n in range(10)]
    text = " / ".join(["subscription_id,account_id,starts_on,unit_amount", *rows])
    result = run({"accounts": "account_id / c1", "subscriptions": text}, as_of_date="2024-04-30")
    row = row_of(result, "customer_lifetime_value", "2024-04-01")
    assert (row["value_status"], row["lifetime_months"], row["kpi_value"]) == ("capped", 60, pytest.approx(6000))


def test_response_after_a_merge(run: Run) -> None:
    """The survivor has the earliest inquiry; the reply on Monday 09:10 is 10 + 30 business minutes late."""
    result = run(
        {
            "leads": "lead_id,created_at,inquiry_at,qualified_at,merged_into_id,is_deleted "
            "/ a,2024-01-08T00:00:00Z,,2024-01-09,, / b,2024-01-05T16:30:00Z,2024-01-05T16:30:00Z,,a,true "
            "/ t,2023-01-01,,2023-01-01,a,",
            "test_record_rules": "export,column,operator,value,reason / leads,lead_id,equals,T,x",
            "activities": "activity_id,occurred_at,type,lead_id,is_automated,direction "
            "/ 1,2024-01-05T16:31:00Z,email,b,true, / 2,2024-01-05T16:32:00Z,email,b,,inbound "
            "/ 3,2024-01-08T09:10:00Z,call,b,, / 4,2024-01-05T16:40:00Z,call,t,,",
            "users": "user_id / nobody",
        },
        as_of_date="2024-01-10",
    )
    row = row_of(result, "average_response_time", "2024-01-01")
    assert (row["numerator"], row["denominator"]) == (40, 1)
    assert row["mean_calendar_minutes"] == pytest.approx(64 * 60 + 40)
    assert min(r["period_start"] for r in result.tables["average_response_time"]) == date(2024, 1, 1)


def test_reschedule_chain(run: Run) -> None:
    """The instance invited last answers for the chain, which is dated by its first invitation."""
    result = run(
        {
            "meetings": "meeting_id,invited_at,starts_at,organizer_id,response,responded_at,outcome,"
            "withdrawn_at,rescheduled_from_id "
            "/ m1,2024-01-02,2024-01-05,r1,declined,2024-01-03,rescheduled,,m3 "
            "/ m3,2024-01-09,2024-01-15,r2,accepted,2024-01-10,held,,m1 "
            "/ m2,2024-01-08,2024-01-20,r1,none,,canceled,,m1 "
            "/ w,2024-01-08,2024-01-20,r1,declined,2024-01-10,canceled,2024-01-09,",
            "leads": "lead_id,created_at / l,2024-02-01",
        }
    )
    row = row_of(result, "meeting_acceptance_rate", "2024-01-01", "week", "r2")
    assert (row["numerator"], row["denominator"], row["show_rate"]) == (1, 1, 1)
    everybody = [r for r in result.tables["meeting_acceptance_rate"] if r["period_type"] == "year"]
    assert {(r["scope_id"], r["denominator"]) for r in everybody} == {("all", 1), ("unassigned", 1), ("r2", 1)}


def test_conversion_windows_and_former_customers(run: Run) -> None:
    """Of three SQLs in January one converts on day 30, one was a customer before, one waits."""
    result = run(
        {
            "accounts": "account_id,parent_account_id / p, / child,p / q, / x,y / y,x",
            "leads": "lead_id,created_at,qualified_at,account_id "
            "/ 1,2024-01-01,2024-01-10,child / 2,2024-01-01,2024-01-10,q / 3,2024-01-01,2024-01-10, "
            "/ 4,2024-01-01,2024-01-31,p",
            "subscriptions": "subscription_id,account_id,starts_on,unit_amount,status "
            "/ s0,p,2024-01-01,10,trial / s1,p,2024-02-09,10,active / s2,q,2024-01-09,10,active",
        },
        as_of_date="2024-03-31",
    )
    row = row_of(result, "sql_to_customer_conversion_rate", "2024-01-01")
    assert (row["numerator"], row["denominator"], row["value_status"]) == (1, 2, "immature")
    assert (row["converted_30_days_rate"], row["converted_60_days_rate"]) == (0.5, 0.5)
    assert (row["converted_180_days_rate"], row["median_days_to_customer"]) == (None, 30)


def test_rejections_and_source_status(run: Run) -> None:
    result = run(
        {
            "presentation_sessions": "started_at,session_id,is_preview / 2024-02-30,s1, / 2024-01-01,s2,maybe "
            "/ 2024-01-02,s2, / ,s3,maybe / 2024-01-04,s4,TRUE",
            "leads": "lead_id,created_at / l,2024-01-05",
        }
    )
    assert {(r.record_id, r.column, r.reason) for r in result.rejected} == {
        ("s1", "started_at", "bad_timestamp"),
        ("s3", "started_at", "missing_required"),
        ("s2", None, "duplicate_key"),
    }
    row = row_of(result, "presentation_engagement", "2024-01-01")
    assert (row["source_status"], row["denominator"], row["value_status"]) == ("untrusted", 1, "low_sample")
    with pytest.raises(ValueError, match="created_at"):
        run({"leads": "lead_id / l"})


def test_pacing_and_targets(run: Run) -> None:
    """January 2024 has 23 working days, 12 of them until the 16th."""
    result = run(
        {
            "accounts": "account_id / a",
            "subscriptions": "subscription_id,account_id,starts_on,unit_amount / 1,a,2024-01-02,5",
            "kpi_targets": "kpi_id,scope_type,scope_id,period_type,valid_from,valid_to,target_value,target_low,"
            "target_high,stretch_value,amber_ratio / new_customers,company,all,month,2024-01-01,2024-01-01,4,,,,",
        },
        as_of_date="2024-01-16",
    )
    row = row_of(result, "new_customers", "2024-01-01")
    assert row["expected_to_date"] == pytest.approx(4 * 12 / 23)
    assert row["run_rate_forecast"] == pytest.approx(23 / 12)
    assert row["required_per_day"] == pytest.approx(3 / 11)
    assert (row["attainment"], row["target_status"], row["value_status"]) == (0.25, "not_assessed", "ok")


def test_a_post_names_a_brand_once(run: Run) -> None:
    """By two names and with only a day for one of them it is named on the first; an unreadable weight does not count."""
    result = run(
        {
            "brands": "brand_set_version,valid_from,brand,is_ours / 1,2020-01-01,Ours,true / 1,2020-01-01,Rival,false",
            "brand_aliases": "alias,brand / Us,Ours",
            "brand_mentions": "mention_id,mentioned_at,brand,weight / p,2024-01-07T22:00:00Z,Us, / p,2024-01-08,Ours, "
            "/ p,2024-01-07,Rival, / q,2024-01-09,Rival, / q,2024-01-09,Ours,heavy",
            "survey_responses": "response_id,surveyed_on,respondent_id,question / v,2024-01-02,r,unaided_awareness",
        },
        as_of_date="2024-01-31",
    )
    shares = [row_of(result, "share_of_voice", f"2024-01-0{day}", "week")["mention_share"] for day in (1, 8)]
    assert shares == [0.5, 0]


def test_targets_by_name(run: Run) -> None:
    """A rep's target by e-mail, a team's by name; a name that two have means nobody, an id as it is written comes first."""
    scopes = {"rep,R@X.example": 1, "rep,Kim": 2, "rep,q": 3, "team,west": 4}
    rows = [f"new_customers,{scope},month,2024-01-01,,{value}" for scope, value in scopes.items()]
    result = run(
        {
            "users": "user_id,email,name,team_id,team_name / r,r@x.example,Kim,t,West / q,,kim,t,West / p,,Q,,",
            "leads": "lead_id,created_at / l,2024-01-02",
            "subscriptions": "subscription_id,account_id,starts_on,unit_amount / s,a,2024-01-02,5",
            "accounts": "account_id / a",
            "kpi_targets": " / ".join(
                ["kpi_id,scope_type,scope_id,period_type,valid_from,valid_to,target_value", *rows]
            ),
        },
        as_of_date="2024-01-31",
    )
    found = {
        row["scope_id"]: row["target_value"] for row in result.tables["new_customers"] if row["period_type"] == "month"
    }
    assert found == {"all": None, "unassigned": None, "r": 1, "q": 3, "t": 4}


@pytest.mark.parametrize(("seed", "dirty", "contested"), [(1, False, False), (2, True, False), (3, True, True)])
def test_relations_in_random_folders(tmp_path: Path, seed: int, dirty: bool, contested: bool) -> None:
    variables = make_folder(tmp_path, seed, dirty, contested=contested, absent=())
    tables = compute_all(tmp_path, variables=variables).tables
    assert set(tables) == {row["kpi_id"] for row in definitions()}
    for rows in tables.values():
        keys = {(r["period_type"], r["period_start"], r["scope_type"], r["scope_id"]) for r in rows}
        assert len(keys) == len(rows)
        assert all(math.isfinite(cell) for row in rows for cell in row.values() if isinstance(cell, float))
    check_customers(tables)


def check_customers(tables: dict[str, list[dict[str, Any]]]) -> None:
    """The MRR bridge closes, and the reps' new customers add up to the company's."""
    for row in tables["monthly_recurring_revenue"]:
        if row["kpi_value"] is not None:
            moved = sum(row[f"{name}_mrr"] for name in ("new", "reactivation", "expansion", "contraction", "churn"))
            assert row["opening_mrr"] + moved + row["fx_mrr"] == pytest.approx(row["kpi_value"], abs=0.01)
    sums: dict[tuple[str, date, str], float] = {}
    for row in tables["new_customers"]:
        key = (row["period_type"], row["period_start"], row["scope_type"])
        sums[key] = sums.get(key, 0) + row["kpi_value"]
    for (kind, start, scope), total in sums.items():
        assert scope == "company" or total == sums[kind, start, "company"]


def test_deals_closed_on_a_day_without_a_time(run: Run) -> None:
    """A day is that of New York; one closed on the day it was created took 0 days; the fiscal year begins in August."""
    result = run(
        {
            "deals": "deal_id,created_at,closed_at,outcome "
            "/ 1,2024-03-31T20:00:00Z,2024-04-01,won / 2,2024-03-01,2024-03-31,lost "
            "/ 3,2024-07-31T21:00:00Z,2024-07-31,won / 4,2024-07-31T21:00:00Z,2024-07-31T20:00:00Z,won "
            "/ 5,2024-05-01,2024-08-01,won / 6,2024-07-31,2024-08-01T03:59:59Z,won",
        },
        reporting_time_zone="America/New_York",
        fiscal_year_start_month=8,
        as_of_date="2024-12-31",
    )
    kpi = "deal_win_loss_ratio"
    counts = [(row["numerator"], row["denominator"]) for row in (row_of(result, kpi, f"2024-0{n}-01") for n in (3, 4))]
    assert counts == [(0, 1), (1, 0)]
    july = row_of(result, kpi, "2024-07-01")
    assert (july["numerator"], july["median_days_to_close"]) == (3, 0)
    assert [row_of(result, kpi, f"{year}-08-01", "year")["numerator"] for year in (2023, 2024)] == [4, 1]


def test_a_day_counts_up_to_the_as_of_date(run: Run) -> None:
    deals = "deal_id,created_at,closed_at,outcome / 1,2024-01-01,2024-01-31,won / 2,2024-01-01,2024-02-01,won"
    row = row_of(run({"deals": deals}, as_of_date="2024-01-31"), "deal_win_loss_ratio", "2024-01-01", "year")
    assert row["numerator"] == 1


def test_reopened_by_days(run: Run) -> None:
    """An open stage after a closed one by the day reopens a deal; one of the same day does only by known times."""
    stages = {
        "a": ("2024-01-10,true", "2024-01-10T12:00:00Z,"),
        "b": ("2024-01-10,true", "2024-01-11,"),
        "c": ("2024-01-10T12:00:00Z,true", "2024-01-10,"),
        "d": ("2024-01-10,true", "2024-01-10T12:00:00Z,true", "2024-01-10T13:00:00Z,"),
        "e": ("2024-01-10,true", "2024-01-11,perhaps"),
        "f": ("2024-01-09T12:00:00Z,perhaps", "2024-01-10T13:00:00Z,"),
    }
    rows = [f"{deal},s,{cells}" for deal, listed in stages.items() for cells in listed]
    deals = [f"{deal},2024-01-01,2024-01-12,won" for deal in stages]
    result = run(
        {
            "deals": " / ".join(["deal_id,created_at,closed_at,outcome", *deals]),
            "deal_stage_history": " / ".join(["deal_id,stage,entered_at,is_closed", *rows]),
        },
        as_of_date="2024-01-31",
    )
    assert row_of(result, "deal_win_loss_ratio", "2024-01-01")["reopened_count"] == 2


def test_touches_between_days(run: Run) -> None:
    """On the day of qualification and of the outcome a touch counts; an outcome before the qualification has none."""
    result = run(
        {
            "leads": "lead_id,created_at,qualified_at,converted_at "
            "/ a,2024-01-01,2024-01-05T10:00:00Z,2024-01-05 / b,2024-01-01,2024-01-05,2024-01-06T10:00:00Z "
            "/ c,2024-01-01,2024-01-05T10:00:00Z,2024-01-05T09:00:00Z",
            "activities": "activity_id,occurred_at,type,lead_id "
            "/ 1,2024-01-05T15:00:00Z,call,a / 2,2024-01-05T09:00:00Z,call,a / 3,2024-01-05,call,a "
            "/ 4,2024-01-05T00:00:00Z,call,b / 5,2024-01-06,call,b / 6,2024-01-06T10:00:01Z,call,b "
            "/ 7,2024-01-05,call,c",
            "meetings": "meeting_id,invited_at / m,2024-01-01",
        },
        as_of_date="2024-01-31",
    )
    row = row_of(result, "system_touches", "2024-01-01")
    assert (row["numerator"], row["denominator"]) == (4, 2)
    assert row["untouched_rate"] == pytest.approx(1 / 3)


def test_answers_with_only_a_day(run: Run) -> None:
    """In week 2 one is answered after 30 minutes; of two the minutes are not known. In week 3 of none. Week 4 is unanswered."""
    leads = {
        "a": "2024-01-08T10:00:00Z",
        "b": "2024-01-08T10:00:00Z",
        "c": "2024-01-09",
        "d": "2024-01-10T10:00:00Z",
        "e": "2024-01-10",
        "f": "2024-01-15",
        "g": "2024-01-15T10:00:00Z",
        "h": "2024-01-23",
        "i": "2024-01-23T10:00:00Z",
    }
    rows = [f"{lead},2024-01-01,{inquiry},2024-01-30" for lead, inquiry in leads.items()]
    result = run(
        {
            "leads": " / ".join(["lead_id,created_at,inquiry_at,qualified_at", *rows]),
            "activities": "activity_id,occurred_at,type,lead_id "
            "/ 1,2024-01-08T10:30:00Z,call,a / 2,2024-01-08,call,a / 3,2024-01-08,call,b / 4,2024-01-09T09:00:00Z,call,c "
            "/ 5,2024-01-09,call,d / 6,2024-01-15T09:00:00Z,call,f",
            "users": "user_id / nobody",
        },
        as_of_date="2024-03-31",
    )
    kpi = "average_response_time"
    second, third, fourth = (row_of(result, kpi, f"2024-01-{day}", "week") for day in ("08", "15", "22"))
    assert (second["numerator"], second["denominator"], second["sample_size"]) == (30, 1, 1)
    assert (second["answered_count"], second["day_only_count"], second["unanswered_count"]) == (3, 2, 2)
    # of a and d the minutes are known; e begins with only a day
    assert (second["within_1_hour_rate"], second["p90_minutes"]) == (0.5, 30)
    assert second["unanswered_rate"] == pytest.approx(2 / 5)
    assert (third["value_status"], third["numerator"], third["denominator"]) == ("no_data", 0, 0)
    assert (third["answered_count"], third["day_only_count"], third["unanswered_count"]) == (1, 1, 1)
    assert {third[name] for name in ("within_5_min_rate", "within_24_hours_rate", "kpi_value")} == {None}
    assert (fourth["value_status"], fourth["within_24_hours_rate"]) == ("zero_denominator", 0)


def test_follow_up_with_only_a_day(run: Run) -> None:
    """168 hours are 7 days where one end is only a day; minutes are those of the first message, known or not."""
    result = run(
        {
            "presentation_sessions": "session_id,started_at,lead_id,completed_at "
            "/ s1,2024-01-02,a,2024-01-02T10:00:00Z / s2,2024-01-02,b,2024-01-02T10:00:00Z "
            "/ s3,2024-01-02,c,2024-01-02 / s4,2024-01-02,d,2024-01-02 / s5,2024-01-02,e,2024-01-02T10:00:00Z",
            "activities": "activity_id,occurred_at,type,lead_id / 1,2024-01-09,email,a / 2,2024-01-09T10:00:01Z,email,b "
            "/ 3,2024-01-09T23:00:00Z,sms,c / 4,2024-01-10,email,d / 5,2024-01-02T10:04:00Z,email,e",
        },
        as_of_date="2024-01-31",
    )
    row = row_of(result, "follow_up_time", "2024-01-01")
    assert (row["numerator"], row["denominator"], row["day_only_count"]) == (4, 1, 2)
    # of b and e the minutes are known
    assert (row["within_5_min_rate"], row["followed_up_within_24_hours_rate"]) == (0.5, 0.5)
    assert (row["email_count"], row["sms_count"]) == (2, 1)


def test_meetings_with_days(run: Run) -> None:
    """Withdrawn on the day of its answer a meeting stays; one that starts on the as-of day has started."""
    result = run(
        {
            "meetings": "meeting_id,invited_at,starts_at,response,responded_at,withdrawn_at "
            "/ a,2024-01-02,2024-01-20,declined,2024-01-05T10:00:00Z,2024-01-05 "
            "/ b,2024-01-02,2024-01-20,declined,2024-01-05,2024-01-05T09:00:00Z "
            "/ c,2024-01-02,2024-01-20,declined,2024-01-05,2024-01-04 / d,2024-01-02,2024-01-31,,, "
            "/ e,2024-01-02,2024-02-01,,,",
        },
        as_of_date="2024-01-31",
    )
    row = row_of(result, "meeting_acceptance_rate", "2024-01-01")
    assert (row["denominator"], row["response_rate"]) == (3, pytest.approx(2 / 3))


def test_ends_with_a_midnight(run: Run) -> None:
    """Three of ten end at a midnight; two more have an end that cannot be read, and no MRR."""
    ends = ["2024-03-01 00:00:00", "2024-03-01T00:00:00Z", "2024-03-01", "2024-03-01 10:00:00", "01.03.2024", *[""] * 5]
    rows = [f"s{n},c{n},2024-01-01,100,{end}" for n, end in enumerate(ends)]
    result = run(
        {
            "accounts": "account_id / c1",
            "subscriptions": " / ".join(["subscription_id,account_id,starts_on,unit_amount,ends_on", *rows]),
        },
        as_of_date="2024-03-31",
    )
    march = row_of(result, "monthly_recurring_revenue", "2024-03-01")
    assert (march["kpi_value"], march["churn_mrr"]) == (500, -300)
    kept = row_of(result, "customer_retention_rate", "2024-03-01")
    assert (kept["numerator"], kept["denominator"], kept["kpi_value"]) == (5, 8, 0.625)


def test_closes_before_everything_else(run: Run) -> None:
    result = run(
        {
            "deals": "deal_id,created_at,closed_at,outcome / 1,2024-05-02,2022-02-03,won / 2,2024-05-02,2022-12-31,lost "
            "/ 3,2024-05-02,2021-01-01,open"
        },
        as_of_date="2024-05-31",
    )
    years = [
        row for row in result.tables["deal_win_loss_ratio"] if (row["scope_id"], row["period_type"]) == ("all", "year")
    ]
    assert [(row["period_start"].year, row["numerator"], row["denominator"]) for row in years] == [
        (2022, 1, 1),
        (2023, 0, 0),
        (2024, 0, 0),
    ]


DATED_FILES = {
    "leads": "lead_id,created_at,inquiry_at,qualified_at,disqualified_at,converted_at / l,{},{},{},{},{}",
    "deals": "deal_id,created_at,closed_at,outcome / d,{},{},lost",
    "activities": "activity_id,occurred_at,type / x,{},note",
    "meetings": "meeting_id,invited_at,responded_at,starts_at / m,{},{},{}",
    "subscriptions": "subscription_id,account_id,starts_on,unit_amount,ends_on / s,a,{},0,{}",
    "survey_responses": "response_id,surveyed_on,respondent_id,question / v,{},p,experience",
    "brand_mentions": "mention_id,mentioned_at,brand / p,{},b",
    "presentation_sessions": "session_id,started_at,completed_at / t,{},{}",
    "orders": "order_id,account_id,ordered_on / o,a,{}",
    "deal_stage_history": "deal_id,stage,entered_at / d,s,{}",
    "accounts": "account_id,created_at / a,{}",
}
PLACING = [(name, n) for name, count in (("leads", 5), ("deals", 2), ("meetings", 2)) for n in range(count)]
PLACING += [
    (name, 0) for name in DATED_FILES if name not in ("leads", "deals", "meetings", "deal_stage_history", "accounts")
]
NOT_PLACING = [("meetings", 2), ("subscriptions", 1), ("presentation_sessions", 1)]
NOT_PLACING += [("deal_stage_history", 0), ("accounts", 0)]


@pytest.mark.parametrize(("export", "number"), PLACING + NOT_PLACING)
def test_the_calendar_begins_with_every_date_that_places_a_record(run: Run, export: str, number: int) -> None:
    files = {
        name: text.format(*("2022-05-05" if (name, n) == (export, number) else "2024-01-05" for n in range(5)))
        for name, text in DATED_FILES.items()
    }
    result = run(files, as_of_date="2024-01-31")
    first = min(row["period_start"] for row in result.tables["new_customers"] if row["period_type"] == "month")
    assert first == (date(2022, 5, 1) if (export, number) in PLACING else date(2024, 1, 1))


READABLE = {
    "accounts": "account_id / a",
    "users": "user_id / r",
    "leads": "lead_id,created_at,inquiry_at,qualified_at,disqualified_at,converted_at,origin,account_id,deal_id,"
    "is_deleted,is_test / l,2024-01-02,2024-01-02T10:00:00Z,2024-01-02T11:00:00Z,2024-01-09,2024-01-10,inbound,a,d,no,no "
    "/ k,2024-01-02,,2024-01-02T11:00:00Z,,,outbound,,,,",
    "deals": "deal_id,created_at,closed_at,outcome,deal_type,is_deleted,is_test / d,2024-01-02,2024-01-10,won,expansion,0,0",
    "deal_stage_history": "deal_id,stage,entered_at,is_closed / d,s,2024-01-03,1 / d,t,2024-01-04,0",
    "activities": "activity_id,occurred_at,type,lead_id,direction,status,is_automated,is_deleted "
    "/ 1,2024-01-03T10:00:00Z,email,l,outbound,completed,0,0 / 2,2024-01-03T10:00:00Z,call,k,,,,",
    "meetings": "meeting_id,invited_at,starts_at,lead_id,response,responded_at,outcome,withdrawn_at,is_external,"
    "is_self_booked,is_deleted / m,2024-01-03,2024-01-05,k,accepted,2024-01-04,held,2024-01-06,yes,no,no",
    "subscriptions": "subscription_id,account_id,starts_on,unit_amount,ends_on,quantity,discount_rate,"
    "billing_interval_months,status,is_deleted / s,a,2024-01-12,100,2024-12-31,1,0,1,active,0",
    "survey_responses": "response_id,surveyed_on,respondent_id,question,brand,rank,weight "
    "/ v,2024-01-05,p,unaided_awareness,Ours,1,1 / w,2024-01-05,q,unaided_awareness,,,1",
    "brand_mentions": "mention_id,mentioned_at,brand,weight,is_owned,is_bot / p,2024-01-05,Ours,1,no,no",
    "presentation_sessions": "session_id,started_at,lead_id,completed_at,duration_seconds,is_preview,page_views "
    "/ t,2024-01-03,l,2024-01-03T09:30:00Z,60,no,7",
    "brands": "brand_set_version,valid_from,brand,is_ours / 1,2020-01-01,Ours,true",
}
# What readable cells give, and what is left where one cannot be read.
GIVEN = {
    "average_response_time.denominator": 1,
    "average_response_time.all_inbound_mean_minutes": 480,
    "system_touches.numerator": 2,
    "system_touches.denominator": 2,
    "meeting_acceptance_rate.denominator": 1,
    "sql_to_customer_conversion_rate.denominator": 2,
    "sql_to_customer_conversion_rate.numerator": 1,
    "deal_win_loss_ratio.numerator": 1,
    "deal_win_loss_ratio.reopened_count": 1,
    "monthly_recurring_revenue.kpi_value": 100,
    "new_customers.kpi_value": 1,
    "share_of_voice.sample_size": 1,
    "share_of_voice.unaided_awareness_rate": 0.5,
    "share_of_voice.top_of_mind_rate": 0.5,
    "share_of_voice.mention_share": 1,
    "presentation_engagement.denominator": 1,
    "presentation_engagement.close_rate": 1,
    "presentation_engagement.page_views": 7,
    "follow_up_time.denominator": 1,
    "follow_up_time.email_count": 1,
}
NO_MRR = {
    "monthly_recurring_revenue.kpi_value": 0,
    "new_customers.kpi_value": 0,
    "sql_to_customer_conversion_rate.numerator": 0,
}
NO_ANSWER = {
    "average_response_time.denominator": 0,
    "average_response_time.all_inbound_mean_minutes": None,
}
NO_TOUCH = {"system_touches.numerator": 1, "system_touches.denominator": 1}
NO_MESSAGE = {"follow_up_time.denominator": 0, "follow_up_time.email_count": 0}
NO_RATIO = {"deal_win_loss_ratio.numerator": 0, "deal_win_loss_ratio.reopened_count": 0}
NO_DEAL = NO_RATIO | {"presentation_engagement.close_rate": None}
NO_MEETING = {"meeting_acceptance_rate.denominator": 0}
NO_SESSION = NO_MESSAGE | {
    "presentation_engagement.denominator": 0,
    "presentation_engagement.close_rate": None,
    "presentation_engagement.page_views": 0,
}
NO_LEAD = (
    NO_ANSWER
    | NO_TOUCH
    | {
        "sql_to_customer_conversion_rate.denominator": 1,
        "sql_to_customer_conversion_rate.numerator": 0,
    }
)
NO_NAMING = {
    "share_of_voice.sample_size": 0,
    "share_of_voice.unaided_awareness_rate": 0,
    "share_of_voice.top_of_mind_rate": 0,
}
SPOILED: dict[tuple[str, str], dict[str, float | None]] = {
    **{("subscriptions", name): NO_MRR for name in ("ends_on", "quantity", "discount_rate", "billing_interval_months")},
    ("subscriptions", "status"): NO_MRR,
    ("subscriptions", "is_deleted"): NO_MRR,
    ("deals", "closed_at"): NO_DEAL,
    ("deals", "outcome"): NO_DEAL,
    ("deals", "is_deleted"): NO_DEAL,
    ("deals", "is_test"): NO_DEAL,
    ("deals", "deal_type"): NO_DEAL,
    ("deal_stage_history", "is_closed"): {"deal_win_loss_ratio.reopened_count": 0},
    ("leads", "inquiry_at"): NO_ANSWER,
    ("leads", "origin"): NO_ANSWER,
    ("leads", "qualified_at"): NO_LEAD | {"average_response_time.all_inbound_mean_minutes": 480},
    ("leads", "disqualified_at"): NO_TOUCH,
    ("leads", "converted_at"): NO_TOUCH,
    ("leads", "is_deleted"): NO_LEAD | {"presentation_engagement.close_rate": None},
    ("leads", "is_test"): NO_LEAD | {"presentation_engagement.close_rate": None},
    ("activities", "direction"): NO_ANSWER | NO_TOUCH | NO_MESSAGE,
    ("activities", "status"): NO_ANSWER | NO_TOUCH | NO_MESSAGE,
    ("activities", "is_automated"): NO_ANSWER | NO_TOUCH,
    ("activities", "is_deleted"): NO_ANSWER | NO_TOUCH | NO_MESSAGE,
    **{("meetings", name): NO_MEETING | NO_TOUCH for name in ("response", "responded_at", "is_external", "is_deleted")},
    **{("meetings", name): NO_MEETING for name in ("starts_at", "outcome", "withdrawn_at", "is_self_booked")},
    **{("presentation_sessions", name): NO_SESSION for name in ("completed_at", "duration_seconds", "is_preview")},
    ("presentation_sessions", "page_views"): {"presentation_engagement.page_views": 0},
    ("survey_responses", "weight"): NO_NAMING,
    ("survey_responses", "rank"): {"share_of_voice.top_of_mind_rate": 0},
    **{("brand_mentions", name): {"share_of_voice.mention_share": None} for name in ("weight", "is_owned", "is_bot")},
}


def test_what_readable_cells_give(run: Run) -> None:
    result = run(READABLE, as_of_date="2024-01-31")
    assert {
        name: row_of(result, kpi, "2024-01-01")[column] for name in GIVEN for kpi, column in [name.split(".")]
    } == GIVEN


@pytest.mark.parametrize(("export", "column"), SPOILED)
def test_an_unreadable_cell_takes_its_record_out_of_what_it_decides(run: Run, export: str, column: str) -> None:
    header, first, *others = (line.strip().split(",") for line in READABLE[export].split("/"))
    first[header.index(column)] = "??"
    text = " / ".join(",".join(line) for line in (header, first, *others))
    result = run(READABLE | {export: text}, as_of_date="2024-01-31")
    found = {name: row_of(result, kpi, "2024-01-01")[column] for name in GIVEN for kpi, column in [name.split(".")]}
    assert found == GIVEN | SPOILED[export, column]


def test_a_merged_date_that_cannot_be_read_is_unknown(run: Run) -> None:
    """Also where another record of the group has one; a test record hands nothing over."""
    header = "lead_id,created_at,qualified_at,merged_into_id,is_deleted,is_test"
    rows = (
        "a,2024-01-01,2024-01-05,,, / b,2024-01-01,soon,a,yes, / c,2024-01-01,2024-01-05,,, / d,2024-01-01,soon,c,,yes"
    )
    result = run({"leads": f"{header} / {rows}", "accounts": "account_id / x"}, as_of_date="2024-01-31")
    assert row_of(result, "sql_to_customer_conversion_rate", "2024-01-01")["denominator"] == 1


@pytest.mark.parametrize(
    ("setting", "march", "april"), [("first_day_without", (0, -100), (100, 100)), ("last_day_with", (100, 0), (100, 0))]
)
def test_the_last_day_of_a_term(run: Run, setting: str, march: tuple[int, int], april: tuple[int, int]) -> None:
    result = run(
        {
            "accounts": "account_id / a",
            "subscriptions": "subscription_id,account_id,starts_on,ends_on,unit_amount "
            "/ 1,a,2023-04-01,2024-03-31,100 / 2,a,2024-04-01,,100 / 3,b,2024-01-31,2024-01-31,7 / 4,c,2024-01-31,9999-12-31,0",
        },
        as_of_date="2024-04-30",
        subscription_ends_on=setting,
    )
    rows = [row_of(result, "monthly_recurring_revenue", f"2024-0{month}-01") for month in (3, 4)]
    assert (rows[0]["kpi_value"], rows[0]["churn_mrr"]) == march
    assert (rows[1]["kpi_value"], rows[1]["reactivation_mrr"]) == april
    one_day = row_of(result, "monthly_recurring_revenue", "2024-01-01")["kpi_value"]
    assert one_day == (107 if setting == "last_day_with" else 100)


@pytest.mark.parametrize(
    ("ends", "renewed", "status"), [(30, 3, "warning"), (31, 3, "ok"), (4, 2, "ok"), (3, 3, "warning")]
)
def test_renewals_after_a_day_are_told(run: Run, ends: int, renewed: int, status: str) -> None:
    """So many of the ends are followed by a start on the day after; ends after the as-of date are none."""
    rows = [f"e{n},a{n},2023-01-01,2023-12-31,10" for n in range(ends)]
    rows += [f"r{n},a{n},{'2024-01-01' if n < renewed else '2024-01-02'},,10" for n in range(ends)]
    rows += [f"x{n},y{n},2023-01-01,2024-06-30,10" for n in range(50)]
    files = {
        "accounts": "account_id / a",
        "subscriptions": " / ".join(["subscription_id,account_id,starts_on,ends_on,unit_amount", *rows]),
        "source_checks": CHECKS,
    }
    check = check_of(run(files, as_of_date="2024-03-31"), "subscriptions", "renewals_after_a_day")
    assert (check.observed, check.sample, check.status) == (renewed, ends, status)
    others = run(files, as_of_date="2024-03-31", subscription_ends_on="last_day_with").checks
    assert "renewals_after_a_day" not in {check.check_id for check in others}


# The thresholds of the checks on what was read, as the specification gives them.
CHECKS = (
    "check_id,export,warn,fail,is_critical,min_sample,lookback,tolerance_days "
    "/ unreadable_cells,*,0.01,0.1,true,3,, / renewals_after_a_day,subscriptions,0.1,,false,3,, "
    "/ stray_dates,*,1,,false,0,,"
)


def check_of(result: Result, export: str, check_id: str) -> Check:
    """The only check of that name of an export."""
    (found,) = [check for check in result.checks if (check.export, check.check_id) == (export, check_id)]
    return found


@pytest.mark.parametrize(
    ("bad", "filled", "empty", "status"),
    [
        (2, 3, 0, "trusted"),
        (3, 30, 0, "untrusted"),
        (3, 31, 300, "at_risk"),
        (3, 299, 0, "at_risk"),
        (3, 300, 0, "trusted"),
    ],
)
def test_columns_that_cannot_be_read_are_not_trusted(run: Run, bad: int, filled: int, empty: int, status: str) -> None:
    """By filled cells of one column; rejected rows are raw rows too."""
    cells = ["maybe"] * bad + ["no"] * (filled - bad) + [""] * empty
    for column in ("is_bot", "is_owned"):
        rows = [f"p{n},2024-01-05,b,{cell}" for n, cell in enumerate(cells)]
        posts = " / ".join([f"mention_id,mentioned_at,brand,{column}", *rows])
        result = run({"brand_mentions": posts, "source_checks": CHECKS}, as_of_date="2024-01-31")
        checks = [check for check in result.checks if check.export == "brand_mentions"]
        wanted = {"trusted": "ok", "at_risk": "warning", "untrusted": "critical"}[status]
        assert {check.status for check in checks if check.check_id == "unreadable_cells"} == {wanted}


def numbers_of(result: Result) -> list[dict[str, Any]]:
    """All rows without the trust in their source."""
    rows = [row for table in result.tables.values() for row in table]
    return [{name: cell for name, cell in row.items() if name != "source_status"} for row in rows]


def test_one_date_in_the_future_changes_no_number_but_its_own(run: Run) -> None:
    """A lead of 2028 among 120 of January 2024 is after the as-of date, unless that is given."""
    rows = [f"l{n},2024-01-{n % 28 + 1:02},2024-01-29" for n in range(120)]
    header = "lead_id,created_at,qualified_at"
    leads = " / ".join([header, *rows])
    files = {"leads": leads, "accounts": "account_id / a", "source_checks": CHECKS}
    without = run(files)
    spoiled = files | {"leads": f"{leads} / late,2028-02-01,2028-02-01"}
    result = run(spoiled)
    assert numbers_of(result) == numbers_of(without)
    check = check_of(result, "leads", "stray_dates")
    assert (check.observed, check.status) == (1, "warning")
    given = run(spoiled, as_of_date="2028-02-02")
    assert row_of(given, "sql_to_customer_conversion_rate", "2028-02-01")["denominator"] == 1


def test_one_date_of_1900_changes_no_number_but_its_own(run: Run) -> None:
    files = {
        "leads": "lead_id,created_at,qualified_at / a,2024-01-05,2024-01-05",
        "accounts": "account_id / a",
        "subscriptions": "subscription_id,account_id,starts_on,ends_on,unit_amount / s,a,2024-01-02,,5",
        "source_checks": CHECKS,
    }
    without = run(files)
    spoiled = files | {
        "leads": files["leads"] + " / b,1900-01-01,2024-01-05",
        "subscriptions": files["subscriptions"] + " / t,x,2024-01-02,1900-01-01,5 / u,x,1899-12-30,,5",
    }
    result = run(spoiled)
    assert result.tables == without.tables
    told = {(bad.record_id, bad.column, bad.reason, bad.is_row) for bad in result.rejected}
    assert told == {
        ("b", "created_at", "out_of_range", True),
        ("t", "ends_on", "out_of_range", False),
        ("u", "starts_on", "out_of_range", True),
    }
    # the fifteenth year before 2024 is 2009; a bound of one's own replaces it
    early = files | {"leads": files["leads"] + " / b,2009-01-01,2009-01-01 / c,2008-12-31,2009-01-01"}
    assert row_of(run(early), "sql_to_customer_conversion_rate", "2009-01-01")["denominator"] == 1
    assert (
        row_of(run(early, earliest_date="1990-01-01"), "sql_to_customer_conversion_rate", "2009-01-01")["denominator"]
        == 2
    )


def test_a_team_without_a_new_customer_has_a_row_of_0(run: Run) -> None:
    result = run(
        {
            "users": "user_id,team_id / r,t / q,u",
            "accounts": "account_id,owner_id / a,r",
            "subscriptions": "subscription_id,account_id,starts_on,unit_amount / s,a,2024-01-02,5",
        },
        as_of_date="2024-02-29",
    )
    row = row_of(result, "new_customers", "2024-02-01", scope="t")
    assert (row["kpi_value"], row["value_status"]) == (0, "ok")
    assert {row["scope_id"] for row in result.tables["new_customers"]} == {"all", "r", "t"}


def without_days(_ctx: Context, first: datetime, second: datetime) -> bool:
    """Instants compared as they are, also where one of them is only a day."""
    return first < second


def test_random_folders_reach_every_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four folders hold every kind of cell, and numbers would be others without the comparison of days."""
    found: Counter[object] = Counter()
    for seed, dirty in ((11, False), (40, False), (15, True), (16, True)):
        folder = tmp_path / str(seed)
        variables = make_folder(folder, seed, dirty, months=6, absent=())
        result = compute_all(folder, variables=variables)
        assert result.context is not None
        found.update(reached(result))
        with monkeypatch.context() as changed:
            changed.setattr(Context, "is_before", without_days)
            other = compute_all(folder, variables=variables)
        found.update(("days", kpi) for kpi, rows in result.tables.items() if rows != other.tables[kpi])
        found.update([("ends", variables["subscription_ends_on"]), ("as of", variables["as_of_date"] is None)])
    kinds = {export: {column.name: column.kind for column in columns} for export, columns in EXPORTS.items()}
    wanted: set[object] = {
        ("day only", export, name) for export in kinds for name, kind in kinds[export].items() if kind == "time"
    }
    wanted |= {("midnight", export, name) for export in kinds for name, kind in kinds[export].items() if kind == "date"}
    wanted |= {("unreadable", *cell) for cell in SPOILED}
    wanted |= {("days", kpi) for kpi in ("system_touches", "deal_win_loss_ratio", "meeting_acceptance_rate")}
    wanted |= {
        (kpi, told) for kpi in ("average_response_time", "follow_up_time") for told in ("some minutes", "no minutes")
    }
    wanted |= {("ends", "first_day_without"), ("ends", "last_day_with"), ("as of", True), ("as of", False)}
    wanted |= {("out of range", True), ("out of range", False), "stray", "closed before all", "renewed after a day"}
    assert wanted - found.keys() == set()
    assert {
        cell: count for cell, count in found.items() if cell in wanted and count < 3 and cell[0] == "day only"
    } == {}


def reached(result: Result) -> Iterator[object]:
    """What a folder holds of each rule."""
    ctx = result.context
    assert ctx is not None
    for export in ctx.exports.values():
        for row in export.rows:
            for column in EXPORTS[export.name]:
                if isinstance(row[column.name], DayOnly):
                    yield "day only", export.name, column.name
                elif column.kind == "date" and len(clean(row["_cells"].get(column.name)) or "") > 10:
                    yield "midnight", export.name, column.name
    for bad in result.rejected:
        if bad.reason not in ("missing_required", "duplicate_key"):
            yield "unreadable", bad.export, bad.column
        if bad.reason == "out_of_range" and bad.raw_text and DAY.match(bad.raw_text):
            yield "out of range", bad.is_row
    for kpi in ("average_response_time", "follow_up_time"):
        for row in result.tables[kpi]:
            if row["day_only_count"]:
                yield kpi, "some minutes" if row["denominator"] else "no minutes"
    created = min(row["created_at"] for row in ctx.exports["deals"].rows if row["created_at"])
    closed = [row["closed_at"] for row in ctx.data.rows["deals"] if row["closed_at"] and row["outcome"] != "open"]
    if min(closed) < created - timedelta(days=10):
        yield "closed before all"
    if ctx.stray:
        yield "stray"
    if any(check.check_id == "renewals_after_a_day" and check.observed for check in result.checks):
        yield "renewed after a day"


def test_a_record_counts_for_the_slices_of_its_topmost_account(run: Run) -> None:
    """The branch's lead and deal are of the head's segment; a lead of a deal is of the deal's customer; no weeks."""
    result = run(
        {
            "accounts": "account_id,parent_account_id,segment,country / head,,Big,US / branch,head,Small,DE / other,,Small,",
            "leads": "lead_id,created_at,qualified_at,account_id,deal_id,source "
            "/ l1,2024-01-03T10:00:00Z,2024-01-03T10:00:00Z,branch,,Web / l2,2024-01-04T10:00:00Z,2024-01-04T10:00:00Z,,d2,"
            " / l3,2024-01-05T10:00:00Z,2024-01-05T10:00:00Z,,,Web",
            "deals": "deal_id,created_at,closed_at,outcome,account_id,lead_id,deal_type "
            "/ d1,2024-01-02,2024-01-09,won,branch,l1,expansion / d2,2024-01-02,2024-01-09,lost,other,,",
        },
        as_of_date="2024-02-29",
        slices=["segment", "source", "country", "deal_type"],
    )

    def cut(kpi: str) -> dict[tuple[str, str], tuple[float, float]]:
        rows = [row for row in result.tables[kpi] if row["period_start"] == date(2024, 1, 1)]
        return {
            (row["scope_type"], row["scope_id"]): (row["numerator"], row["denominator"])
            for row in rows
            if row["period_type"] == "month" and row["scope_type"] not in ("company", "team", "rep")
        }

    assert cut("deal_win_loss_ratio") == {
        ("segment", "Big"): (1, 0),
        ("segment", "Small"): (0, 1),
        ("source", "Web"): (1, 0),
        ("source", "unknown"): (0, 1),
        ("country", "US"): (1, 0),
        ("country", "unknown"): (0, 1),
        ("deal_type", "expansion"): (1, 0),
        ("deal_type", "new_business"): (0, 1),
    }
    assert cut("sql_to_customer_conversion_rate") == {
        ("segment", "Big"): (1, 1),
        ("segment", "Small"): (0, 1),
        ("segment", "unknown"): (0, 1),
        ("source", "Web"): (1, 2),
        ("source", "unknown"): (0, 1),
        ("country", "US"): (1, 1),
        ("country", "unknown"): (0, 2),
    }
    kinds = {row["period_type"] for rows in result.tables.values() for row in rows if row["scope_type"] == "segment"}
    assert kinds == {"month", "quarter", "year"}
