"""Zoho CRM's sample against the generic form of the same part of the demo company, and the headers of its exports."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from sample_builds import (
    Tables,
    all_differences,
    build,
    copy_seeds,
    kpi_cells,
    part,
    query,
    supported,
    told,
    whole_part,
    write_tables,
)
from tools.demo.as_zoho import ZONE, chains, zoho_id
from tools.demo.sample import Sample, generic_rows
from tools.demo.tables import Row
from tools.importer.mapping import load_mappings, read_contracts
from tools.importer.recognise import Match, recognise
from tools.project import ROOT


def as_far_as_zoho_tells(of: Sample) -> Tables:
    """The generic rows without what Zoho CRM does not export, and with what stands for it."""
    rows = generic_rows(of)
    instances = {row["meeting_id"]: row for row in rows["meetings"]}
    return rows | {
        # the conversion is the qualification, and nothing else of a lead has a date
        "leads": [
            row | {"inquiry_at": "", "qualified_at": row["converted_at"], "disqualified_at": ""}
            for row in rows["leads"]
        ],
        # e-mails are not exported, and text messages, social and video ones are tasks
        "activities": [
            row if row["type"] == "call" else row | {"type": "task", "message_id": "", "direction": "outbound"}
            for row in rows["activities"]
            if row["type"] != "email"
        ],
        # a meeting that moves is one record, without answers
        "meetings": [
            instances[last.id]
            | {
                "meeting_id": first.id,
                "invited_at": instances[first.id]["invited_at"],
                "response": "none",
                "responded_at": "",
                "withdrawn_at": "",
                "is_self_booked": "false",
                "rescheduled_from_id": "",
            }
            for first, last in chains(of)
        ],
    }


def plain_id(record_id: str) -> str:
    """The id of a record as staging gives it."""
    return zoho_id(record_id).removeprefix("zcrm_")


def subscriptions(of: Sample) -> list[Row]:
    """The generic subscriptions with the ids of Zoho CRM's accounts."""
    return [row | {"account_id": plain_id(row["account_id"])} for row in generic_rows(of)["subscriptions"]]


def without_ids(folder: Path) -> Path:
    """Take the ids of look-ups out of the clean files in `<folder>/zoho`, as exports of names alone lack them."""
    for path in (folder / "zoho").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as handle:
            rows = list(csv.DictReader(handle))
        look_ups = [name for name in rows[0] if name.removesuffix("_id") in rows[0] and name.endswith("_id")]
        for row in rows:
            for name in look_ups:
                del row[name]
        write_tables(folder / "zoho", {path.stem: rows})
    return folder


@pytest.fixture(scope="module")
def warehouses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sample with and without subscriptions and ids, the generic form, and as much of that as Zoho CRM tells."""
    work = tmp_path_factory.mktemp("zoho")
    beside = {"subscriptions": subscriptions(part())}
    variants = {
        "told": (["generic"], write_tables(work / "told_by_zoho", as_far_as_zoho_tells(part()))),
        "zoho": (["zoho", "generic"], write_tables(copy_seeds("zoho", work / "beside"), beside)),
        "named": (["zoho", "generic"], write_tables(without_ids(copy_seeds("zoho", work / "names")), beside)),
        "alone": (["zoho"], copy_seeds("zoho", work / "only")),
    }
    return build(work, variants) | {"generic": whole_part()}


@pytest.fixture(scope="module")
def reps() -> dict[str, str]:
    """The id that a rep has in the generic form, by Zoho CRM's."""
    return {plain_id(user_id): user_id for user_id in part().user_ids.values()}


def test_nothing_is_rejected(warehouses: dict[str, Path]) -> None:
    assert query(warehouses["zoho"], "from rejected_records") == []


def test_every_owner_is_a_user_of_the_export(warehouses: dict[str, Path], reps: dict[str, str]) -> None:
    found = {rep for (rep,) in query(warehouses["zoho"], "select rep_id from dim_reps where rep_id <> 'unassigned'")}
    assert found == set(reps)


def test_every_cell_is_that_of_the_generic_form_as_far_as_zoho_tells(
    warehouses: dict[str, Path], reps: dict[str, str]
) -> None:
    differing = all_differences(warehouses["told"], warehouses["zoho"], reps)
    assert not differing, told(differing)


