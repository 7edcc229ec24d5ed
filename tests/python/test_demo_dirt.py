"""The dirt that is planted in the demo's exports ends up where tests/expected/demo_dirt.csv says."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import duckdb
import pytest

EXPECTED = Path(__file__).parents[1] / "expected" / "demo_dirt.csv"

# The Salesforce object that the demo's exports stand in; the others are in the generic form.
OBJECTS = {
    "users": "User",
    "accounts": "Account",
    "contacts": "Contact",
    "leads": "Lead",
    "deals": "Opportunity",
    "deal_stage_history": "OpportunityHistory",
    "activities": "Task",
    "meetings": "Event",
    "event_relations": "EventRelation",
}
AUXILIARY = ("contacts", "event_relations")


def planted(prefix: str) -> Counter[tuple[str, str]]:
    """Planted records by export and what follows the prefix in their outcome."""
    found: Counter[tuple[str, str]] = Counter()
    with EXPECTED.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            kind, _, detail = row["outcome"].partition(":")
            if kind == prefix:
                found[row["export"], detail] += int(row["count"])
    return found


def rejected(built: duckdb.DuckDBPyConnection, is_row: bool) -> Counter[tuple[str, str]]:
    """Rejected rows, or cells, by export and reason."""
    sql = "select export, reason, count(*) from rejected_records where is_row_rejected = ? group by all"
    return Counter({(export, reason): count for export, reason, count in built.execute(sql, [is_row]).fetchall()})


@pytest.mark.parametrize(("outcome", "is_row"), [("rejected_row", True), ("rejected_cell", False)])
def test_what_is_planted_is_rejected_and_nothing_else(
    built: duckdb.DuckDBPyConnection, outcome: str, is_row: bool
) -> None:
    expected: Counter[tuple[str, str]] = Counter()
    for (export, reason), count in planted(outcome).items():
        expected[OBJECTS.get(export, export), reason] += count
    assert rejected(built, is_row) == expected


def test_what_is_planted_is_left_out_and_nothing_else(built: duckdb.DuckDBPyConnection) -> None:
    found: Counter[tuple[str, str]] = Counter()
    for export, reason, count in built.execute("select * from left_out_records").fetchall():
        # what hangs on a test record is planted as a test record too
        found[export, "test" if reason == "of_test_record" else reason] += count
    # contacts and invitations make no records of their own
    expected = {key: count for key, count in planted("left_out").items() if key[0] not in AUXILIARY}
    assert found == expected
