"""HubSpot's sample: what its download becomes, and that it gives the KPIs of the same records in the generic form."""

from __future__ import annotations

from pathlib import Path

import pytest

from sample_builds import (
    Tables,
    all_differences,
    build,
    copy_seeds,
    cut_to_minutes,
    kpi_cells,
    part,
    query,
    supported,
    told,
    write_tables,
)
from tools.demo.as_hubspot import record_id
from tools.demo.sample import Sample, generic_rows
from tools.demo.tables import Row
from tools.project import ROOT


def is_message(row: Row) -> bool:
    """Whether an activity is of a kind that HubSpot does not export."""
    return row["type"] in ("email", "sms", "video")


def as_far_as_hubspot_tells(tables: Tables) -> Tables:
    """The generic rows without what HubSpot does not export: messages but the first outreach, answers, earlier entries."""
    ours = [row for row in tables["activities"] if (row["direction"], row["is_automated"]) == ("outbound", "false")]
    first: dict[str, Row] = {}
    for row in sorted(ours, key=lambda row: (row["occurred_at"], is_message(row))):
        first.setdefault(row["lead_id"], row)
    outreaches = [row | {"type": "email", "message_id": ""} for row in first.values() if is_message(row)]
    last = {(row["deal_id"], row["stage"]): row for row in sorted(tables["deal_stage_history"], key=entered_at)}
    return tables | {
        "activities": [row for row in tables["activities"] if not is_message(row)] + outreaches,
        "meetings": [row | {"response": "none", "responded_at": ""} for row in tables["meetings"]],
        "deal_stage_history": list(last.values()),
    }


def entered_at(row: Row) -> str:
    """When a deal entered a stage."""
    return row["entered_at"]


def subscriptions(of: Sample) -> list[Row]:
    """The generic subscriptions with the ids of HubSpot's companies."""
    return [row | {"account_id": record_id(row["account_id"])} for row in generic_rows(of)["subscriptions"]]


@pytest.fixture(scope="module")
def warehouses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sample with and without subscriptions beside it, the generic form, and as much of that as HubSpot tells."""
    work = tmp_path_factory.mktemp("hubspot")
    generic = cut_to_minutes(generic_rows(part()))
    beside = write_tables(copy_seeds("hubspot", work / "beside"), {"subscriptions": subscriptions(part())})
    variants = {
        "generic": (["generic"], write_tables(work / "full", generic)),
        "told": (["generic"], write_tables(work / "told_by_hubspot", as_far_as_hubspot_tells(generic))),
        "hubspot": (["hubspot", "generic"], beside),
        "alone": (["hubspot"], copy_seeds("hubspot", work / "only")),
    }
    return build(work, variants)


@pytest.fixture(scope="module")
def reps() -> dict[str, str]:
    """The id that a rep has in the generic form, by HubSpot's."""
    return {record_id(user_id): user_id for user_id in part().user_ids.values()}


def test_nothing_is_rejected(warehouses: dict[str, Path]) -> None:
    assert query(warehouses["hubspot"], "from rejected_records") == []


def test_every_owner_is_a_user_of_the_export(warehouses: dict[str, Path], reps: dict[str, str]) -> None:
    found = {rep for (rep,) in query(warehouses["hubspot"], "select rep_id from dim_reps where rep_id <> 'unassigned'")}
    assert found == set(reps)


def test_every_cell_is_that_of_the_generic_form_as_far_as_hubspot_tells(
    warehouses: dict[str, Path], reps: dict[str, str]
) -> None:
    differing = all_differences(warehouses["told"], warehouses["hubspot"], reps, slices=False)
    assert not differing, told(differing)


def test_what_differs_from_the_generic_form_in_full(warehouses: dict[str, Path], reps: dict[str, str]) -> None:
    """Two KPIs: meetings are judged by their outcomes, and most messages are no touches. Reopenings are overwritten."""
    differing = all_differences(warehouses["generic"], warehouses["hubspot"], reps, slices=False)
    reopened = differing.pop("deal_win_loss_ratio", {})
    assert differing.keys() == {"meeting_acceptance_rate", "system_touches"}, told(differing)
    assert reopened.keys() <= {"reopened_count"}, told({"deal_win_loss_ratio": reopened})


def test_meetings_are_judged_by_their_outcomes(warehouses: dict[str, Path]) -> None:
    methods = {
        name: {row["method"] for row in kpi_cells(warehouses[name], "meeting_acceptance_rate").values()}
        for name in ("generic", "hubspot")
    }
    assert methods == {"generic": {"invitation_answer"}, "hubspot": {"outcome_proxy"}}
    answers = {row["response_rate"] for row in kpi_cells(warehouses["hubspot"], "meeting_acceptance_rate").values()}
    assert answers == {None}


def test_touches_are_fewer(warehouses: dict[str, Path]) -> None:
    """Never more touches on a lead than in the generic form, and no meeting decides a lead."""
    touches, leads = {}, {}
    for name in ("generic", "hubspot"):
        rows = kpi_cells(warehouses[name], "system_touches").items()
        touches[name] = sum(row["numerator"] for key, row in rows if company(key))
        ((leads[name],),) = query(warehouses[name], "select count(*) from steps.fct_lead_outcomes")
    assert 0 < touches["hubspot"] < touches["generic"]
    assert 0 < leads["hubspot"] <= leads["generic"]


def company(key: tuple[str, str, str, str]) -> bool:
    """Whether a row is the whole company's of a month."""
    return key[0] == "month" and key[2] == "company"


def test_alone_what_hubspot_does_not_hold_is_no_data(warehouses: dict[str, Path]) -> None:
    statuses = dict(
        query(warehouses["alone"], "select kpi_id, string_agg(distinct value_status) from kpi_scorecard group by 1")
    )
    assert {kpi_id for kpi_id, status in statuses.items() if status == "no_data"} == supported(
        "hubspot", "not_possible"
    )


def test_alone_the_first_won_deal_makes_a_customer(warehouses: dict[str, Path]) -> None:
    methods = {
        name: {row["method"] for row in kpi_cells(warehouses[name], "sql_to_customer_conversion_rate").values()}
        for name in ("hubspot", "alone")
    }
    assert methods == {"hubspot": {"paid_subscription"}, "alone": {"won_deal"}}


def test_the_importer_makes_the_clean_files_of_the_download(tmp_path: Path) -> None:
    """Every byte of the committed clean files comes out of the committed downloads."""
    imports = pytest.importorskip("tools.importer.imports")
    formats = pytest.importorskip("tools.importer.formats")
    folder = ROOT / "seeds" / "exports" / "hubspot"
    options = formats.Options(time_zone="America/New_York")
    outcome = imports.run(imports.Request((folder / "downloads",), tmp_path / "imports", options=options))
    assert outcome.exit_code == 0
    (warning,) = outcome.warnings
    assert "kpi_targets.csv" in warning
    made = {path.name: path.read_bytes() for path in (tmp_path / "imports" / "hubspot").iterdir()}
    assert made == {path.name.removeprefix("hubspot__"): path.read_bytes() for path in folder.glob("*.csv")}