def test_names_alone_find_the_same_records(warehouses: dict[str, Path]) -> None:
    """Names of reps, accounts and deals mean one record each; of people who share a name, neither is taken, and a meeting has the segment of its lead."""
    differing = all_differences(warehouses["zoho"], warehouses["named"], {}, slices=False)
    assert differing.keys() <= {"average_response_time", "system_touches"}, told(differing)
    leads = "select activity_id, lead_id from fct_activities where lead_id is not null"
    linked, named = dict(query(warehouses["zoho"], leads)), dict(query(warehouses["named"], leads))
    assert named.items() < linked.items()
    assert len(named) > 0.3 * len(linked)


def test_what_differs_from_the_generic_form_in_full(warehouses: dict[str, Path], reps: dict[str, str]) -> None:
    differing = all_differences(warehouses["generic"], warehouses["zoho"], reps)
    assert differing.keys() == supported("zoho", "proxy"), told(differing)


def test_meetings_are_judged_by_their_outcomes(warehouses: dict[str, Path]) -> None:
    methods = {
        name: {row["method"] for row in kpi_cells(warehouses[name], "meeting_acceptance_rate").values()}
        for name in ("generic", "zoho")
    }
    assert methods == {"generic": {"invitation_answer"}, "zoho": {"outcome_proxy"}}
    answers = {row["response_rate"] for row in kpi_cells(warehouses["zoho"], "meeting_acceptance_rate").values()}
    assert answers == {None}


def test_only_converted_leads_are_qualified(warehouses: dict[str, Path]) -> None:
    count = "select count(*), count(*) filter (where qualified_at = converted_at) from fct_leads where qualified_at is not null"
    converted = sum(lead.converted is not None for lead in part().leads)
    assert query(warehouses["zoho"], count) == [(converted, converted)]


def test_touches_before_the_conversion_do_not_count(warehouses: dict[str, Path]) -> None:
    """The qualification is the outcome, so that no touch lies between them."""
    rows = [row for row in kpi_cells(warehouses["zoho"], "system_touches").values() if row["untouched_rate"]]
    assert {(row["numerator"], row["value_status"], row["untouched_rate"]) for row in rows} == {
        (0.0, "zero_denominator", 1.0)
    }


def test_alone_what_zoho_does_not_hold_is_no_data(warehouses: dict[str, Path]) -> None:
    statuses = dict(
        query(warehouses["alone"], "select kpi_id, string_agg(distinct value_status) from kpi_scorecard group by 1")
    )
    assert {kpi_id for kpi_id, status in statuses.items() if status == "no_data"} == supported("zoho", "not_possible")


def test_alone_the_first_won_deal_makes_a_customer(warehouses: dict[str, Path]) -> None:
    methods = {
        name: {row["method"] for row in kpi_cells(warehouses[name], "sql_to_customer_conversion_rate").values()}
        for name in ("zoho", "alone")
    }
    assert methods == {"zoho": {"paid_subscription"}, "alone": {"won_deal"}}


