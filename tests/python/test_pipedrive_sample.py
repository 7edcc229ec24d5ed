"""The sample of Pipedrive against the generic form of the same part of the demo company."""

from __future__ import annotations

import csv
import importlib.util
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tools.dbt_runs import BUILD, Run, run_all
from tools.demo.as_pipedrive import (
    ZONE,
    Numbers,
    clean,
    closing,
    downloads,
    last_instances,
    logged,
    organizations,
)
from tools.demo.sample import Sample, deal_outcome, generic_rows, sample
from tools.demo.tables import Row, iso
from tools.project import ROOT

COMMON = {"as_of_date": "2026-10-14", "pipedrive_time_zone": ZONE}
OUTCOMES = {"Held": "held", "No Show": "no_show", "Canceled": "canceled"}
# KPIs that Pipedrive, with the subscriptions beside it, tells in full.
FULL = (
    "deal_win_loss_ratio",
    "customer_retention_rate",
    "monthly_recurring_revenue",
    "customer_lifetime_value",
    "customer_acquisition_rate",
    "new_customers",
)
PROXIES = ("average_response_time", "system_touches", "meeting_acceptance_rate", "sql_to_customer_conversion_rate")
NOT_HELD = ("share_of_voice", "presentation_engagement", "follow_up_time")
MEASURES = "period_type, period_start, scope_type, numerator, denominator, kpi_value, sample_size, value_status"


