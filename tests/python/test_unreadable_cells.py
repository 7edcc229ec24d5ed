"""Cells that are filled and cannot be read, and dates beyond all sense, in small folders that dbt builds in one process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.python.sample_builds import Tables, kpi_cells, kpi_ids, query, told, write_tables
from tools.dbt_runs import BUILD, Run, run_all
from tools.demo.tables import Row

SELECTED = ("--select", "+kpi_scorecard", "+path:models/kpis", "+source_health", "+rejected_records")
OF_CUSTOMERS = (
    "monthly_recurring_revenue",
    "customer_retention_rate",
    "customer_acquisition_rate",
    "new_customers",
    "customer_lifetime_value",
)


@dataclass(frozen=True)
class Case:
    """A column whose cell cannot be read, and the KPIs that then know nothing of its record."""

    export: str
    column: str
    kpis: tuple[str, ...]
    cell: str = "n/k"
    beside: tuple[str, ...] = ()  # columns of these KPIs that the cell does not decide

    @property
    def name(self) -> str:
        """The start of the names of its three reps."""
        return f"{self.export}.{self.column}"


RESPONSE, TOUCHES, ACCEPTED = ("average_response_time",), ("system_touches",), ("meeting_acceptance_rate",)
CASES = [
    *(Case("leads", column, RESPONSE) for column in ("inquiry_at", "origin", "is_deleted", "is_test")),
    Case("leads", "qualified_at", RESPONSE, beside=("all_inbound_mean_minutes",)),
    *(Case("leads", column, TOUCHES) for column in ("disqualified_at", "converted_at", "qualified_at")),
    Case("leads", "qualified_at", ("sql_to_customer_conversion_rate",)),
    *(Case("activities", column, TOUCHES) for column in ("direction", "status", "is_automated", "is_deleted")),
    *(
        Case("meetings", column, ACCEPTED)
        for column in (
            *("response", "responded_at", "is_external", "starts_at", "outcome", "withdrawn_at", "is_self_booked"),
            "is_deleted",
        )
    ),
    *(
        Case("deals", column, ("deal_win_loss_ratio", "average_sales_cycle"))
        for column in ("closed_at", "deal_type", "outcome", "is_deleted", "is_test")
    ),
    Case("deal_stage_history", "is_closed", ("deal_win_loss_ratio",)),
    *(
        Case("subscriptions", column, OF_CUSTOMERS)
        for column in (
            *("ends_on", "quantity", "discount_rate", "billing_interval_months", "status", "is_deleted"),
            "starts_on",
        )
    ),
    *(
        Case("presentation_sessions", column, ("presentation_engagement", "follow_up_time"))
        for column in ("completed_at", "duration_seconds", "is_preview")
    ),
    # before 1 January of the fifteenth year before the as-of date
    Case("deals", "closed_at", ("deal_win_loss_ratio",), cell="2010-12-31T23:59:59Z"),
    Case("subscriptions", "ends_on", OF_CUSTOMERS, cell="1900-01-01"),
    Case("leads", "created_at", RESPONSE, cell="1900-01-01T00:00:00Z"),
]


def of_rep(rep: str) -> Tables:
    """What every rep has: a record in each KPI, and second ones (their ids end in `.2`) that a case is about."""
    tables: Tables = {
        "users": [{"user_id": rep, "name": rep, "team_id": "t"}],
        "accounts": [{"account_id": f"{rep}.{n}", "owner_id": rep} for n in (1, 2)],
    }
    for n in (1, 2):
        one = f"{rep}.{n}"
        # nothing is the same day, hour or amount in both
        day = f"2026-09-0{n}"
        made: dict[str, list[Row]] = {
            "leads": [
                {
                    **{"lead_id": one, "owner_id": rep, "created_at": f"{day}T09:00:00Z", "origin": "inbound"},
                    **{"inquiry_at": f"{day}T09:30:00Z", "qualified_at": f"{day}T12:00:00Z"},
                    **{"converted_at": f"2026-09-1{n}T20:00:00Z", "disqualified_at": f"2026-09-2{n}T20:00:00Z"},
                    **{"is_deleted": "false", "is_test": "false"},
                }
            ],
            "activities": [
                {
                    **{
                        "activity_id": f"{one}.{m}",
                        "occurred_at": f"{day}T1{m + n}:30:00Z",
                        "type": "call",
                        "lead_id": of,
                    },
                    **{"direction": "outbound", "status": "completed", "is_automated": "false", "is_deleted": "false"},
                }
                # the second lead has a touch of its own; what a case spoils is one more of the first lead
                for m, of in ((1, one), (2, f"{rep}.1"))
            ],
            "meetings": [
                {
                    **{"meeting_id": one, "organizer_id": rep, "invited_at": f"{day}T09:00:00Z", "outcome": "held"},
                    **{"starts_at": f"{day}T10:00:00Z", "response": "accepted" if n == 2 else "declined"},
                    **{"responded_at": f"{day}T09:10:00Z", "withdrawn_at": f"{day}T09:30:00Z", "is_external": "true"},
                    **{"is_self_booked": "false", "is_deleted": "false"},
                }
            ],
            "deals": [
                {
                    **{"deal_id": one, "owner_id": rep, "created_at": f"{day}T09:00:00Z", "amount": str(n)},
                    **{"closed_at": f"{day}T10:00:00Z", "outcome": "won", "deal_type": "new_business"},
                    **{"is_deleted": "false", "is_test": "false"},
                }
            ],
            "subscriptions": [
                {
                    **{
                        "subscription_id": one,
                        "account_id": one,
                        "starts_on": f"2026-0{n}-01",
                        "unit_amount": str(100 * n),
                    },
                    **{"ends_on": "2026-08-15" if n == 2 else "", "quantity": "1", "discount_rate": "0"},
                    **{"billing_interval_months": "1", "status": "active", "is_deleted": "false"},
                }
            ],
            "presentation_sessions": [
                {
                    **{"session_id": one, "sender_id": rep, "lead_id": one, "started_at": f"{day}T09:00:00Z"},
                    **{"completed_at": f"{day}T09:40:00Z", "duration_seconds": "60", "is_preview": "false"},
                }
            ],
        }
        for export, rows in made.items():
            tables.setdefault(export, []).extend(rows)
    tables["deal_stage_history"] = [
        {"deal_id": f"{rep}.1", "stage": stage, "entered_at": f"2026-08-0{day}T09:00:00Z", "is_closed": closed}
        for day, stage, closed in ((1, "Won", "true"), (2, "Proposal", "false"))
    ]
    return tables


def spoilt(tables: Tables, case: Case, drop: bool) -> Tables:
    """The tables with the cell of the case spoilt in its record, or without that record."""
    row = tables[case.export][-1]
    if drop:
        tables[case.export] = tables[case.export][:-1]
    else:
        row[case.column] = case.cell
    return tables


def all_pairs() -> Tables:
    """Three reps a case: one whose cell can be read, one whose cell cannot, and one without the record."""
    tables: Tables = {}
    for number, case in enumerate(CASES):
        name = f"{number}.{case.name}"
        for rep_tables in (
            of_rep(f"{name}.read"),
            spoilt(of_rep(f"{name}.spoilt"), case, drop=False),
            spoilt(of_rep(f"{name}.without"), case, drop=True),
        ):
            for export, rows in rep_tables.items():
                tables.setdefault(export, []).extend(rows)
    return tables


def unreadable_ends() -> Tables:
    """40 subscriptions of 100, of which 12 ended; their ends are written in a way that cannot be read."""
    return {
        "users": [{"user_id": "r", "name": "R"}],
        "accounts": [{"account_id": f"a{n}", "owner_id": "r"} for n in range(40)],
        "leads": [{"lead_id": "l", "created_at": "2026-10-01T09:00:00Z", "owner_id": "r"}],
        "subscriptions": [
            {
                **{"subscription_id": f"s{n}", "account_id": f"a{n}", "starts_on": "2026-01-01", "unit_amount": "100"},
                **{"ends_on": "01.05.2026" if n < 12 else "", "status": "active"},
            }
            for n in range(40)
        ],
    }


def dated(extra: list[Row]) -> Tables:
    """120 leads of October 2026, every one qualified, and some others."""
    leads = [
        {
            **{"lead_id": f"l{n}", "owner_id": "r", "created_at": f"2026-10-{1 + n % 28:02}T09:00:00Z"},
            **{"inquiry_at": "", "qualified_at": f"2026-10-{1 + n % 28:02}T10:00:00Z", "converted_at": ""},
        }
        for n in range(120)
    ]
    blank = dict.fromkeys(leads[0], "")
    return {
        "users": [{"user_id": "r", "name": "R"}],
        "leads": leads + [blank | {"owner_id": "r"} | row for row in extra],
    }


STRAYS: list[Row] = [
    {"lead_id": "old", "created_at": "1900-01-01T09:00:00Z", "qualified_at": "1900-01-02T09:00:00Z"},
    {"lead_id": "future", "created_at": "2028-02-01T09:00:00Z", "qualified_at": "2028-02-02T09:00:00Z"},
    {"lead_id": "odd", "created_at": "2026-10-05T09:00:00Z", "converted_at": "9999-12-31T23:59:59Z"},
]
FOLDERS: dict[str, tuple[Callable[[], Tables], dict[str, Any]]] = {
    "pairs": (all_pairs, {"as_of_date": "2026-10-31"}),
    "ends": (unreadable_ends, {"as_of_date": "2026-10-31"}),
    "clean": (lambda: dated([{"lead_id": "odd", "created_at": "2026-10-05T09:00:00Z"}]), {}),
    "strays": (lambda: dated(STRAYS), {}),
    "bounded": (lambda: dated([]), {"earliest_date": "2026-10-15"}),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The warehouse of each folder."""
    work = tmp_path_factory.mktemp("unreadable")
    runs = []
    for name, (made, variables) in FOLDERS.items():
        folder = write_tables(work / name / "exports", made())
        given = {"systems": ["generic"], "exports_dir": str(folder)} | variables
        runs.append(Run(name, (*BUILD, *SELECTED), given))
    outcomes = run_all(runs, work)
    assert not {name: outcome.message for name, outcome in outcomes.items() if outcome.message}
    return {name: outcome.warehouse for name, outcome in outcomes.items()}


