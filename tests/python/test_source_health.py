"""What is done to a copy of the demo's exports shows in source_health within one build, and on the KPIs it concerns."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.independent.api import compute_all
from tests.independent.compare_health import health_differences
from tools.dbt_runs import BUILD, Outcome, Run, run_all
from tools.project import ROOT

Rows = list[dict[str, str]]
AS_OF = "2026-10-14"
# The demo's last complete months, and the first day of the last 60 days.
LAST_MONTH, LAST_MONTHS, LAST_60_DAYS = "2026-09", ("2026-07", "2026-08", "2026-09"), "2026-08-16"


def object_name(seed: str) -> str:
    """The name of a Salesforce object, as its own export names the file."""
    return "".join(word.title() for word in seed.split("_"))


def change(folder: Path, name: str, changed: Callable[[Rows], Rows]) -> None:
    """Rewrite one file of a folder."""
    path = folder / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        rows, header = list(reader), list(reader.fieldnames or [])
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, header)
        writer.writeheader()
        writer.writerows(changed(rows))


def without_last_60_days(rows: Rows) -> Rows:
    """Activities stop, everything else goes on."""
    return [row for row in rows if max(row[name] for name in ("CreatedDate", "CompletedDateTime")) < LAST_60_DAYS]


def often_twice(rows: Rows) -> Rows:
    """Parts of an export that overlap: more than half of its rows come again."""
    return rows + rows[: len(rows) * 11 // 20]


def without_new_subscriptions(rows: Rows) -> Rows:
    """Billing lacks two of three subscriptions that started this year."""
    return [row for number, row in enumerate(rows) if row["starts_on"] < "2026" or number % 3 == 0]


def qualified_at_half_blank(rows: Rows) -> Rows:
    """Every second lead of the last months lost the time of its qualification."""
    for number, row in enumerate(rows):
        if row["CreatedDate"][:7] in LAST_MONTHS and number % 2:
            row["Qualified_At__c"] = ""
    return rows


def half_of_last_month(rows: Rows) -> Rows:
    """Every second deal of the last month is missing."""
    return [row for number, row in enumerate(rows) if row["CreatedDate"][:7] != LAST_MONTH or number % 2]


def unknown_organizers(rows: Rows) -> Rows:
    """A third of the meetings of the last months name an organizer who is no user."""
    for number, row in enumerate(rows):
        if row["CreatedDate"][:7] in LAST_MONTHS and number % 3 == 0:
            row["OwnerId"] = "0055i00000099zzAAA"
    return rows


SELECTED = ("--select", "+source_health", "+path:models/kpis")
FOLDERS: dict[str, dict[str, Callable[[Rows], Rows]]] = {
    "broken": {
        "Task": without_last_60_days,
        "survey_responses": often_twice,
        "subscriptions": without_new_subscriptions,
    },
    "holed": {
        "Lead": qualified_at_half_blank,
        "Opportunity": half_of_last_month,
        "Event": unknown_organizers,
    },
}
# Folder -> the rows of source_health that are critical, and a KPI that each makes untrusted.
CRITICAL = {
    ("broken", "activities.freshness", "average_response_time"),
    ("broken", "activities.freshness", "follow_up_time"),
    ("broken", "activities.volume", "system_touches"),
    ("broken", "survey_responses.uniqueness", "share_of_voice"),
    ("broken", "subscriptions.consistency", "new_customers"),
    ("broken", "subscriptions.consistency", "customer_retention_rate"),
    ("holed", "leads.completeness.qualified_at", "average_response_time"),
    ("holed", "leads.completeness.qualified_at", "sql_to_customer_conversion_rate"),
    ("holed", "deals.volume", "deal_win_loss_ratio"),
    ("holed", "meetings.references.organizer_id", "meeting_acceptance_rate"),
}
UNTOUCHED = {
    "broken": ("meeting_acceptance_rate", "deal_win_loss_ratio", "presentation_engagement"),
    "holed": ("share_of_voice", "presentation_engagement", "follow_up_time", "new_customers"),
}


@pytest.fixture(scope="module")
def built_folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Outcome, Path]]:
    """The warehouses of the changed folders."""
    work = tmp_path_factory.mktemp("source_health")
    runs = []
    for name, changes in FOLDERS.items():
        folder = work / name / "exports"
        folder.mkdir(parents=True)
        for path in (ROOT / "seeds/exports").glob("*/*.csv"):
            system, _, export = path.stem.partition("__")
            if system == "generic":
                shutil.copy(path, folder / f"{export}.csv")
            elif system == "salesforce":
                shutil.copy(path, folder / f"{object_name(export)}.csv")
        for file, changed in changes.items():
            change(folder, file, changed)
        runs.append(Run(name, (*BUILD, *SELECTED), {"exports_dir": str(folder)}))
    outcomes = run_all(runs, work)
    assert {name: outcome.message for name, outcome in outcomes.items()} == dict.fromkeys(FOLDERS, "")
    return {name: (outcomes[name], work / name / "exports") for name in FOLDERS}


def query(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_nothing_is_wrong_with_the_demo(built: duckdb.DuckDBPyConnection) -> None:
    assert built.execute("select cast(as_of_date as varchar) from steps.dim_as_of").fetchall() == [(AS_OF,)]
    assert built.execute("select health_id from source_health where status in ('warning', 'critical')").fetchall() == []
    assert built.execute("select distinct source_status from dim_kpis").fetchall() == [("trusted",)]


@pytest.mark.parametrize(("folder", "health_id", "kpi"), sorted(CRITICAL))
def test_what_is_broken_shows(
    built_folders: dict[str, tuple[Outcome, Path]], folder: str, health_id: str, kpi: str
) -> None:
    warehouse = built_folders[folder][0].warehouse
    ((status, kpis, english, chinese),) = query(
        warehouse, f"select status, kpis_hit, message_en, message_zh from source_health where health_id = '{health_id}'"
    )
    assert status == "critical"
    assert kpi in kpis.split(";")
    assert "Expected" in english
    assert "预期" in chinese
    assert "{" not in english + chinese
    rows = query(
        warehouse,
        f"select distinct source_status, target_status from kpi_{kpi} where scope_type = 'company' and is_complete_period",
    )
    assert {source for source, _ in rows} == {"untrusted"}
    assert {target for _, target in rows} <= {"not_assessed", "no_target"}
    assert "not_assessed" in {target for _, target in rows}


@pytest.mark.parametrize("folder", FOLDERS)
def test_nothing_else_is_critical(built_folders: dict[str, tuple[Outcome, Path]], folder: str) -> None:
    warehouse = built_folders[folder][0].warehouse
    found = {key for (key,) in query(warehouse, "select health_id from source_health where status = 'critical'")}
    expected = {key for name, key, _ in CRITICAL if name == folder}
    # a row that was left out takes what refers to it with it, and a repeated one is a rejected one
    allowed = {
        "broken": {"subscriptions.freshness", "subscriptions.volume", "survey_responses.validity"},
        "holed": {"deal_stage_history.references.deal_id", "leads.references.deal_id", "meetings.references.deal_id"},
    }
    assert found - expected <= allowed[folder]
    statuses = dict(query(warehouse, "select kpi_id, source_status from dim_kpis"))
    assert {kpi: statuses[kpi] for kpi in UNTOUCHED[folder]} == dict.fromkeys(UNTOUCHED[folder], "trusted")


def test_a_broken_column_is_no_broken_export(built_folders: dict[str, tuple[Outcome, Path]]) -> None:
    """The export stays usable for the KPIs that do not need the column, and says which check failed."""
    warehouse = built_folders["holed"][0].warehouse
    sql = "select source_status, failed_checks from dim_exports where export = 'meetings'"
    ((status, failed),) = query(warehouse, sql)
    assert (status, failed) == ("at_risk", "references")


def test_every_check_can_be_named() -> None:
    """What makes an export at risk stands in failed_checks: the model lists every check that there is."""
    with (ROOT / "seeds/reference/source_check_texts.csv").open(encoding="utf-8", newline="") as handle:
        known = {row["check_id"] for row in csv.DictReader(handle)}
    model = (ROOT / "models/core/dim_exports.sql").read_text(encoding="utf-8")
    assert set(re.findall(r"'(\w+)'", model.split("set checks = [")[1].split("]")[0])) == known


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_independent_computation_finds_the_same(
    built_folders: dict[str, tuple[Outcome, Path]], folder: str
) -> None:
    outcome, path = built_folders[folder]
    assert health_differences(compute_all(path).checks, outcome.warehouse, generic_files=False) == []


def test_history_is_only_added_to(warehouse: Path, tmp_path: Path) -> None:
    """A second run, one with --full-refresh and one after a change of the columns each add their rows and lose none."""
    copy = tmp_path / "warehouse.duckdb"
    shutil.copy(warehouse, copy)
    again = ("run", "--select", "source_health_history")
    full = (*again, "--full-refresh")
    count = "select count(distinct run_id), count(distinct health_id), count(*) from source_health_history"
    ((before, checks, rows),) = query(copy, count)
    outcomes = run_all([Run("again", again, {}, str(copy)), Run("full", full, {}, str(copy))], tmp_path)
    assert {outcome.message for outcome in outcomes.values()} == {""}
    assert query(copy, count) == [(before + 2, checks, rows + 2 * checks)]
    with duckdb.connect(str(copy)) as connection:
        connection.execute("alter table source_health_history drop column observed_count")
    assert run_all([Run("changed", again, {}, str(copy))], tmp_path)["changed"].message == ""
    assert query(copy, count) == [(before + 3, checks, rows + 3 * checks)]
    assert query(copy, "select count(observed_count) from source_health_history") == [(checks,)]