def write(folder: Path, exports: Mapping[str, list[Row]]) -> None:
    """Write each export as a CSV file."""
    folder.mkdir(parents=True)
    for export, rows in exports.items():
        with (folder / f"{export}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def write_company_targets(folder: Path) -> None:
    """Write the company's targets: those of reps and teams hang on ids that differ between the forms."""
    with (ROOT / "seeds/reference/kpi_targets.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    scope_type = lines[0].index("scope_type")
    with (folder / "kpi_targets.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([lines[0], *(line for line in lines[1:] if line[scope_type] == "company")])


def as_far_as_pipedrive_tells(part: Sample) -> dict[str, list[Row]]:
    """The generic form, less what Pipedrive does not hold and with what stands for it."""
    rows = generic_rows(part)
    deals = {deal.id: deal for deal in part.deals}
    meetings = {row["meeting_id"]: row for row in rows["meetings"]}
    kept = {task.id for task in part.tasks if logged(task)}
    leads = []
    for lead, row in zip(part.leads, rows["leads"], strict=True):
        deal = deals.get(lead.deal_id)
        outcome = deal_outcome(deal) if deal else ""
        lost = closing(deal) if deal and outcome not in ("open", "won") else ""
        leads.append(
            row
            | {
                "inquiry_at": "",
                "qualified_at": iso(deal.created) if deal else "",
                "disqualified_at": lost if deal else row["disqualified_at"],
                "converted_at": closing(deal) if deal and outcome == "won" else "",
            }
        )
    return {
        "users": [{"user_id": row["user_id"], "name": row["name"]} for row in rows["users"]],
        "accounts": [row | {"parent_account_id": ""} for row in rows["accounts"]],
        "leads": leads,
        "deals": [row | {"closed_at": closing(deal)} for deal, row in zip(part.deals, rows["deals"], strict=True)],
        "activities": [row for row in rows["activities"] if row["activity_id"] in kept],
        "meetings": [
            meetings[meeting.id]
            | {
                "invited_at": iso(invited),
                "response": "none",
                "responded_at": "",
                "outcome": OUTCOMES.get(meeting.outcome, "scheduled"),
                "withdrawn_at": "",
                "is_self_booked": "false",
                "rescheduled_from_id": "",
            }
            for meeting, invited in last_instances(part.meetings)
        ],
        "subscriptions": rows["subscriptions"],
    }


@dataclass(frozen=True)
class Builds:
    """The warehouses built from the forms of the part: Pipedrive's alone, with subscriptions beside it, the generic ones."""

    part: Sample
    alone: duckdb.DuckDBPyConnection
    joined: duckdb.DuckDBPyConnection
    told: duckdb.DuckDBPyConnection
    generic: duckdb.DuckDBPyConnection


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Builds]:
    """Build them in one process."""
    work = tmp_path_factory.mktemp("pipedrive")
    part = sample(ROOT / "seeds/reference")
    numbers = Numbers(part).organizations
    subscriptions = [row | {"account_id": numbers[row["account_id"]]} for row in generic_rows(part)["subscriptions"]]
    write(work / "exports/alone/pipedrive", clean(part))
    write(work / "exports/joined/pipedrive", clean(part))
    write(work / "exports/joined/generic", {"subscriptions": subscriptions})
    write(work / "exports/told", as_far_as_pipedrive_tells(part))
    write(work / "exports/generic", generic_rows(part))
    for name in ("alone", "joined", "told", "generic"):
        write_company_targets(work / "exports" / name)
    systems = {"alone": ["pipedrive"], "joined": ["pipedrive", "generic"], "told": ["generic"], "generic": ["generic"]}
    runs = [
        Run(name, BUILD, COMMON | {"systems": named, "exports_dir": str(work / "exports" / name)})
        for name, named in systems.items()
    ]
    outcomes = run_all(runs, work)
    assert {name: outcome.message for name, outcome in outcomes.items()} == dict.fromkeys(systems, "")
    connections = {name: duckdb.connect(str(outcomes[name].warehouse), read_only=True) for name in systems}
    yield Builds(part, **connections)
    for connection in connections.values():
        connection.close()


def rows_of(warehouse: duckdb.DuckDBPyConnection, kpi: str, columns: str, where: str) -> list[tuple[Any, ...]]:
    """The rows of a KPI in order, a rep told by name: keys differ between the forms."""
    return warehouse.execute(
        f"""
        select {columns}, case when scope_type = 'rep' then coalesce(rep_name, scope_id) else scope_id end as scope
        from kpi_{kpi}
        left join dim_reps on scope_type = 'rep' and scope_id = rep_id
        where {where}
        order by period_type, period_start, scope_type, scope
        """
    ).fetchall()


def own_columns(warehouse: duckdb.DuckDBPyConnection, kpi: str) -> str:
    """The columns of a KPI's table, less its keys."""
    names = [row[0] for row in warehouse.execute(f"describe kpi_{kpi}").fetchall()]
    return ", ".join(name for name in names if name not in ("kpi_row_id", "scope_id"))


def differences(left: list[tuple[Any, ...]], right: list[tuple[Any, ...]]) -> list[str]:
    """The rows that differ, as text; the last bits of doubles, summed in another order, do not count."""
    pairs = itertools.zip_longest(left, right)
    return [f"{one} <> {other}" for one, other in pairs if one is None or other is None or not agree(one, other)]


def agree(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    """Whether two rows hold the same cells."""
    return all(
        a == pytest.approx(b, rel=1e-9) if isinstance(a, float) and isinstance(b, float) else a == b
        for a, b in zip(one, other, strict=True)
    )


@pytest.mark.parametrize("kpi", FULL)
def test_full_kpis_are_those_of_the_generic_form(builds: Builds, kpi: str) -> None:
    """Company-wide and by rep; Pipedrive exports no teams."""
    where = "scope_type in ('company', 'rep') and period_start >= date '2026-06-01'"
    found = rows_of(builds.joined, kpi, MEASURES, where)
    assert differences(found, rows_of(builds.generic, kpi, MEASURES, where)) == []
    assert any(row[6] for row in found)


@pytest.mark.parametrize("kpi", (*FULL, *PROXIES, *NOT_HELD))
def test_all_kpis_are_those_of_what_pipedrive_holds(builds: Builds, kpi: str) -> None:
    """The generic form, less what Pipedrive does not hold, gives every column of every KPI."""
    columns = own_columns(builds.joined, kpi)
    found = rows_of(builds.joined, kpi, columns, "true")
    assert differences(found, rows_of(builds.told, kpi, columns, "true")) == []
    assert found


@pytest.mark.parametrize("kpi", PROXIES)
def test_proxies_have_values_and_differ(builds: Builds, kpi: str) -> None:
    where = "scope_type = 'company' and period_type = 'month' and period_start >= date '2026-06-01'"
    found = rows_of(builds.joined, kpi, MEASURES, where)
    assert any(row[7] != "no_data" for row in found)
    assert differences(found, rows_of(builds.generic, kpi, MEASURES, where))


def test_touches_before_the_first_deal_do_not_count(builds: Builds) -> None:
    """In the story leads are touched before they come to a deal, so that nothing is left of the touches."""
    touched = "select distinct numerator, denominator, untouched_rate from kpi_system_touches where value_status = 'zero_denominator'"
    assert builds.joined.execute(touched).fetchall() == [(0.0, 0.0, 1.0)]


def test_meetings_are_judged_by_their_outcomes(builds: Builds) -> None:
    methods = {
        name: {
            row[0] for row in warehouse.execute("select distinct method from kpi_meeting_acceptance_rate").fetchall()
        }
        for name, warehouse in (("alone", builds.alone), ("generic", builds.generic))
    }
    assert methods == {"alone": {"outcome_proxy"}, "generic": {"invitation_answer"}}


def test_show_rate_needs_no_answers(builds: Builds) -> None:
    """Of the same meetings those that are not self-booked differ alone; Pipedrive does not tell them apart."""
    columns = "period_type, period_start, scope_type, show_rate, no_show_rate"
    where = "scope_type = 'company' and period_type = 'quarter'"
    assert any(row[3] for row in rows_of(builds.joined, "meeting_acceptance_rate", columns, where))


def test_sqls_are_persons_with_a_deal(builds: Builds) -> None:
    count = "select count(*) from fct_leads where qualified_at is not null"
    assert builds.joined.execute(count).fetchone() == (
        sum(
            lead.qualified is not None
            for lead in builds.part.leads
            if lead.deal_id in {deal.id for deal in builds.part.deals}
        ),
    )
    assert builds.generic.execute(count).fetchone() == (sum(lead.qualified is not None for lead in builds.part.leads),)


def test_without_subscriptions_their_kpis_have_no_data(builds: Builds) -> None:
    for kpi in (*FULL[1:], *NOT_HELD):
        found = builds.alone.execute(f"select distinct value_status, kpi_value from kpi_{kpi}").fetchall()
        assert found == [("no_data", None)], kpi
    methods = builds.alone.execute("select distinct method from kpi_sql_to_customer_conversion_rate").fetchall()
    assert methods == [("won_deal",)]
    where = "period_start >= date '2026-06-01'"
    found = rows_of(builds.alone, "deal_win_loss_ratio", MEASURES, where)
    assert differences(found, rows_of(builds.told, "deal_win_loss_ratio", MEASURES, where)) == []


def test_marts_hold_no_name_of_a_person_as_a_key(builds: Builds) -> None:
    keys = builds.joined.execute("select rep_id from dim_reps where rep_id <> 'unassigned'").fetchall()
    assert keys and all(key.startswith("name:") and len(key) == 37 for (key,) in keys)


def test_every_account_and_lead_is_resolved(builds: Builds) -> None:
    """Persons name their organization, activities their person: all that have a record find it."""
    unknown = "select count(*) from fct_deals where account_id not in (select account_id from int_accounts_) or lead_id is null"
    unknown = unknown.replace("int_accounts_", "intermediate.int_accounts")
    assert builds.joined.execute(unknown).fetchone() == (0,)
    assert len(organizations(builds.part, Numbers(builds.part))) == len(builds.part.accounts)
    assert builds.joined.execute("select count(*) from fct_activities where lead_id is null").fetchone() == (0,)


def test_nothing_is_rejected(builds: Builds) -> None:
    assert builds.joined.execute("select count(*) from rejected_records").fetchone() == (0,)


@pytest.mark.skipif(importlib.util.find_spec("tools.importer") is None, reason="no importer yet")
def test_importing_the_downloads_gives_the_clean_files(tmp_path: Path) -> None:
    pytest.skip("written when the importer is there")
    assert downloads