def rows_of(warehouse: Path, kpi_id: str, rep: str, beside: tuple[str, ...]) -> dict[tuple[str, str], dict[str, Any]]:
    """A rep's rows of a KPI by period, without what names the rep and without the columns beside."""
    named = {"kpi_row_id", "scope_id", *beside}
    return {
        (kind, start): {column: cell for column, cell in cells.items() if column not in named}
        for (kind, start, scope, scope_id), cells in kpi_cells(warehouse, kpi_id).items()
        if scope == "rep" and scope_id == rep
    }


@pytest.mark.parametrize(
    "number", range(len(CASES)), ids=lambda n: f"{CASES[n].name}-{CASES[n].kpis[0]}-{CASES[n].cell}"
)
def test_a_record_takes_no_part_in_what_an_unreadable_cell_decides(built: dict[str, Path], number: int) -> None:
    """As if it were not there; and not as where the cell can be read."""
    case = CASES[number]
    name = f"{number}.{case.name}"
    seen = {
        kind: {kpi_id: rows_of(built["pairs"], kpi_id, f"{name}.{kind}", case.beside) for kpi_id in case.kpis}
        for kind in ("read", "spoilt", "without")
    }
    assert seen["spoilt"] == seen["without"]
    assert seen["read"] != seen["without"]


