"""First reports are kept: later builds of changed exports tell value, difference and records; the same exports add nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import duckdb
import pytest

from sample_builds import AS_OF, Tables, part, query, write_tables
from tests.independent.api import compute_all
from tests.independent.compare import Differences
from tests.independent.marts import compare_mart, read
from tests.independent.reported import KEY, SUM_KEY, restated
from tools.dbt_runs import BUILD, Run, run_all
from tools.demo.sample import generic_rows
from tools.warehouse import table_hash

EARLY = "2026-09-15"
SELECTED = ("--select", "+kpi_restatements", "+kpi_restated_records")
APPEND_ONLY = ("kpi_as_reported", "reported_records")
LATE_DEAL, LATE_ACCOUNT = "late_deal", "late_account"


def is_in(text: str, month: str) -> bool:
    """Whether an instant or day lies in a month."""
    return text.startswith(month)


def change(tables: Tables) -> dict[str, str]:
    """Change exports after the first reports: a late deal, a reopened one, a merged lead, a late customer; their ids."""
    lost = next(row for row in tables["deals"] if row["outcome"] == "lost" and is_in(row["closed_at"], "2026-08"))
    tables["deals"].append({**lost, "deal_id": LATE_DEAL, "closed_at": "2026-08-20T12:00:00Z", "outcome": "won"})
    tables["deals"][-1]["name"] = "Entered late"
    lost.update(outcome="open", closed_at="", stage="Negotiation")
    answered = {row["lead_id"] for row in tables["activities"] if row["direction"] == "outbound"}
    inbound = [row for row in tables["leads"] if row["origin"] == "inbound" and row["qualified_at"]]
    merged = next(r for r in inbound if is_in(r["inquiry_at"], "2026-08") and r["lead_id"] in answered)
    survivor = next(r for r in inbound if is_in(r["inquiry_at"], "2026-07"))
    for row in tables["leads"]:
        row["merged_into_id"] = ""
    merged["merged_into_id"] = survivor["lead_id"]
    tables["accounts"].append({**tables["accounts"][0], "account_id": LATE_ACCOUNT, "name": "Late customer"})
    tables["subscriptions"].append(
        {
            **tables["subscriptions"][0],
            "subscription_id": "late_subscription",
            "account_id": LATE_ACCOUNT,
            "starts_on": "2026-07-10",
            "ends_on": "",
            "status": "active",
        }
    )
    return {"reopened": lost["deal_id"], "merged": merged["lead_id"]}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Callable[[str], Path], dict[str, str]]:
    """Copies of one warehouse after each of four builds, and the ids of the changed records."""
    work = tmp_path_factory.mktemp("restatements")
    tables = deepcopy(generic_rows(part()))
    before = write_tables(work / "before", tables)
    changed = change(tables)
    after = write_tables(work / "after", tables)
    warehouse = work / "warehouse.duckdb"
    builds: dict[str, tuple[Path, str, list[str]]] = {
        "early": (before, EARLY, []),
        "later": (before, AS_OF, []),
        "again": (before, AS_OF, ["--full-refresh"]),
        "changed": (after, AS_OF, []),
    }
    copies = {name: work / f"{name}.duckdb" for name in builds}
    runs = [
        Run(
            name,
            [*BUILD, *SELECTED, *flags],
            {"systems": ["generic"], "exports_dir": str(folder), "as_of_date": as_of},
            str(warehouse),
            kept_as=str(copies[name]),
        )
        for name, (folder, as_of, flags) in builds.items()
    ]
    outcomes = run_all(runs, work)
    assert [outcome.message for outcome in outcomes.values() if outcome.message] == []
    return copies.__getitem__, changed


def test_a_first_build_restates_nothing(built: tuple[Callable[[str], Path], dict[str, str]]) -> None:
    early = built[0]("early")
    assert query(early, "select count(*) > 1000 from kpi_as_reported") == [(True,)]
    assert query(early, "select count(*) from kpi_restatements") == [(0,)]
    assert query(early, "select count(*) from steps.kpi_restated_records") == [(0,)]


def test_a_row_is_reported_when_its_period_has_closed(built: tuple[Callable[[str], Path], dict[str, str]]) -> None:
    found = query(
        built[0]("later"),
        "select distinct cast(period_start as varchar), cast(reported_as_of as varchar) from kpi_as_reported"
        " where kpi_id = 'new_customers' and period_type = 'month' and scope_type = 'company'"
        " and period_start >= date '2026-07-01' order by 1",
    )
    assert found == [("2026-07-01", EARLY), ("2026-08-01", EARLY), ("2026-09-01", AS_OF)]
    cohorts = query(
        built[0]("later"),
        "select max(cast(period_start as varchar)) from kpi_as_reported"
        " where kpi_id = 'sql_to_customer_conversion_rate' and period_type = 'month'",
    )
    assert cohorts == [("2026-06-01",)]


def test_the_same_exports_add_nothing_and_a_full_refresh_loses_nothing(
    built: tuple[Callable[[str], Path], dict[str, str]],
) -> None:
    hashes = []
    for name in ("later", "again"):
        with duckdb.connect(str(built[0](name)), read_only=True) as connection:
            hashes.append([table_hash(connection, table) for table in (*APPEND_ONLY, "kpi_restatements")])
    assert hashes[0] == hashes[1]


def contents(warehouse: Path) -> dict[str, str]:
    """By table what its note says of its rows: how many there are, and a sum over each row in its place, to the last bit."""
    notes = query(
        warehouse, "select schema_name || '.' || table_name, comment from duckdb_tables() where comment is not null"
    )
    return {table: json.loads(note)["content"] for table, note in notes}


def test_a_second_build_equals_the_first_to_the_last_bit(
    built: tuple[Callable[[str], Path], dict[str, str]],
) -> None:
    """Everything was made anew from the same exports; of others, what hangs on them is not the same."""
    later, again, changed = (contents(built[0](name)) for name in ("later", "again", "changed"))
    assert len(later) > 100
    assert {table for table in later if later[table] != again.get(table)} == set()
    assert "steps.kpi_values" in {table for table in later if later[table] != changed[table]}


def test_first_reports_stay_as_they_were(built: tuple[Callable[[str], Path], dict[str, str]]) -> None:
    later, changed = built[0]("later"), built[0]("changed")
    sql = "select * from kpi_as_reported order by all"
    assert set(query(later, sql)) <= set(query(changed, sql))


def records(warehouse: Path, kpi_id: str, month: str) -> dict[str, tuple[str, str]]:
    """Change and reason of each restated record of a KPI in the period that holds the first of a month."""
    sql = (
        "select record_id, change, reason from steps.kpi_restated_records"
        f" where kpi_id = '{kpi_id}' and strftime(period_start, '%Y-%m') = '{month}'"
    )
    return {record: (change_, reason) for record, change_, reason in query(warehouse, sql)}


def test_deals(built: tuple[Callable[[str], Path], dict[str, str]]) -> None:
    """One lost deal less, one won more: value and difference are those of the table, and the records say why."""
    changed = built[0]("changed")
    found = records(changed, "deal_win_loss_ratio", "2026-08")
    assert found == {LATE_DEAL: ("added", "late"), built[1]["reopened"]: ("removed", "reopened")}
    ((won, lost, won_now, lost_now, difference, late, reopened),) = query(
        changed,
        "select first_numerator, first_denominator, present_numerator, present_denominator, value_difference,"
        " late_records, reopened_records from kpi_restatements where kpi_id = 'deal_win_loss_ratio'"
        " and period_type = 'month' and period_start = date '2026-08-01' and scope_type = 'company'",
    )
    assert (won_now, lost_now) == (won + 1, lost - 1)
    assert difference == pytest.approx(won_now / lost_now - won / lost)
    assert (late, reopened) == (1, 1)


def test_a_late_customer(built: tuple[Callable[[str], Path], dict[str, str]]) -> None:
    changed = built[0]("changed")
    for kpi_id, months in (("new_customers", ["07"]), ("monthly_recurring_revenue", ["07", "08", "09"])):
        for month in months:
            assert records(changed, kpi_id, f"2026-{month}") == {LATE_ACCOUNT: ("added", "late")}
    assert records(changed, "new_customers", "2026-08") == {}
    assert query(
        changed,
        "select value_difference from kpi_restatements where kpi_id = 'new_customers' and period_type = 'month'"
        " and scope_type = 'company'",
    ) == [(1.0,)]


def test_a_merged_lead(built: tuple[Callable[[str], Path], dict[str, str]]) -> None:
    found = query(
        built[0]("changed"),
        "select kpi_id, change, reason from steps.kpi_restated_records"
        f" where record_id = '{built[1]['merged']}' and change = 'removed'",
    )
    assert ("average_response_time", "removed", "merged") in found
    assert {reason for _, _, reason in found} == {"merged"}


def test_every_restatement_agrees_with_the_independent_computation(
    built: tuple[Callable[[str], Path], dict[str, str]],
) -> None:
    changed = built[0]("changed")
    builds = []
    for folder, as_of in (("before", EARLY), ("before", AS_OF), ("after", AS_OF)):
        exports = changed.parent / folder
        result = compute_all(exports, variables={"systems": ["generic"], "as_of_date": as_of})
        builds.append((result.context, result.tables))
    expected = restated(builds)
    assert len({row["kpi_id"] for row in expected}) > 5
    assert {row["scope_type"] for row in expected} == {"company", "team", "rep"}
    differences = Differences()
    compare_mart(differences, "kpi_restatements", KEY, expected, read(changed, "kpi_restatements"))
    assert differences.cells > 500
    assert not differences.found, "\n" + differences.report()


def test_the_named_records_make_up_the_difference(built: tuple[Callable[[str], Path], dict[str, str]]) -> None:
    """Of the company's rows at the official frequency: nothing moved that no record explains."""
    changed = built[0]("changed")
    moved: dict[tuple[Any, ...], list[float]] = {}
    for row in read(changed, "kpi_restated_records"):
        sums = moved.setdefault(tuple(row[name] for name in SUM_KEY), [0.0, 0.0])
        for place, name in enumerate(("numerator_amount", "denominator_amount")):
            sums[place] += (row[name] or 0.0) - (row[f"first_{name}"] or 0.0)
    explained = [row for row in read(changed, "kpi_restatements") if row["added_records"] is not None]
    assert len(explained) > 5
    for row in explained:
        for place, name in enumerate(("numerator", "denominator")):
            difference = (row[f"present_{name}"] or 0.0) - (row[f"first_{name}"] or 0.0)
            assert moved[tuple(row[column] for column in SUM_KEY)][place] == pytest.approx(difference, abs=1e-6), row
