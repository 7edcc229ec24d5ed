"""Pipedrive's sample against the generic form of the same part of the demo company."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sample_builds import (
    Cells,
    Key,
    Tables,
    all_differences,
    beside_subscriptions,
    build,
    copy_seeds,
    differences,
    kpi_cells,
    part,
    query,
    supported,
    told,
    whole_part,
    write_tables,
)
from tools.demo.as_pipedrive import ZONE, Numbers, closing, last_instances, logged
from tools.demo.sample import Sample, deal_outcome, generic_rows
from tools.demo.tables import Row, iso
from tools.project import ROOT

OUTCOMES = {"Held": "held", "No Show": "no_show", "Canceled": "canceled"}
# What does not depend on teams, of which Pipedrive has none: targets are handed down by them.
MEASURES = (
    "numerator",
    "denominator",
    "kpi_value",
    "sample_size",
    "ci_low",
    "ci_high",
    "previous_value",
    "value_status",
)


def as_far_as_pipedrive_tells(of: Sample) -> Tables:
    """The generic rows without what Pipedrive does not hold, and with what stands for it."""
    rows = generic_rows(of)
    meetings = {row["meeting_id"]: row for row in rows["meetings"]}
    kept = {task.id for task in of.tasks if logged(task)}
    return {
        "users": [{"user_id": row["user_id"], "name": row["name"]} for row in rows["users"]],
        "accounts": [row | {"parent_account_id": ""} for row in rows["accounts"]],
        "leads": leads_by_their_deals(of, rows["leads"]),
        "deals": [row | {"closed_at": closing(deal)} for deal, row in zip(of.deals, rows["deals"], strict=True)],
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
            for meeting, invited in last_instances(of.meetings)
        ],
        "subscriptions": rows["subscriptions"],
    }


def leads_by_their_deals(of: Sample, rows: list[Row]) -> list[Row]:
    """The leads, qualified by their deal, converted or given up with it."""
    deals = {deal.id: deal for deal in of.deals}
    leads = []
    for lead, row in zip(of.leads, rows, strict=True):
        deal = deals.get(lead.deal_id)
        outcome = deal_outcome(deal) if deal else ""
        is_lost = outcome not in ("", "open", "won")
        dates = {
            "inquiry_at": "",
            "qualified_at": iso(deal.created) if deal else "",
            "disqualified_at": closing(deal) if deal and is_lost else "" if deal else row["disqualified_at"],
            "converted_at": closing(deal) if deal and outcome == "won" else "",
        }
        leads.append(row | dates)
    return leads


def subscriptions(of: Sample) -> list[Row]:
    """The generic subscriptions with the ids of Pipedrive's organizations."""
    numbers = Numbers(of).organizations
    return [row | {"account_id": numbers[row["account_id"]]} for row in generic_rows(of)["subscriptions"]]


@pytest.fixture(scope="module")
def warehouses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sample with and without subscriptions beside it, the generic form, and as much of that as Pipedrive tells."""
    work = tmp_path_factory.mktemp("pipedrive")
    beside = write_tables(copy_seeds("pipedrive", work / "beside"), {"subscriptions": subscriptions(part())})
    variants = {
        "told": (["generic"], write_tables(work / "told_by_pipedrive", as_far_as_pipedrive_tells(part()))),
        "pipedrive": (["pipedrive", "generic"], beside),
        "alone": (["pipedrive"], copy_seeds("pipedrive", work / "only")),
    }
    return build(work, variants, {"pipedrive_time_zone": ZONE}) | {"generic": whole_part()}


@pytest.fixture(scope="module")
def reps(warehouses: dict[str, Path]) -> dict[str, str]:
    """The id that a rep has in the generic form, by Pipedrive's: they share the name."""
    names = "select rep_name, rep_id from dim_reps where rep_name is not null"
    generic = dict(query(warehouses["generic"], names))
    return {rep_id: generic[name] for name, rep_id in query(warehouses["pipedrive"], names)}


def measures(warehouse: Path, kpi_id: str, reps: dict[str, str] | None = None) -> dict[Key, Cells]:
    """A KPI's measures of the company and of reps."""
    return {
        key: {column: row[column] for column in MEASURES}
        for key, row in kpi_cells(warehouse, kpi_id, reps).items()
        if key[2] != "team"
    }


def test_nothing_is_rejected(warehouses: dict[str, Path]) -> None:
    assert query(warehouses["pipedrive"], "from rejected_records") == []


def test_keys_of_reps_are_digests(warehouses: dict[str, Path], reps: dict[str, str]) -> None:
    found = {
        rep for (rep,) in query(warehouses["pipedrive"], "select rep_id from dim_reps where rep_id <> 'unassigned'")
    }
    assert found == set(reps)
    assert all(rep.startswith("name:") and len(rep) == 37 for rep in found)


