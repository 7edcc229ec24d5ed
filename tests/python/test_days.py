"""Days without a time, from the cell to the KPI, in every system."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest

from tests.python.sample_builds import copy_seeds, part, query, write_tables
from tools.dbt_runs import BUILD, Run, run_all
from tools.demo.sample import generic_rows
from tools.demo.tables import Row
from tools.importer.formats import Options
from tools.importer.imports import Request, run

SYSTEMS = ("fxiaoke", "generic", "hubspot", "pipedrive", "salesforce", "zoho")
ZONE = ZoneInfo("America/New_York")
TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}.*")
FIRST = {"created_at", "inquiry_at", "qualified_at", "entered_at", "invited_at", "starts_at", "started_at"}
# Reckoned from the start and the length, where the export has no end; nothing reads it.
RECKONED = {"ends_at"}
AS_OF = {"as_of_date": "2026-12-31", "reporting_time_zone": "America/New_York", "fiscal_year_start_month": 8}
PERIODS = ("month", "2026-03-01"), ("month", "2026-04-01"), ("month", "2026-08-01"), ("year", "2026-08-01")


def cut_to_days(folder: Path) -> None:
    """Cut the times off every cell below a folder."""
    for path in folder.glob("*/*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as handle:
            header, *rows = csv.reader(handle)
        due_time = {place for place, name in enumerate(header) if name == "due_time"}
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(
                ["" if place in due_time else TIME.sub(r"\1", cell) for place, cell in enumerate(row)] for row in rows
            )


def generic_folder() -> dict[str, list[Row]]:
    """A close, a conversion, an answer and a follow-up of a day; ends of subscriptions with a midnight behind them."""
    march, april = "2026-03-01", "2026-04-01"
    ends = [
        "2026-05-01 00:00:00",
        "2026-05-01T00:00:00.000Z",
        "2026-05-01",
        "2026-05-01T00:00:00+00:00",
        "",
        "",
        "",
        "",
    ]
    return {
        "users": [{"user_id": "r1", "team_id": "t1"}],
        "accounts": [{"account_id": f"a{number}", "owner_id": "r1"} for number in range(len(ends))],
        "subscriptions": [
            {
                "subscription_id": f"s{number}",
                "account_id": f"a{number}",
                "starts_on": "2026-01-01T00:00",
                "ends_on": end,
                "unit_amount": "100",
                "billing_interval_months": "1",
            }
            for number, end in enumerate(ends)
        ],
        "deals": [
            {
                "deal_id": "won",
                "created_at": f"{march}T09:00:00Z",
                "closed_at": april,
                "outcome": "won",
                "owner_id": "r1",
            },
            {"deal_id": "lost", "created_at": march, "closed_at": "2026-03-31", "outcome": "lost", "owner_id": "r1"},
            {
                "deal_id": "at_once",
                "created_at": "2026-08-01",
                "closed_at": "2026-08-01",
                "outcome": "won",
                "owner_id": "r1",
            },
            # a clock of 00:00:00 is a time, here the evening before in New York
            {
                "deal_id": "timed",
                "created_at": march,
                "closed_at": "2026-08-01T00:00:00Z",
                "outcome": "won",
                "owner_id": "r1",
            },
        ],
        "leads": [
            {
                "lead_id": "l1",
                "created_at": f"{april}T13:00:00Z",
                "qualified_at": april,
                "converted_at": april,
                "origin": "inbound",
                "owner_id": "r1",
            }
        ],
        "activities": [
            {"activity_id": "c1", "occurred_at": f"{april}T14:00:00Z", "type": "call", "lead_id": "l1"},
            {"activity_id": "c2", "occurred_at": april, "type": "call", "lead_id": "l1"},
            {"activity_id": "e1", "occurred_at": f"{april}T15:00:00Z", "type": "email", "lead_id": "l1"},
        ],
        "presentation_sessions": [
            {
                "session_id": "p1",
                "started_at": f"{april}T13:00:00Z",
                "completed_at": april,
                "lead_id": "l1",
                "sender_id": "r1",
            }
        ],
    }


@pytest.fixture(scope="module")
def warehouses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The staging of every system's sample with days alone, and the KPIs of a small company in the generic form."""
    work = tmp_path_factory.mktemp("days")
    for system in SYSTEMS:
        copy_seeds(system, work / "all")
    write_tables(work / "all/generic", generic_rows(part()))
    cut_to_days(work / "all")
    write_tables(work / "small", generic_folder())
    runs = [
        Run(
            "staging",
            (*BUILD, "--select", *(f"+stg_{system}__*" for system in SYSTEMS)),
            {"systems": list(SYSTEMS), "exports_dir": str(work / "all")} | AS_OF,
        ),
        Run(
            "small",
            (*BUILD, "--select", "+path:models/kpis", "+rejected_records"),
            {"systems": ["generic"], "exports_dir": str(work / "small")} | AS_OF,
        ),
    ]
    outcomes = run_all(runs, work)
    assert [outcome.message for outcome in outcomes.values() if outcome.message] == []
    return {name: outcome.warehouse for name, outcome in outcomes.items()}


