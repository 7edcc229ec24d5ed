"""From accepted records to the records that count: test, deleted, merged, and what lies after the as-of date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from .exports import Export, Row
from .merges import roots, survivors
from .parsing import clean
from .reference import Rule
from .schema import EXPORTS
from .systems import matches
from .zones import instant, local_date

MERGED = {
    "leads": ("lead_id", ("created_at", "inquiry_at", "qualified_at", "disqualified_at", "converted_at")),
    "deals": ("deal_id", ("created_at",)),
    "accounts": ("account_id", ()),
}
# Pointers of each export to merged kinds of record.
POINTERS = {"lead_id": "leads", "deal_id": "deals", "account_id": "accounts"}
# What hangs on a test lead, deal or account and is left out with it.
HANGERS = {
    "deals": ("lead_id", "account_id"),
    "activities": ("lead_id", "account_id", "deal_id"),
    "meetings": ("lead_id", "account_id", "deal_id"),
    "presentation_sessions": ("lead_id",),
    "subscriptions": ("account_id",),
    "orders": ("account_id",),
    "deal_stage_history": ("deal_id",),
}
IDS = {"leads": "lead_id", "deals": "deal_id", "accounts": "account_id"}


@dataclass
class Data:
    """The records that count, by export, with references to survivors; and how to read accounts."""

    as_of: date
    end: datetime
    rows: dict[str, list[Row]]
    customer_of_account: dict[str, str]
    accounts: dict[str, Row]

    def customer(self, account_id: str | None) -> str | None:
        """The customer of an account; one that is not in the export is its own."""
        return None if account_id is None else self.customer_of_account.get(account_id, account_id)


def is_test(export: str, row: Row, rules: list[Rule]) -> bool:
    """Whether the flag or a rule makes a record a test record."""
    if row.get("is_test"):
        return True
    cells = row["_cells"]
    return any(rule.export == export and rule.matches(clean(cells.get(rule.column))) for rule in rules)


def mark_tests(exports: dict[str, Export], rules: list[Rule]) -> None:
    """Set `_test` in every record."""
    for name, export in exports.items():
        for row in export.rows:
            row["_test"] = is_test(name, row, rules)


class Dated(NamedTuple):
    """A record's day in the order of days, exports and ids."""

    day: date
    export: str
    record_id: str


