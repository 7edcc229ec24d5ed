"""What the comparison scripts share: arguments, the KPIs of each part, seconds by part, and small work that no engine needs to do."""

from __future__ import annotations

import argparse
import csv
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

# Part of a script -> the KPIs that it computes. A lifetime value is made from the part `customers`.
PARTS: dict[str, tuple[str, ...]] = {
    "average_response_time": ("average_response_time",),
    "system_touches": ("system_touches",),
    "meeting_acceptance_rate": ("meeting_acceptance_rate",),
    "deals": ("deal_win_loss_ratio", "average_sales_cycle"),
    "customers": (
        "customer_retention_rate",
        "monthly_recurring_revenue",
        "customer_acquisition_rate",
        "new_customers",
    ),
    "customer_lifetime_value": ("customer_lifetime_value",),
    "sql_to_customer_conversion_rate": ("sql_to_customer_conversion_rate",),
    "share_of_voice": ("share_of_voice",),
    "sessions": ("presentation_engagement", "follow_up_time"),
}
# What was written for Polars, pandas and SQLite too.
COMMON = ("average_response_time", "system_touches", "meeting_acceptance_rate", "deals", "customers")
COLUMNS = ("kpi_id", "period_type", "period_start", "scope_type", "scope_id", "numerator", "denominator", "kpi_value")


@dataclass
class Script:
    """One run of a script: the folder of exports, that of the reference data, the CSV to write, the parts to compute."""

    exports: Path
    reference: Path
    out: Path
    parts: list[str]
    threads: int
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Measure the wall seconds of a part."""
        start = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - start, 3)

    def table(self, name: str) -> list[dict[str, str]]:
        """The rows of a file of reference data."""
        with (self.reference / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def told(self) -> None:
        """Print what was measured as one line of JSON."""
        print(json.dumps(self.seconds))


def script(parts: tuple[str, ...]) -> Script:
    """Read the command line of a script that can compute these parts."""
    parser = argparse.ArgumentParser()
    parser.add_argument("exports", type=Path)
    parser.add_argument("reference", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--parts", default=",".join(parts))
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    return Script(given.exports, given.reference, given.out, given.parts.split(","), given.threads)


def ends_of(pointers: dict[str, str]) -> dict[str, str]:
    """Where each pointer ends: at a record without one, or at the smallest id of a circle."""
    ends = {}
    for start in pointers:
        path, current = [start], pointers[start]
        while current in pointers and current not in path:
            path.append(current)
            current = pointers[current]
        ends[start] = min(path[path.index(current) :]) if current in path else current
    return ends


def fits(text: str | None, operator: str, value: str) -> bool:
    """Whether a cell meets a rule of test_record_rules."""
    cell, wanted = (text or "").lower(), value.lower()
    tests = {
        "equals": cell.__eq__,
        "contains": cell.__contains__,
        "starts_with": cell.startswith,
        "ends_with": cell.endswith,
    }
    return bool(cell) and bool(tests[operator](wanted))


def periods(first: date, as_of: date) -> list[tuple[str, date, date]]:
    """Every period from a day on to the as-of day: its type, its first day, and the day on which it closes."""
    found = {}
    for number in range((as_of - first).days + 1):
        day = first + timedelta(number)
        quarter, following = (day.month - 1) // 3 * 3 + 1, day.month // 12
        starts = {
            "week": (day - timedelta(day.weekday()), day + timedelta(7 - day.weekday())),
            "month": (day.replace(day=1), date(day.year + following, day.month % 12 + 1, 1)),
            "quarter": (date(day.year, quarter, 1), date(day.year + (quarter == 10), (quarter + 2) % 12 + 1, 1)),
            "year": (date(day.year, 1, 1), date(day.year + 1, 1, 1)),
        }
        for period_type, (start, end) in starts.items():
            found[period_type, start] = min(end - timedelta(1), as_of)
    return [(period_type, start, closes) for (period_type, start), closes in found.items()]


def open_slots(
    run: Script, offices: set[tuple[str, str]], first: date, last: date
) -> list[tuple[str, str, datetime, datetime, float]]:
    """When each calendar in a time zone is open: calendar, zone, from and until in UTC, and seconds open before it."""
    hours: dict[tuple[str, int], list[tuple[timedelta, timedelta]]] = {}
    for row in run.table("business_hours"):
        slot = (_clock(row["opens"]), _clock(row["closes"]))
        hours.setdefault((row["calendar_id"], int(row["weekday"])), []).append(slot)
    holidays = {(row["calendar_id"], row["holiday_on"]) for row in run.table("holidays")}
    slots = []
    for calendar, zone in sorted(offices):
        before = 0.0
        for number in range((last - first).days + 1):
            day = first + timedelta(number)
            if (calendar, day.isoformat()) in holidays:
                continue
            for opens, closes in sorted(hours.get((calendar, day.isoweekday()), [])):
                begin, end = (_in_utc(day, time_of_day, zone) for time_of_day in (opens, closes))
                slots.append((calendar, zone, begin, end, before))
                before += (end - begin).total_seconds()
    return slots


def _clock(text: str) -> timedelta:
    """A time such as 17:30, or 24:00."""
    hours, minutes = text.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))


def _in_utc(day: date, clock: timedelta, zone: str) -> datetime:
    """A local time in UTC, without its zone."""
    local = datetime(day.year, day.month, day.day) + clock
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)