def import_into(folder: Path, *inputs: Path) -> None:
    """Run the importer on files of an account in ZONE."""
    command = [sys.executable, "-m", "tools.importer", *map(str, inputs), "--to", str(folder)]
    options = ["--time-zone", ZONE.key]
    done = subprocess.run([*command, *options], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_importer_makes_the_clean_files_of_the_downloads(tmp_path: Path) -> None:
    """Every byte of the committed clean files comes out of the committed downloads."""
    folder = ROOT / "seeds" / "exports" / "zoho"
    import_into(tmp_path / "imports", folder / "downloads")
    expected = {path.name.removeprefix("zoho__"): path.read_bytes() for path in folder.glob("zoho__*.csv")}
    found = {path.name: path.read_bytes() for path in (tmp_path / "imports" / "zoho").iterdir()}
    assert found == expected


def test_forms_of_zoho_analytics(tmp_path: Path) -> None:
    """Written-out months, currency signs and digit groups; -None- is empty; the look-up holds the id."""
    (tmp_path / "Potentials.csv").write_text(
        "Id,Potential Name,Potential Owner,Potential Owner Name,Stage,Amount,Closing Date,Account Name,Type,Created Time\n"
        '4876000001,Acme renewal,4876000009,Asha Rao,Closed Won,"$9,400.00","30 Apr, 2021 00:00:00",4876000005,-None-,'
        '"15 Apr, 2021 00:03:00"\n',
        encoding="utf-8",
    )
    import_into(tmp_path / "imports", tmp_path / "Potentials.csv")
    with (tmp_path / "imports/zoho/deals.csv").open(encoding="utf-8", newline="") as handle:
        (row,) = csv.DictReader(handle)
    assert {name: cell for name, cell in row.items() if cell} == {
        "record_id": "4876000001",
        "deal_name": "Acme renewal",
        "deal_owner": "Asha Rao",
        "stage": "Closed Won",
        "amount": "9400.00",
        "closing_date": "2021-04-30",
        "account_name": "4876000005",
        "created_time": "2021-04-14T18:33:00Z",
    }


HEADERS: dict[str, tuple[str, Sequence[str]]] = {
    "leads of a module export": (
        "leads",
        ["Record Id", "Lead Owner.id", "Lead Owner", "Company", "Email", "Lead Source", "Lead Status", "Created Time"],
    ),
    "leads in Spanish": (
        "leads",
        [
            "ID de registro",
            "Propietario de Posible Cliente",
            "Estado de Posible Cliente",
            "Hora de creación",
            "Apellidos",
        ],
    ),
    "leads in Chinese": (
        "leads",
        ["记录 ID", "线索所有者.id", "线索所有者", "公司", "线索来源", "线索状态", "创建时间"],
    ),
    "leads of the Bulk Read API": (
        "leads",
        ["Id", "Owner", "Company", "Last_Name", "Lead_Source", "Lead_Status", "Created_Time", "Converted_Deal"],
    ),
    "potentials": (
        "deals",
        ["Potential Id", "Potential Name", "Potential Owner", "Stage", "Amount", "Closing Date", "Account Name"],
    ),
    "deals by API names": ("deals", ["id", "Deal_Name", "Owner.id", "Owner.name", "Stage", "Amount", "Closing_Date"]),
    "deals in Spanish": (
        "deals",
        ["ID de registro", "Nombre de Trato", "Propietario de Trato", "Fase", "Importe", "Fecha de cierre"],
    ),
    "deals in Chinese": ("deals", ["记录 ID", "商机所有者", "商机名称", "金额", "阶段", "结束日期", "客户名称"]),
    "stage history": (
        "deal_stage_history",
        [
            "Record Id",
            "Deal Name.id",
            "Deal Name",
            "Stage",
            "Stage Duration (Calendar Days)",
            "Moved To",
            "Probability (%)",
            "Amount",
            "Expected Revenue",
            "Closing Date",
            "Modified By.id",
            "Modified By",
            "Modified Time",
        ],
    ),
    "contacts": (
        "contacts",
        ["Record Id", "Contact Owner.id", "Contact Owner", "Lead Source", "First Name", "Last Name", "Account Name.id"],
    ),
    "accounts": ("accounts", ["Record Id", "Account Owner.id", "Account Owner", "Account Name", "Billing Country"]),
    "calls": ("calls", ["Record Id", "Subject", "Call Type", "Call Start Time", "Contact Name.id", "Call Owner"]),
    "tasks": ("tasks", ["Record Id", "Task Owner.id", "Task Owner", "Subject", "Due Date", "Status", "Closed Time"]),
    "meetings": ("meetings", ["Record Id", "Title", "From", "To", "Host.id", "Host", "Participants", "Related To.id"]),
    "users": ("users", ["First Name", "Last Name", "Email", "Role", "Profile", "Status", "Time Zone"]),
}


@pytest.mark.parametrize("name", HEADERS)
def test_headers_are_recognised(name: str) -> None:
    export, header = HEADERS[name]
    found = recognise(header, ("export",), load_mappings(read_contracts()))
    assert isinstance(found, Match), found
    assert found.export.label == f"zoho.{export}"
