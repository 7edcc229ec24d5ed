"""Whole KPI rows from tiny folders, computed by hand; and relations that hold in random folders."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from .api import Result, compute_all
from .folder_reference import definitions
from .folders import make_folder, write

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
        return compute_all(tmp_path, variables={"systems": ["generic"], **variables})

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


@pytest.mark.parametrize(("seed", "dirty", "contested"), [(1, False, False), (2, True, False), (3, True, True)])
def test_relations_in_random_folders(tmp_path: Path, seed: int, dirty: bool, contested: bool) -> None:
    variables = make_folder(tmp_path, seed, dirty, contested=contested, absent=())
    tables = compute_all(tmp_path, variables=variables).tables
    assert len(tables) == 13
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
