"""average_response_time: business minutes from an inquiry to the first human answer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from .activities import outreach_by_lead
from .context import Context, Key
from .exports import Row, is_unreadable
from .maths import divide, mean, percentile
from .rows import Measure, Table
from .zones import is_day_only, minutes_between

WINDOWS = {
    "within_5_min_rate": timedelta(minutes=5),
    "within_1_hour_rate": timedelta(hours=1),
    "within_24_hours_rate": timedelta(hours=24),
}


@dataclass
class Response:
    """An inbound lead's inquiry and its answer; minutes are None without one, and where an end of them is only a day."""

    lead_id: str
    owner: str | None
    start: datetime
    day: date
    is_qualified: bool
    is_answered: bool = False
    is_day_only: bool = False
    business: float | None = None
    calendar: float | None = None


def calendar_of(ctx: Context, users: dict[str, Row], owner: str | None) -> tuple[str, ZoneInfo]:
    """The owner's calendar and zone, or calendar `default` in the reporting zone for both."""
    user = users.get(owner or "")
    if user and user["calendar_id"] and user["time_zone"] and ctx.reference.calendars.hours.get(user["calendar_id"]):
        return user["calendar_id"], ZoneInfo(user["time_zone"])
    return "default", ctx.settings.zone


def responses(ctx: Context) -> list[Response]:
    """Every inbound lead that has an inquiry date."""
    users = {row["user_id"]: row for row in ctx.data.rows["users"]}
    outreach = outreach_by_lead(ctx)
    found = []
    for lead in ctx.data.rows["leads"]:
        start = lead["inquiry_at"] or lead["created_at"]
        if lead["origin"] != "inbound" or start is None or is_unreadable(lead, "inquiry_at"):
            continue
        owner = lead["owner_id"]
        response = Response(lead["lead_id"], owner, start, ctx.day(start), lead["qualified_at"] is not None)
        answer = first_answer(ctx, start, outreach.get(lead["lead_id"], []))
        response.is_answered = answer is not None
        response.is_day_only = is_day_only(start, answer)
        if answer is not None and not response.is_day_only:
            calendar, zone = calendar_of(ctx, users, owner)
            response.business = ctx.reference.calendars.business_minutes(start, answer, calendar, zone)
            response.calendar = minutes_between(start, answer)
        found.append(response)
    return found


def first_answer(ctx: Context, start: datetime, outreach: list[Row]) -> datetime | None:
    """The first of a lead's outreach that is not before its inquiry."""
    return next((row["occurred_at"] for row in outreach if not ctx.is_before(row["occurred_at"], start)), None)


def within(ctx: Context, leads: list[Response], window: timedelta) -> float | None:
    """Share answered within a window, of the leads whose window has passed and whose minutes can be told."""
    passed = [lead for lead in leads if not lead.is_day_only and lead.start + window <= ctx.data.end]
    minutes = window / timedelta(minutes=1)
    fast = [lead for lead in passed if lead.calendar is not None and lead.calendar <= minutes]
    return divide(len(fast), len(passed))


def measure(ctx: Context, leads: list[Response], inbound: list[Response]) -> Measure:
    """One row: the qualified inbound leads, and all inbound ones."""
    business = [lead.business for lead in leads if lead.business is not None]
    answered = sum(1 for lead in leads if lead.is_answered)
    unknown = answered - len(business)
    are_unknown = bool(unknown) and not business
    aged = [lead for lead in leads if (ctx.data.as_of - lead.day).days >= ctx.reference.settings["unanswered_days"]]
    unanswered = sum(1 for lead in aged if not lead.is_answered)
    total = math.fsum(business)
    extras = {
        "answered_count": answered,
        "unanswered_count": unanswered,
        "unanswered_rate": divide(unanswered, len(aged)),
        "mean_calendar_minutes": mean(lead.calendar for lead in leads if lead.calendar is not None),
        "median_minutes": percentile(business, 0.5),
        "p90_minutes": percentile(business, 0.9),
        **{name: None if are_unknown else within(ctx, leads, window) for name, window in WINDOWS.items()},
        "all_inbound_mean_minutes": mean(lead.business for lead in inbound if lead.business is not None),
        "day_only_count": unknown,
    }
    status = "no_data" if are_unknown else None
    return Measure(total, len(business), divide(total, len(business)), len(business), not leads, extras, status=status)


def table(ctx: Context) -> Table:
    """The KPI over all rows."""
    inbound: dict[Key, list[Response]] = {}
    qualified: dict[Key, list[Response]] = {}
    for response in responses(ctx):
        for key in ctx.keys(response.day, response.owner, ctx.slices.of_lead(response.lead_id)):
            inbound.setdefault(key, []).append(response)
            if response.is_qualified:
                qualified.setdefault(key, []).append(response)
    return Table(
        "average_response_time",
        set(qualified),
        lambda key: measure(ctx, qualified.get(key, []), inbound.get(key, [])),
    )
