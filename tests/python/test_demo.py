"""The demo company's files: up to date, small, believable, and dirty in known numbers."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest

from tools.demo.__main__ import ROOT, content_of, differing
from tools.demo.files import build

MEGABYTE = 1_000_000
Row = dict[str, str]

# (export, file, key columns, required columns, columns by the type of their cells)
READING: dict[str, tuple[str, tuple[str, ...], tuple[str, ...], dict[str, str]]] = {
    "users": ("salesforce__user", ("Id",), ("Id",), {"TimeZoneSidKey": "zone"}),
    "accounts": (
        "salesforce__account",
        ("Id",),
        ("Id",),
        {"CreatedDate": "time", "IsDeleted": "boolean", "Is_Test__c": "boolean"},
    ),
    "contacts": ("salesforce__contact", ("Id",), ("Id",), {"IsDeleted": "boolean"}),
    "leads": (
        "salesforce__lead",
        ("Id",),
        ("Id", "CreatedDate"),
        {
            "CreatedDate": "time",
            "Inquiry_At__c": "time",
            "Qualified_At__c": "time",
            "Disqualified_At__c": "time",
            "ConvertedDate": "date",
            "IsDeleted": "boolean",
            "IsConverted": "boolean",
            "Is_Test__c": "boolean",
            "Origin__c": "Inbound|Outbound",
        },
    ),
    "deals": (
        "salesforce__opportunity",
        ("Id",),
        ("Id", "CreatedDate", "IsClosed", "IsWon"),
        {
            "CreatedDate": "time",
            "CloseDate": "date",
            "Amount": "number",
            "IsClosed": "boolean",
            "IsWon": "boolean",
            "IsDeleted": "boolean",
            "Is_Test__c": "boolean",
            "Type": "New Business|Expansion|Renewal",
        },
    ),
    "deal_stage_history": (
        "salesforce__opportunity_history",
        ("Id",),
        ("OpportunityId", "StageName", "CreatedDate"),
        {"CreatedDate": "time"},
    ),
    "activities": (
        "salesforce__task",
        ("Id",),
        ("Id", "CreatedDate"),
        {
            "CreatedDate": "time",
            "CompletedDateTime": "time",
            "ActivityDate": "date",
            "IsClosed": "boolean",
            "IsDeleted": "boolean",
            "Is_Automated__c": "boolean",
            "Direction__c": "Inbound|Outbound",
        },
    ),
    "meetings": (
        "salesforce__event",
        ("Id",),
        ("Id", "CreatedDate"),
        {
            "CreatedDate": "time",
            "ActivityDateTime": "time",
            "DurationInMinutes": "number",
            "Withdrawn_At__c": "time",
            "IsChild": "boolean",
            "IsDeleted": "boolean",
            "Is_Self_Booked__c": "boolean",
            "Meeting_Outcome__c": "Scheduled|Held|No Show|Canceled|Rescheduled",
        },
    ),
    "event_relations": (
        "salesforce__event_relation",
        ("Id",),
        ("Id", "EventId", "RelationId"),
        {
            "RespondedDate": "time",
            "IsDeleted": "boolean",
            "Status": "Accepted|Declined|Tentative|New",
        },
    ),
    "subscriptions": (
        "generic__subscriptions",
        ("subscription_id",),
        ("subscription_id", "account_id", "starts_on", "unit_amount"),
        {
            "starts_on": "day",
            "ends_on": "day",
            "quantity": "number",
            "unit_amount": "number",
            "discount_rate": "share",
            "billing_interval_months": "number",
            "status": "active|trial|paused|free|canceled",
            "is_deleted": "boolean",
        },
    ),
    "orders": (
        "generic__orders",
        ("order_id",),
        ("order_id", "account_id", "ordered_on"),
        {"ordered_on": "day", "amount": "number", "is_deleted": "boolean"},
    ),
    "survey_responses": (
        "generic__survey_responses",
        ("response_id",),
        ("response_id", "surveyed_on", "respondent_id", "question"),
        {
            "surveyed_on": "day",
            "question": "unaided_awareness|experience",
            "rank": "positive",
            "score": "number",
            "weight": "number",
        },
    ),
    "brand_mentions": (
        "generic__brand_mentions",
        ("mention_id", "brand"),
        ("mention_id", "mentioned_at", "brand"),
        {
            "mentioned_at": "instant",
            "weight": "number",
            "is_owned": "boolean",
            "is_bot": "boolean",
        },
    ),
    "presentation_sessions": (
        "generic__presentation_sessions",
        ("session_id",),
        ("session_id", "started_at"),
        {
            "started_at": "instant",
            "completed_at": "instant",
            "duration_seconds": "number",
            "page_views": "unsigned",
            "video_views": "unsigned",
            "video_watched_seconds": "unsigned",
            "video_length_seconds": "unsigned",
            "is_preview": "boolean",
        },
    ),
}
ROWS = {
    "users": (15, 16),
    "accounts": (600, 1_000),
    "contacts": (600, 1_000),
    "leads": (3_900, 4_200),
    "deals": (800, 1_300),
    "deal_stage_history": (3_000, 5_000),
    "activities": (7_000, 9_500),
    "meetings": (1_200, 1_800),
    "event_relations": (1_200, 1_800),
    "subscriptions": (350, 900),
    "orders": (2_000, 2_500),
    "survey_responses": (5_500, 9_000),
    "brand_mentions": (1_200, 1_600),
    "presentation_sessions": (1_400, 1_800),
}


def _fits(pattern: str) -> Callable[[str], bool]:
    def fits(text: str) -> bool:
        try:
            datetime.strptime(text, pattern)
        except ValueError:
            return False
        return True

    return fits


def _number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", text) is not None


def _reason(kind: str, text: str) -> str:
    """Return why a cell of that kind cannot be used, '' where it can."""
    if kind == "zone":
        return "" if text in ZONES else "bad_time_zone"
    if kind in ("time", "instant"):
        pattern = "%Y-%m-%d %H:%M:%S" if kind == "time" else "%Y-%m-%dT%H:%M:%S%z"
        return "" if _fits(pattern)(text) else "bad_timestamp"
    if kind in ("date", "day"):
        pattern = "%Y-%m-%d 00:00:00" if kind == "date" else "%Y-%m-%d"
        return "" if _fits(pattern)(text) else "bad_date"
    if kind == "boolean":
        return "" if text in ("1", "0", "true", "false") else "bad_boolean"
    if kind in LOWEST:
        if not _number(text):
            return "bad_number"
        low, high = LOWEST[kind]
        return "" if low <= float(text) <= high else "out_of_range"
    return "" if text in kind.split("|") else "not_accepted_value"


ZONES = available_timezones()
LOWEST = {
    "number": (float("-inf"), float("inf")),
    "share": (0.0, 1.0),
    "positive": (1.0, float("inf")),
    "unsigned": (0.0, float("inf")),
}


# Whether a record counts at all: a cell that cannot be read rejects its row, a blank one does not.
REJECTING = ("IsDeleted", "Is_Test__c", "IsChild", "is_deleted", "is_test")


def _null(text: str) -> bool:
    return re.fullmatch(r"0{3}|0{15}|0{15}AAA", text) is not None or not text


def _rejections(export: str, rows: list[Row]) -> Counter[tuple[str, str]]:
    """Count what staging has to reject in an export, by outcome."""
    _, key, required, kinds = READING[export]
    last = {tuple(row[c] for c in key): index for index, row in enumerate(rows)}
    found: Counter[tuple[str, str]] = Counter()
    for index, row in enumerate(rows):
        cells = {c: _reason(k, row[c]) for c, k in kinds.items() if not _null(row[c])}
        bad = [cells[c] for c in (*required, *REJECTING) if cells.get(c)]
        if any(_null(row[column]) for column in required):
            found[export, "rejected_row:missing_required"] += 1
        elif bad:
            found[export, f"rejected_row:{bad[0]}"] += 1
        elif last[tuple(row[c] for c in key)] != index:
            found[export, "rejected_row:duplicate_key"] += 1
        else:
            found.update((export, f"rejected_cell:{reason}") for reason in cells.values() if reason)
    return found


@pytest.fixture(scope="module")
def files() -> dict[str, str | bytes]:
    return build(ROOT / "seeds" / "reference")


@pytest.fixture(scope="module")
def tables() -> dict[str, list[Row]]:
    """Read the committed exports."""
    found = {}
    for export, (name, *_) in READING.items():
        system = name.split("__")[0]
        path = ROOT / "seeds" / "exports" / system / f"{name}.csv"
        text = path.read_text(encoding="utf-8")
        found[export] = list(csv.DictReader(io.StringIO(text, newline="")))
    return found


@pytest.fixture(scope="module")
def dirt() -> list[Row]:
    path = ROOT / "tests" / "expected" / "demo_dirt.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_committed_files_are_the_generated_ones(files: dict[str, str | bytes]) -> None:
    assert differing(files, ROOT) == []


def test_generating_twice_gives_the_same(files: dict[str, str | bytes]) -> None:
    assert build(ROOT / "seeds" / "reference") == files


def test_a_changed_file_is_noticed(files: dict[str, str | bytes], tmp_path: Path) -> None:
    path = "tests/expected/demo_dirt.csv"
    assert differing({path: files[path]}, tmp_path) == [path]


def test_sizes(files: dict[str, str | bytes]) -> None:
    sizes: Counter[str] = Counter()
    for path, file in files.items():
        if path.startswith("seeds/"):
            assert len(content_of(file)) < 2.9 * MEGABYTE
            sizes[path.split("/")[2]] += len(content_of(file))
    assert sizes.pop("salesforce") + sizes.pop("generic") < 5.9 * MEGABYTE
    assert max(sizes.values()) < 1.5 * MEGABYTE


@pytest.mark.parametrize("export", sorted(READING))
def test_row_counts(export: str, tables: dict[str, list[Row]]) -> None:
    low, high = ROWS[export]
    assert low <= len(tables[export]) <= high


@pytest.mark.parametrize("export", sorted(READING))
def test_what_has_to_be_rejected_is_what_was_planted(
    export: str, tables: dict[str, list[Row]], dirt: list[Row]
) -> None:
    expected: Counter[tuple[str, str]] = Counter()
    for row in dirt:
        if row["export"] == export and row["outcome"].startswith("rejected"):
            expected[export, row["outcome"]] += int(row["count"])
    assert _rejections(export, tables[export]) == expected


def test_every_kind_of_dirt_is_listed_once_and_explained(dirt: list[Row]) -> None:
    kinds = Counter((row["kind"], row["export"]) for row in dirt)
    assert max(kinds.values()) == 1
    assert all(row["note"] and int(row["count"]) > 0 for row in dirt)
    page = (ROOT / "docs" / "demo_company.md").read_text(encoding="utf-8")
    assert all(f"| {row['outcome'].split(':')[0]} |" in page for row in dirt)


def test_left_out_leads(tables: dict[str, list[Row]], dirt: list[Row]) -> None:
    expected = {row["kind"]: int(row["count"]) for row in dirt if row["export"] == "leads"}
    leads = tables["leads"]
    deleted = [row for row in leads if row["IsDeleted"] == "1"]
    assert len(deleted) == expected["deleted_lead"] + expected["merged_and_deleted"]
    pointed = [row for row in leads if not _null(row["MasterRecordId"])]
    assert len(pointed) == sum(
        expected[kind]
        for kind in (
            "merged_lead",
            "merge_chain",
            "merged_and_deleted",
            "self_merge",
            "merge_cycle",
            "merge_cycle_survivor",
            "merge_target_absent",
        )
    )
    assert sum(row["Is_Test__c"] == "1" for row in leads) == expected["test_lead_flag"]


def _planted(dirt: list[Row], export: str, kind: str) -> int:
    return next(int(row["count"]) for row in dirt if (row["export"], row["kind"]) == (export, kind))


def test_copies_of_messages(tables: dict[str, list[Row]], dirt: list[Row]) -> None:
    last = {row["Id"]: row for row in tables["activities"] if row["Id"]}
    sent = Counter((row["WhoId"], row["EmailMessageId"]) for row in last.values() if row["EmailMessageId"])
    copies = sum(count - 1 for count in sent.values())
    assert copies == _planted(dirt, "activities", "same_message_twice")


def test_deals_out_of_order(tables: dict[str, list[Row]], dirt: list[Row]) -> None:
    closed = {row["Id"]: row for row in tables["deals"] if row["IsClosed"] == "1"}
    early = [
        row
        for row in closed.values()
        if not _reason("date", row["CloseDate"]) and row["CloseDate"] < row["CreatedDate"][:10]
    ]
    assert len(early) == _planted(dirt, "deals", "closed_before_created")
    undated = [row for row in closed.values() if not row["CloseDate"]]
    assert len(undated) == _planted(dirt, "deals", "closed_without_date")
    late = [row for row in closed.values() if row["CloseDate"] > "2026-10-15"]
    assert len(late) == _planted(dirt, "deals", "closed_after_as_of")


def test_sessions_and_subscriptions_that_do_not_count(tables: dict[str, list[Row]], dirt: list[Row]) -> None:
    sessions = {row["session_id"]: row for row in tables["presentation_sessions"]}
    previews = sum(row["is_preview"] == "true" for row in sessions.values())
    assert previews == _planted(dirt, "presentation_sessions", "preview")
    short = sum(row["duration_seconds"] in ("0", "1", "2") for row in sessions.values())
    assert short == _planted(dirt, "presentation_sessions", "under_3_seconds")
    subscriptions = tables["subscriptions"]
    for status in ("trial", "free"):
        count = sum(row["status"] == status for row in subscriptions)
        assert count == _planted(dirt, "subscriptions", status)


def test_nothing_happens_before_the_story_or_after_the_export(
    tables: dict[str, list[Row]],
) -> None:
    for export in ("leads", "deals", "activities", "meetings"):
        times = [
            row["CreatedDate"]
            for row in tables[export]
            if not _null(row["CreatedDate"]) and not _reason("time", row["CreatedDate"])
        ]
        assert min(times) >= "2024-04-01 00:00:00"
        assert max(times) <= "2026-10-14 15:42:00"


def test_targets_name_reps_and_teams_of_the_company(
    tables: dict[str, list[Row]],
) -> None:
    path = ROOT / "seeds" / "reference" / "kpi_targets.csv"
    with path.open(encoding="utf-8", newline="") as file:
        targets = list(csv.DictReader(file))
    known = {
        "company": {"all"},
        "team": {row["Department"] for row in tables["users"]},
        "rep": {row["Id"] for row in tables["users"]},
    }
    assert all(row["scope_id"] in known[row["scope_type"]] for row in targets)


def test_addresses_cannot_exist(tables: dict[str, list[Row]]) -> None:
    for export in ("leads", "contacts", "users"):
        for row in tables[export]:
            assert re.search(r"@([a-z]+\.example|example\.com)$", row["Email"].lower())


def test_reps_live_in_real_time_zones(tables: dict[str, list[Row]]) -> None:
    reps = [row for row in tables["users"] if row["Department"]]
    assert len(reps) == 14
    assert len({ZoneInfo(row["TimeZoneSidKey"]).key for row in reps}) == 4