def test_no_raw_row_and_no_unreadable_cell_is_lost(built: dict[str, Path]) -> None:
    """Every case's cell stands in rejected_records once, with its reason."""
    found = query(built["pairs"], "select export, column_name, raw_text, reason from rejected_records")
    expected = {(case.export, case.column, case.cell) for case in CASES}
    assert {row[:3] for row in found} == expected
    assert len(found) == len(CASES)
    assert {row[3] for row in found if row[2] != "n/k"} == {"out_of_range"}
    counted = query(
        built["pairs"],
        "select sum(raw_rows), sum(accepted_rows + rejected_rows), sum(rejected_rows + rejected_cells) from intermediate.int_export_counts",
    )
    assert counted[0][0] == counted[0][1]
    assert counted[0][2] == len(CASES)


def test_unreadable_ends_make_neither_revenue_nor_trust(built: dict[str, Path]) -> None:
    """12 of the 40 subscriptions have no MRR, and nobody relies on what is left."""
    rows = kpi_cells(built["ends"], "monthly_recurring_revenue")
    row = rows["month", "2026-05-01", "company", "all"]
    assert (row["kpi_value"], row["sample_size"], row["source_status"]) == (2800.0, 28, "untrusted")
    retained = kpi_cells(built["ends"], "customer_retention_rate")["month", "2026-05-01", "company", "all"]
    assert (retained["numerator"], retained["denominator"], retained["source_status"]) == (28, 28, "untrusted")
    assert query(built["ends"], "select count(*) from fct_subscriptions where is_mrr_unusable") == [(12,)]
    flagged = query(built["ends"], "select distinct unreadable_columns from fct_subscriptions where is_mrr_unusable")
    assert flagged == [(",ends_on,",)]
    check = "from source_health where health_id = 'subscriptions.unreadable_cells'"
    assert query(built["ends"], f"select status, observed_count, sample_size, measured_value {check}") == [
        ("critical", 12, 12, 1.0)
    ]
    assert "subscriptions.ends_on" in query(built["ends"], f"select message_en {check}")[0][0]
    assert query(built["ends"], "select source_status from dim_exports where export = 'subscriptions'") == [
        ("untrusted",)
    ]


