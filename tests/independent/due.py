"""Which period of each KPI is due, and whether its value is there."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from .context import Context
from .exports import is_unreadable
from .maths import percentile

Row = dict[str, Any]
KEY = ("kpi_id",)
CADENCE_KEY = ("export",)
TOLD = ("ok", "capped", "low_sample")
QUESTION = "unaided_awareness"
DATES = {
    "leads": "created_at",
    "deals": "created_at",
    "activities": "occurred_at",
    "meetings": "invited_at",
    "subscriptions": "starts_on",
    "survey_responses": "surveyed_on",
    "brand_mentions": "mentioned_at",
    "presentation_sessions": "started_at",
}
# What makes a record count for nothing where it cannot be read.
UNCOUNTED = {"survey_responses": ("weight",), "brand_mentions": ("weight", "is_owned", "is_bot")}


def record_days(ctx: Context, export: str) -> list[date]:
    """The days with records of an export, in order."""
    days = set()
    for row in ctx.data.rows[export]:
        moment = row[DATES[export]]
        if moment is None or (export == "survey_responses" and row["question"] != QUESTION):
            continue
        if is_unreadable(row, *UNCOUNTED.get(export, ())):
            continue
        days.add(moment if DATES[export].endswith("_on") else ctx.day(moment))
    return sorted(days)


def cadence(ctx: Context, _tables: dict[str, list[Row]]) -> list[Row]:
    """The rows of dim_export_cadence."""
    found = []
    for export in DATES:
        days = record_days(ctx, export)
        if days:
            gaps = [(after - before).days for before, after in pairwise(days)]
            found.append(
                {
                    "export": export,
                    "first_record_on": days[0],
                    "last_record_on": days[-1],
                    "record_days": len(days),
                    "usual_gap_days": percentile(gaps, 0.5),
                }
            )
    return found


def due_day(ctx: Context, matures: date) -> date:
    """The day some working days after one."""
    day, left = matures, int(ctx.reference.settings["grace_working_days"])
    while left:
        day += timedelta(days=1)
        left -= ctx.reference.calendars.working_days(day, day)
    return day


def table(ctx: Context, tables: dict[str, list[Row]]) -> list[Row]:
    """The rows of kpi_due without texts."""
    gaps = {row["export"]: row["usual_gap_days"] for row in cadence(ctx, tables)}
    as_of, found = ctx.data.as_of, []
    for kpi_id, definition in ctx.reference.definitions.items():
        status: dict[date, str] = defaultdict(lambda: "no_data")
        for row in tables[kpi_id]:
            if row["scope_type"] == "company" and row["period_type"] == definition.official_frequency:
                status[row["period_start"]] = row["value_status"]
        periods = [period for period in ctx.spine.all() if period.type == definition.official_frequency]
        wait = timedelta(days=definition.maturity_days)
        over = [period for period in periods if period.end <= as_of]
        ripe = [period for period in periods if period.end + wait <= as_of]
        unripe = [period for period in periods if period.end + wait > as_of]
        told = [period for period in over if status[period.start] in TOLD]
        due = due_day(ctx, ripe[-1].end + wait) if ripe else None
        has_value = bool(ripe) and status[ripe[-1].start] in TOLD
        exports = [name for name in definition.required_exports if name in gaps]
        slowest = min(exports, key=lambda name: (-(gaps[name] if gaps[name] is not None else -1), name), default=None)
        gap = gaps[slowest] if slowest else None
        if due is None:
            state = "no_period"
        elif has_value:
            state = "delivered"
        else:
            state = "not_due" if due > as_of else "due" if due == as_of else "overdue"
        found.append(
            {
                "kpi_id": kpi_id,
                "last_period_start": over[-1].start if over else None,
                "last_period_end": over[-1].end if over else None,
                "due_period_start": ripe[-1].start if ripe else None,
                "due_period_end": ripe[-1].end if ripe else None,
                "due_on": due,
                "is_due": due is not None and due <= as_of,
                "is_overdue": state == "overdue",
                "due_value_status": status[ripe[-1].start] if ripe else None,
                "due_status": state,
                "latest_value_period_start": told[-1].start if told else None,
                "next_due_on": due_day(ctx, unripe[0].end + wait) if unripe else None,
                "slowest_export": slowest,
                "usual_gap_days": gap,
                "is_cadence_sufficient": None
                if gap is None or not ripe
                else gap <= (ripe[-1].end - ripe[-1].start).days + 1,
            }
        )
    return found