def test_every_name_finds_its_record(warehouses: dict[str, Path]) -> None:
    """Deals have organization and person, activities the person; only companies without an organization are digests."""
    count = "select count(*) from {} where {}"
    unknown = {
        "fct_deals": "account_id not in (select account_id from intermediate.int_accounts) or lead_id is null",
        "fct_activities": "lead_id is null or (deal_id is not null and account_id like 'name:%')",
        "fct_leads": "deal_id is not null and account_id not in (select account_id from intermediate.int_accounts)",
    }
    for table, condition in unknown.items():
        assert query(warehouses["pipedrive"], count.format(table, condition)) == [(0,)], table


def test_every_cell_is_that_of_the_generic_form_as_far_as_pipedrive_tells(
    warehouses: dict[str, Path], reps: dict[str, str]
) -> None:
    """But for one verdict: the sample's people name organizations that its file of organizations does not hold."""
    differing = all_differences(warehouses["told"], warehouses["pipedrive"], reps)
    distrusted = differing.pop("sql_to_customer_conversion_rate")
    assert not differing, told(differing)
    assert distrusted.keys() == {"source_status", "target_status"}
    assert query(
        warehouses["pipedrive"], "select weakest_check from dim_kpis where kpi_id = 'sql_to_customer_conversion_rate'"
    ) == [("leads.references.account_id",)]


@pytest.mark.parametrize("kpi_id", sorted(beside_subscriptions("pipedrive")))
def test_in_full(warehouses: dict[str, Path], reps: dict[str, str], kpi_id: str) -> None:
    """The values of the generic form, of the company and by rep."""
    expected = {key: row for key, row in measures(warehouses["generic"], kpi_id).items() if key[1] >= "2025-10-01"}
    found = {key: row for key, row in measures(warehouses["pipedrive"], kpi_id, reps).items() if key[1] >= "2025-10-01"}
    differing = differences(expected, found)
    assert not differing, told({kpi_id: differing})
    assert any(row["sample_size"] for row in found.values())


@pytest.mark.parametrize("kpi_id", sorted(supported("pipedrive", "proxy")))
def test_proxies_differ(warehouses: dict[str, Path], reps: dict[str, str], kpi_id: str) -> None:
    differing = differences(measures(warehouses["generic"], kpi_id), measures(warehouses["pipedrive"], kpi_id, reps))
    assert {"kpi_value", "sample_size"} <= differing.keys()


def test_meetings_are_judged_by_their_outcomes(warehouses: dict[str, Path]) -> None:
    methods = {
        name: {row["method"] for row in kpi_cells(warehouses[name], "meeting_acceptance_rate").values()}
        for name in ("generic", "pipedrive")
    }
    assert methods == {"generic": {"invitation_answer"}, "pipedrive": {"outcome_proxy"}}
    answers = {row["response_rate"] for row in kpi_cells(warehouses["pipedrive"], "meeting_acceptance_rate").values()}
    assert answers == {None}


def test_a_lead_is_qualified_by_its_first_deal(warehouses: dict[str, Path]) -> None:
    count = "select count(*) from fct_leads where qualified_at is not null"
    assert query(warehouses["pipedrive"], count) == [(len(part().deals),)]
    assert query(warehouses["generic"], count) == [(sum(lead.qualified is not None for lead in part().leads),)]


def test_touches_before_the_first_deal_do_not_count(warehouses: dict[str, Path]) -> None:
    """In the story a lead is touched before it comes to a deal, so that no touch is left."""
    rows = [row for row in kpi_cells(warehouses["pipedrive"], "system_touches").values() if row["untouched_rate"]]
    assert {(row["numerator"], row["value_status"], row["untouched_rate"]) for row in rows} == {
        (0.0, "zero_denominator", 1.0)
    }


def test_alone_what_pipedrive_does_not_hold_is_no_data(warehouses: dict[str, Path]) -> None:
    statuses = dict(
        query(warehouses["alone"], "select kpi_id, string_agg(distinct value_status) from kpi_scorecard group by 1")
    )
    assert {kpi_id for kpi_id, status in statuses.items() if status == "no_data"} == supported(
        "pipedrive", "not_possible"
    )


def test_alone_the_first_won_deal_makes_a_customer(warehouses: dict[str, Path]) -> None:
    methods = {
        name: {row["method"] for row in kpi_cells(warehouses[name], "sql_to_customer_conversion_rate").values()}
        for name in ("pipedrive", "alone")
    }
    assert methods == {"pipedrive": {"paid_subscription"}, "alone": {"won_deal"}}


def test_the_importer_makes_the_clean_files_of_the_downloads(tmp_path: Path) -> None:
    """Every byte of the committed clean files comes out of the committed downloads, told that the account is in ZONE."""
    pytest.importorskip("tools.importer.imports")
    folder = ROOT / "seeds" / "exports" / "pipedrive"
    command = [sys.executable, "-m", "tools.importer", str(folder / "downloads")]
    options = ["--to", str(tmp_path / "imports"), "--time-zone", ZONE]
    done = subprocess.run([*command, *options], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    expected = {path.name.removeprefix("pipedrive__"): path.read_bytes() for path in folder.glob("pipedrive__*.csv")}
    found = {path.name: path.read_bytes() for path in (tmp_path / "imports" / "pipedrive").iterdir()}
    assert found == expected