def test_every_column_of_every_system_reads_a_day_as_its_definition_says(warehouses: Mapping[str, Path]) -> None:
    """Each timestamp of the unified form stands at the first or the last second of the day, by what it means there."""
    wrong, seen = [], set()
    with duckdb.connect(str(warehouses["staging"]), read_only=True) as connection:
        columns = connection.execute(
            "select table_schema, table_name, column_name from information_schema.columns"
            " where table_name like 'stg_%' and data_type = 'TIMESTAMP' order by all"
        ).fetchall()
        for schema, table, column in columns:
            for (moment,) in connection.execute(
                f"select distinct {column} from {schema}.{table} where {column} is not null"
            ).fetchall():
                seen.add((table.split("__")[0], column))
                local = moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZONE).replace(tzinfo=None)
                start = datetime(local.year, local.month, local.day, microsecond=999_999)
                expected = start if column in FIRST else start + timedelta(hours=23, minutes=59, seconds=59)
                if local != expected and column not in RECKONED:
                    wrong.append((table, column, moment))
    assert wrong == []
    shared = {"created_at", "qualified_at", "converted_at", "closed_at", "occurred_at", "invited_at", "starts_at"}
    assert {(f"stg_{system}", column) for system in SYSTEMS for column in shared} <= seen


def test_close_of_a_day_counts_on_that_day(warehouses: Mapping[str, Path]) -> None:
    found = dict[Any, Any](
        ((period_type, str(start)), (won, lost))
        for period_type, start, won, lost in query(
            warehouses["small"],
            "select period_type, period_start, numerator, denominator from kpi_deal_win_loss_ratio where scope_id = 'r1'",
        )
    )
    assert [found[period] for period in PERIODS] == [(0, 1), (1, 0), (1, 0), (1, 0)]
    assert found["month", "2026-07-01"] == (1, 0)
    assert query(
        warehouses["small"], "select deal_id, closed_on, days_to_close, is_out_of_order from fct_deals order by 1"
    ) == [
        ("at_once", date(2026, 8, 1), 0, False),
        ("lost", date(2026, 3, 31), 30, False),
        ("timed", date(2026, 7, 31), 152, False),
        ("won", date(2026, 4, 1), 31, False),
    ]


def test_touches_of_a_day_count_and_minutes_of_a_day_are_unknown(warehouses: Mapping[str, Path]) -> None:
    """Two timed contacts and a call of that day are touches of a lead converted on that day; the first answer has minutes."""
    assert query(warehouses["small"], "select touch_count, outcome_on from steps.fct_lead_outcomes") == [
        (3, date(2026, 4, 1))
    ]
    assert query(warehouses["small"], "select calendar_minutes, is_day_only from steps.fct_lead_responses") == [
        (60, False)
    ]
    found = query(
        warehouses["small"],
        "select numerator, denominator, kpi_value, sample_size, value_status, within_5_min_rate, day_only_count"
        " from kpi_follow_up_time where period_type = 'month' and period_start = '2026-04-01' and scope_type = 'company'",
    )
    assert found == [(0, 0, None, 0, "no_data", None, 1)]


def test_midnight_behind_a_date_is_the_date(warehouses: Mapping[str, Path]) -> None:
    """Four of eight customers end on 1 May, however the day is written; no cell is rejected."""
    assert query(warehouses["small"], "select count(*) from rejected_records") == [(0,)]
    may = "where period_type = 'month' and period_start = '2026-05-01' and scope_id = 'r1'"
    assert query(
        warehouses["small"], f"select kpi_value, churn_mrr, customers from kpi_monthly_recurring_revenue {may}"
    ) == [(400, -400, 4)]
    assert query(warehouses["small"], f"select kpi_value from kpi_customer_retention_rate {may}") == [(0.5,)]


def test_importer_leaves_a_day_a_day(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/deals.csv").write_text(
        "deal_id,created_at,closed_at,outcome\n1,2026-03-01 09:00:00,2026-04-01,won\n2,2026-03-01,2026-03-31,lost\n",
        encoding="utf-8",
    )
    outcome = run(Request((tmp_path / "in",), tmp_path / "out", options=Options(time_zone="UTC")))
    assert (outcome.questions, outcome.exit_code) == ([], 0)
    (path,) = (tmp_path / "out").rglob("deals.csv")
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert [(row["created_at"], row["closed_at"]) for row in rows] == [
        ("2026-03-01T09:00:00Z", "2026-04-01"),
        ("2026-03-01", "2026-03-31"),
    ]
