"""How far each export can be trusted: the checks of source health, and the source status of a KPI.

The checks look at the accepted records that count, with their cells as exported: before merged records hand dates over
and before the as-of date takes later ones away. `snapshot` keeps that state, `assess` judges it.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from .context import Context
from .exports import Cells, Export, Row
from .parsing import TRUTH
from .zones import local_date

# The column that says when a record is from.
DATED = {
    "leads": "created_at",
    "deals": "created_at",
    "deal_stage_history": "entered_at",
    "activities": "occurred_at",
    "meetings": "invited_at",
    "subscriptions": "starts_on",
    "orders": "ordered_on",
    "survey_responses": "surveyed_on",
    "brand_mentions": "mentioned_at",
    "presentation_sessions": "started_at",
}
# Ids that are looked up -> the export that should hold them.
LOOKED_UP = {
    "accounts": {"owner_id": "users"},
    "leads": {"owner_id": "users", "account_id": "accounts", "deal_id": "deals"},
    "deals": {"owner_id": "users", "account_id": "accounts", "lead_id": "leads"},
    "deal_stage_history": {"deal_id": "deals"},
    "activities": {"lead_id": "leads", "account_id": "accounts", "deal_id": "deals", "user_id": "users"},
    "meetings": {"organizer_id": "users", "lead_id": "leads", "account_id": "accounts", "deal_id": "deals"},
    "subscriptions": {"account_id": "accounts"},
    "orders": {"account_id": "accounts"},
    "presentation_sessions": {"sender_id": "users", "lead_id": "leads"},
}
ID_COLUMN = {"users": "user_id", "accounts": "account_id", "leads": "lead_id", "deals": "deal_id"}
ANSWERS = ("accepted", "declined", "tentative")


def has_become_a_deal(row: Row) -> bool:
    """Whether a lead was converted or names its deal, and so must have been qualified."""
    return row["converted_at"] is not None or row["deal_id"] is not None


# Records that should have a value, where not all should: (export, column) -> condition.
DUE: dict[tuple[str, str], Callable[[Row], bool]] = {
    ("leads", "qualified_at"): has_become_a_deal,
    ("leads", "account_id"): has_become_a_deal,
    ("leads", "deal_id"): lambda row: row["converted_at"] is not None,
    ("leads", "inquiry_at"): lambda row: row["origin"] == "inbound",
    ("deals", "closed_at"): lambda row: row["outcome"] != "open",
    ("deals", "amount"): lambda row: row["outcome"] == "won",
    ("deals", "currency"): lambda row: row["outcome"] == "won",
    ("activities", "lead_id"): lambda row: row["account_id"] is None and row["deal_id"] is None,
    ("activities", "message_id"): lambda row: row["type"] == "email",
    ("meetings", "responded_at"): lambda row: row["response"] in ANSWERS,
    ("meetings", "lead_id"): lambda row: bool(row["is_external"]),
    ("subscriptions", "ends_on"): lambda row: row["status"] == "canceled",
    ("survey_responses", "rank"): lambda row: row["brand"] is not None,
    ("presentation_sessions", "lead_id"): lambda row: row["completed_at"] is not None,
}


@dataclass(frozen=True)
class Limits:
    """A row of source_checks, with what the check itself is."""

    warn: float | None
    fail: float | None
    is_critical: bool
    min_sample: float
    lookback: int
    tolerance_days: int


@dataclass(frozen=True)
class Check:
    """A row of source_health, as far as it is no text."""

    export: str
    check_id: str
    column: str | None
    measured: float | None
    expected: float | None
    observed: int
    sample: int
    warn: float | None
    fail: float | None
    status: str
    kpis: frozenset[str]

    @property
    def health_id(self) -> str:
        """The key."""
        return ".".join(part for part in (self.export, self.check_id, self.column) if part)


@dataclass(frozen=True)
class Measure:
    """What one check measured."""

    measured: float | None = None
    expected: float | None = None
    observed: int = 0
    sample: int = 0


# So few of something are chance: unreadable cells of a column, renewals on the day after an end.
FEW = 3
# Whether lower values are better.
LOWER = {
    "presence": False,
    "freshness": True,
    "volume": False,
    "validity": True,
    "uniqueness": True,
    "completeness": False,
    "references": True,
    "consistency": False,
    "unreadable_cells": True,
    "renewals_after_a_day": True,
    "stray_dates": True,
}
# Checks of some exports alone.
EXPORTS_OF = {
    "freshness": tuple(DATED),
    "volume": tuple(DATED),
    "consistency": ("deals", "subscriptions"),
    "renewals_after_a_day": ("subscriptions",),
    "stray_dates": ("leads", "deals", "activities"),
}
Snapshot = dict[int, Row]  # the cells of a record by the identity of its row


def snapshot(exports: Mapping[str, Export]) -> Snapshot:
    """The records as exported, before anything is done to them."""
    return {id(row): dict(row) for export in exports.values() for row in export.rows}


def read_limits(rows: list[Cells]) -> dict[tuple[str, str], Limits]:
    """Thresholds by check and export (`*` for all)."""

    def number(text: str | None) -> float | None:
        return float(text) if text else None

    return {
        (row["check_id"], row["export"]): Limits(
            number(row["warn"]),
            number(row["fail"]),
            TRUTH.get(row["is_critical"].lower(), False),
            number(row["min_sample"]) or 0,
            int(number(row["lookback"]) or 0),
            int(number(row["tolerance_days"]) or 0),
        )
        for row in rows
    }


def month_of(day: date) -> int:
    """Months as a running number."""
    return day.year * 12 + day.month


def share(part: float, whole: float) -> float | None:
    """A share; None of nothing."""
    return part / whole if whole else None


class Assessor:
    """Makes the checks of one folder."""

    def __init__(
        self, ctx: Context, taken: Snapshot, limits: dict[tuple[str, str], Limits], needed: list[Cells]
    ) -> None:
        """Find the records that count, as they were exported."""
        self.ctx, self.limits = ctx, limits
        self.as_of: date = ctx.data.as_of
        self.needed = {(row["export"], row["column_name"]) for row in needed}
        self.needing: dict[tuple[str, str], set[str]] = {}
        for row in needed:
            self.needing.setdefault((row["export"], row["column_name"]), set()).add(row["kpi_id"])
        self.records: dict[str, list[Row]] = {}
        for name, export in ctx.exports.items():
            counted = export.rows if name == "deal_stage_history" else ctx.data.rows[name]
            self.records[name] = [taken[id(row)] for row in counted]
        self.ids = {
            name: {taken[id(row)][column] for row in ctx.exports[name].rows} for name, column in ID_COLUMN.items()
        }

    def day(self, export: str, row: Row) -> date:
        """The day that a record is from."""
        value: Any = row[DATED[export]]
        zone: ZoneInfo = self.ctx.settings.zone
        return local_date(value, zone) if isinstance(value, datetime) else value

    def days(self, export: str) -> list[date]:
        """The days of the records up to the as-of date; what is planned is not there yet."""
        found = [
            self.day(export, row)
            for row in self.records[export]
            if export != "activities" or row["status"] != "planned"
        ]
        return [day for day in found if day <= self.as_of]

    def freshness(self, export: str, limits: Limits) -> Measure:
        """The age of the newest record, and the gap in which 95 % of the days lie or a shorter one."""
        days = sorted(set(self.days(export)))
        if not days:
            return Measure()
        recent = [day for day in days if (days[-1] - day).days < limits.lookback]
        gaps = Counter((later - earlier).days for earlier, later in pairwise(recent))
        whole = sum(gap * count for gap, count in gaps.items())
        usual, covered = None, 0
        for gap in sorted(gaps):
            covered += gap * gaps[gap]
            if covered * 100 >= whole * 95:
                usual = float(gap)
                break
        age = (self.as_of - days[-1]).days
        return Measure(float(age), usual, age, len(recent))

    def last_month(self) -> int:
        """The last complete month."""
        return month_of(self.as_of + timedelta(days=1)) - 1

    def volume(self, export: str, limits: Limits) -> Measure:
        """Records of the last complete month against the median of those before, the export's first month left out."""
        counts = Counter(month_of(day) for day in self.days(export))
        if not counts:
            return Measure()
        last = self.last_month()
        months = range(max(min(counts) + 1, last - limits.lookback), last)
        if len(months) < 3:
            return Measure()
        earlier = [counts[month] for month in months]
        usual = statistics.median(earlier)
        return Measure(share(counts[last], usual), float(usual), counts[last], sum(earlier))

    def rows(self, export: str, check: str) -> Measure:
        """Shares of the raw rows of the worst file."""
        found = []
        for file in self.ctx.exports[export].files:
            part, whole = {
                "validity": (file.rejected_rows, file.raw_rows),
                "uniqueness": (file.duplicate_rows, file.raw_rows),
            }[check]
            if whole:
                found.append((part / whole, whole, part))
        if not found:
            return Measure()
        rate, whole, part = max(found, key=lambda item: item[:2])
        return Measure(rate, None, part, whole)

    def recent(self, export: str, limits: Limits) -> list[Row]:
        """Records of the last complete months; those without a day are all recent."""
        if export not in DATED:
            return self.records[export]
        last = self.last_month()
        wanted = range(last - limits.lookback + 1, last + 1)
        return [row for row in self.records[export] if month_of(self.day(export, row)) in wanted]

    def completeness(self, export: str, limits: Limits) -> dict[str, Measure]:
        """Filled cells among those that should be."""
        rows = self.recent(export, limits)
        found = {}
        for column in (name for kind, name in self.needed if kind == export and rows):
            due = [row for row in rows if DUE.get((export, column), lambda _: True)(row)]
            filled = sum(row[column] is not None for row in due)
            found[column] = Measure(share(filled, len(due)), None, filled, len(due))
        return found

    def references(self, export: str, limits: Limits) -> dict[str, Measure]:
        """Ids that lead nowhere; nothing is looked up in an export without records."""
        rows = self.recent(export, limits)
        found = {}
        for column, target in LOOKED_UP.get(export, {}).items():
            known = self.ids[target]
            named = [row[column] for row in rows if row[column] is not None] if known else []
            orphans = sum(name not in known for name in named)
            if rows:
                found[column] = Measure(share(orphans, len(named)), None, orphans, len(named))
        return found

    def consistency(self, export: str, limits: Limits) -> Measure:
        """New customers of the other export who are new here within the tolerance."""
        ctx = self.ctx
        if ctx.is_absent("deals") or ctx.is_absent("subscriptions"):
            return Measure()
        won: dict[str, date] = {}
        for row in ctx.data.rows["deals"]:
            customer = ctx.data.customer(row["account_id"])
            is_won = row["outcome"] == "won" and row["deal_type"] == "new_business" and row["closed_at"] is not None
            if customer is not None and is_won:
                day = ctx.day(row["closed_at"])
                won[customer] = min(won.get(customer, day), day)
        known, looked_for = (won, ctx.book.first_start) if export == "subscriptions" else (ctx.book.first_start, won)
        customers = matched = 0
        for customer, day in known.items():
            other = looked_for.get(customer)
            age = (self.as_of - day).days - limits.tolerance_days
            if not 0 <= age < limits.lookback or (other and (day - other).days > limits.tolerance_days):
                continue
            customers += 1
            matched += other is not None and (other - day).days <= limits.tolerance_days
        return Measure(share(matched, customers), None, matched, customers)

    def unreadable_cells(self, export: str, _limits: Limits) -> Measure:
        """The share of a column's filled raw cells that cannot be read, in the worst column of a file that has a few."""
        whole = self.ctx.exports[export]
        found = [
            (count / file.filled[column], file.filled[column], count)
            for file in whole.files
            for column, count in file.unreadable.items()
            if count >= FEW
        ]
        if not found:
            return Measure(share(0, whole.raw_rows), None, 0, whole.raw_rows)
        rate, filled, count = max(found)
        return Measure(rate, None, count, filled)

    def renewals_after_a_day(self, _export: str, _limits: Limits) -> Measure:
        """Ends of paid subscriptions with a paid start of the same customer on the day after."""
        paid = self.ctx.book.paid
        starts = {(customer, start) for customer, start, *_ in paid}
        ends = [(customer, end) for customer, _, end, *_ in paid if end is not None]
        renewed = sum((customer, end + timedelta(days=1)) in starts for customer, end in ends)
        return Measure(share(renewed, len(ends)), None, renewed, len(ends))

    def stray_dates(self, export: str, _limits: Limits) -> Measure:
        """Records so much later than all others that they do not decide the as-of date."""
        count = sum(record.export == export for record in self.ctx.stray)
        dated = [row for row in self.records[export] if export != "activities" or row["status"] != "planned"]
        return Measure(float(count) if dated else None, None, count, len(dated))

    def measure(self, export: str, check: str, limits: Limits) -> dict[str | None, Measure]:
        """What a check measured of an export, by column."""
        if check == "completeness":
            return dict(self.completeness(export, limits))
        if check == "references":
            return dict(self.references(export, limits))
        if check == "presence":
            count = self.ctx.exports[export].raw_rows
            return {None: Measure(float(count), None, count, count)}
        if check in ("validity", "uniqueness"):
            return {None: self.rows(export, check)}
        return {None: getattr(self, check)(export, limits)}

    def judge(self, export: str, check: str, column: str | None, found: Measure, limits: Limits) -> Check:
        """The verdict."""
        if column is None:
            definitions = self.ctx.reference.definitions
            kpis = {kpi for kpi, definition in definitions.items() if export in definition.required_exports}
        else:
            kpis = self.needing.get((export, column), set())
        pace = (1.0 if found.expected is None else found.expected) if check == "freshness" else 1.0
        warn = None if limits.warn is None else limits.warn * pace
        fail = None if limits.fail is None else limits.fail * pace

        def breaks(limit: float | None) -> bool:
            if limit is None or found.measured is None:
                return False
            if check in ("unreadable_cells", "renewals_after_a_day") and found.observed < FEW:
                return False
            if check == "unreadable_cells" and limit == warn:
                return found.measured > limit
            return found.measured >= limit if LOWER[check] else found.measured < limit

        is_unmissed = check == "presence" and not kpis and breaks(fail)
        if found.measured is None or found.sample < limits.min_sample or is_unmissed:
            status = "not_assessed"
        elif breaks(fail) and limits.is_critical:
            status = "critical"
        else:
            status = "warning" if breaks(fail) or breaks(warn) else "ok"
        return Check(
            export, check, column, found.measured, found.expected, found.observed, found.sample, warn, fail, status,
            frozenset(kpis),
        )  # fmt: skip

    def assess(self) -> list[Check]:
        """Every check of every export."""
        checks = []
        for export in self.ctx.exports:
            for check in LOWER:
                limits = self.limits.get((check, export)) or self.limits.get((check, "*"))
                is_needless = check == "renewals_after_a_day" and self.ctx.last_day_with
                if limits is None or is_needless or export not in EXPORTS_OF.get(check, (export,)):
                    continue
                for column, found in self.measure(export, check, limits).items():
                    checks.append(self.judge(export, check, column, found, limits))
        return checks


def source_status(checks: list[Check], kpi_id: str) -> str:
    """The worst of the checks that concern a KPI."""
    statuses = {check.status for check in checks if kpi_id in check.kpis}
    if "critical" in statuses:
        return "untrusted"
    return "at_risk" if "warning" in statuses else "trusted"