def test_dates_beyond_all_sense_change_no_number_but_their_own(built: dict[str, Path]) -> None:
    """One lead of 1900, one of 2028, and a conversion in 9999."""
    assert query(built["strays"], "select as_of_date::varchar from steps.dim_as_of") == [("2026-10-28",)]
    faults = {}
    for kpi_id in kpi_ids(built["clean"]):
        clean, strays = (kpi_cells(built[name], kpi_id) for name in ("clean", "strays"))
        unlike = {key for key in clean.keys() | strays.keys() if clean.get(key) != strays.get(key)}
        if unlike:
            faults[kpi_id] = {"rows": [str(key) for key in sorted(unlike)]}
    assert not faults, told(faults)
    rejected = query(
        built["strays"], "select record_id, column_name, raw_text, reason, is_row_rejected from rejected_records"
    )
    assert rejected == [("old", "created_at", "1900-01-01T09:00:00Z", "out_of_range", True)]


def test_a_stray_date_is_told(built: dict[str, Path]) -> None:
    """With its number, its id and its date, as a warning."""
    check = "select status, observed_count, message_en, message_zh from source_health where check_id = 'stray_dates'"
    ((status, count, english, chinese),) = query(built["strays"], f"{check} and export = 'leads'")
    assert (status, count) == ("warning", 1)
    assert "future (2028-02-01)" in english
    assert "future (2028-02-01)" in chinese
    assert "warning" not in {row[0] for row in query(built["clean"], check)}


def test_the_bound_can_be_set(built: dict[str, Path]) -> None:
    """Leads of before 15 October are rejected, and the export is judged by them."""
    rejected = query(built["bounded"], "select reason, count(*) from rejected_records where is_row_rejected group by 1")
    early = sum(1 + n % 28 < 15 for n in range(120))
    assert rejected == [("out_of_range", early)]
    assert query(built["bounded"], "select count(*) from fct_leads") == [(120 - early,)]
    status = query(built["bounded"], "select status from source_health where health_id = 'leads.unreadable_cells'")
    assert status == [("critical",)]