def choose_as_of(exports: dict[str, Export], zone: ZoneInfo) -> tuple[date | None, list[Dated]]:
    """The day of the latest lead, deal or activity that is neither deleted, test nor planned; and the stray ones after it.

    Of 100 days and more the latest are stray where they stand more than 31 days after all others and are
    one, or at most one in a thousand: the most of them for which that holds.
    """
    sources = (("leads", "lead_id", "created_at"), ("deals", "deal_id", "created_at"))
    dated = sorted(
        Dated(local_date(row[column], zone), name, row[key])
        for name, key, column in (*sources, ("activities", "activity_id", "occurred_at"))
        for row in exports[name].rows
        if not row.get("is_deleted") and not row["_test"]
        if name != "activities" or row["status"] != "planned"
    )
    most = max(1, len(dated) // 1000) if len(dated) >= 100 else 0
    for count in range(most, 0, -1):
        if (dated[-count].day - dated[-count - 1].day).days > 31:
            return dated[-count - 1].day, dated[-count:]
    return (dated[-1].day if dated else None), []


def first_of_fifteen_years(as_of: date) -> date:
    """1 January of the fifteenth year before a day: what is before it cannot be, unless told otherwise."""
    return date(max(as_of.year - 15, 1), 1, 1)


def forget_future(exports: dict[str, Export], as_of: date, end: datetime) -> None:
    """Apply the as-of date to every instant, day and what depends on one."""
    for name, export in exports.items():
        for row in export.rows:
            if name == "deals" and row["closed_at"] is not None and row["closed_at"] >= end:
                row["outcome"] = "open"
            if name == "meetings":
                forget_meeting(row, end)
            for column in EXPORTS[name]:
                value = row[column.name]
                late = (column.kind == "time" and value is not None and value >= end) or (
                    column.kind == "date" and value is not None and value > as_of
                )
                if late:
                    row[column.name] = None


def forget_meeting(row: Row, end: datetime) -> None:
    """A later answer is none; a meeting that has not started is scheduled."""
    if row["responded_at"] is not None and row["responded_at"] >= end:
        row["response"] = "none"
    if row["starts_at"] is not None and row["starts_at"] >= end:
        row["outcome"] = "scheduled"


def earliest(values: list[datetime | None]) -> datetime | None:
    """The least of the values that are there."""
    return min((value for value in values if value is not None), default=None)


def hand_over(export: str, rows: list[Row], survivor: dict[str, str]) -> None:
    """Give each survivor the earliest dates of what was merged into it; test records give nothing.

    A date that cannot be read in one of them is not known of the survivor either.
    """
    key, columns = MERGED[export]
    groups: dict[str, list[Row]] = {}
    by_id = {row[key]: row for row in rows}
    for row in rows:
        if survivor[row[key]] != row[key] and not row["_test"]:
            groups.setdefault(survivor[row[key]], []).append(row)
    for target, members in groups.items():
        row = by_id[target]
        for column in columns:
            if any(column in member["_unreadable"] for member in (row, *members)):
                row[column] = None
                row["_unreadable"].add(column)
            else:
                row[column] = earliest([row[column], *(member[column] for member in members)])


def hangs_on_test(export: str, row: Row, tests: dict[str, set[str]], survivor: dict[str, dict[str, str]]) -> bool:
    """Whether a record refers to a test record, directly or by the survivor of what it names."""
    for column in HANGERS.get(export, ()):
        kind, named = POINTERS[column], row[column]
        if named is not None and (named in tests[kind] or survivor[kind].get(named, named) in tests[kind]):
            return True
    return False


def deals_of_test_leads(rows: list[Row], tests: set[str], survivor: dict[str, str]) -> set[str]:
    """Deals that a test lead names as its own."""
    return {survivor.get(row["deal_id"], row["deal_id"]) for row in rows if row["lead_id"] in tests and row["deal_id"]}


def customers_of(accounts: list[Row]) -> dict[str, str]:
    """The topmost parent of each account."""
    return roots({row["account_id"]: row["parent_account_id"] for row in accounts})


def point_to_survivors(row: Row, own_key: str | None, survivor: dict[str, dict[str, str]]) -> None:
    """Replace references to merged records."""
    for column, kind in (*POINTERS.items(), ("parent_account_id", "accounts")):
        if column != own_key and row.get(column) is not None:
            row[column] = survivor[kind].get(row[column], row[column])


def prepare(
    exports: dict[str, Export],
    rules: list[Rule],
    zone: ZoneInfo,
    as_of: date,
    matched_systems: Sequence[str] = (),
) -> Data:
    """The records that count. Records of `matched_systems` are matched, the first leads."""
    mark_tests(exports, rules)
    end = instant(as_of + timedelta(days=1), 0, zone)
    forget_future(exports, as_of, end)
    survivor = {
        name: survivors(
            {row[IDS[name]]: row.get("merged_into_id") for row in exports[name].rows}
            | matches(name, exports[name].rows, matched_systems)
        )
        for name in IDS
    }
    tests = {name: {row[IDS[name]] for row in exports[name].rows if row["_test"]} for name in IDS}
    named = deals_of_test_leads(exports["leads"].rows, tests["leads"], survivor["deals"])
    for name in IDS:
        hand_over(name, exports[name].rows, survivor[name])
    rows: dict[str, list[Row]] = {}
    for name, export in exports.items():
        kept = []
        own = IDS.get(name)
        for row in export.rows:
            merged = own is not None and survivor[name][row[own]] != row[own]
            left_out = row["_test"] or row.get("is_deleted") or merged or hangs_on_test(name, row, tests, survivor)
            if left_out or (name == "deals" and row["deal_id"] in named):
                continue
            point_to_survivors(row, own, survivor)
            kept.append(row)
        rows[name] = kept
    accounts = {row["account_id"]: row for row in rows["accounts"]}
    return Data(as_of, end, rows, customers_of(rows["accounts"]), accounts)
