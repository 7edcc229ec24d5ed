"""presentation_engagement and follow_up_time: sessions of interactive presentations."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from .activities import by_lead, is_message
from .context import Context
from .exports import Row, is_unreadable
from .kpi_deals import LOST, is_judged
from .maths import divide, percentile, wilson
from .rows import Measure, Table
from .zones import is_day_only, minutes_between


@dataclass
class Links:
    """Meetings, closed deals and messages by lead."""

    meetings: dict[str, list[Row]]
    deals: dict[str, list[Row]]
    messages: dict[str, list[Row]]


def counted_sessions(ctx: Context) -> list[Row]:
    """Sessions that are no preview and not under 3 seconds, and of which both can be told, and whether they were completed."""
    return [
        row
        for row in ctx.data.rows["presentation_sessions"]
        if row["started_at"] is not None
        and not is_unreadable(row, "completed_at", "duration_seconds", "is_preview")
        and not row["is_preview"]
        and (
            row["duration_seconds"] is None
            or row["duration_seconds"] >= ctx.reference.settings["presentation_min_seconds"]
        )
    ]


def make_links(ctx: Context) -> Links:
    """What hangs on each lead."""
    meetings: dict[str, list[Row]] = defaultdict(list)
    for row in ctx.data.rows["meetings"]:
        if row["lead_id"] is not None and row["invited_at"] is not None:
            meetings[row["lead_id"]].append(row)
    closed = {
        row["deal_id"]: row
        for row in ctx.data.rows["deals"]
        if is_judged(row) and (row["outcome"] == "won" or row["outcome"] in LOST)
    }
    pairs = {(row["lead_id"], row["deal_id"]) for row in closed.values() if row["lead_id"] is not None}
    pairs |= {(row["lead_id"], row["deal_id"]) for row in ctx.data.rows["leads"] if row["deal_id"] in closed}
    deals: dict[str, list[Row]] = defaultdict(list)
    for lead, deal in pairs:
        deals[lead].append(closed[deal])
    messages = by_lead(row for row in ctx.data.rows["activities"] if is_message(row))
    return Links(meetings, deals, messages)


def scheduled(ctx: Context, sessions: list[Row], links: Links) -> int:
    """Distinct meetings invited 0 to 7 days after a session of their lead started."""
    return len(
        {
            meeting["meeting_id"]
            for row in sessions
            for meeting in links.meetings.get(row["lead_id"], ())
            if 0
            <= ctx.days_between(row["started_at"], meeting["invited_at"])
            <= ctx.reference.settings["engagement_meeting_days"]
        }
    )


def close_rate(ctx: Context, sessions: list[Row], links: Links) -> float | None:
    """Won share of the deals that closed 0 to 90 days after a session of their lead started."""
    outcomes = {
        deal["deal_id"]: deal["outcome"]
        for row in sessions
        for deal in links.deals.get(row["lead_id"], ())
        if 0 <= ctx.days_between(row["started_at"], deal["closed_at"]) <= ctx.reference.settings["engagement_deal_days"]
    }
    return divide(sum(1 for outcome in outcomes.values() if outcome == "won"), len(outcomes))


def watch_share(sessions: list[Row]) -> float | None:
    """Seconds watched to seconds of video, over the sessions with both."""
    both = [
        (row["video_watched_seconds"], row["video_length_seconds"])
        for row in sessions
        if row["video_watched_seconds"] is not None and row["video_length_seconds"] is not None
    ]
    return divide(math.fsum(watched for watched, _ in both), math.fsum(length for _, length in both))


def engagement(ctx: Context, sessions: list[Row], links: Links) -> Measure:
    """One row of presentation_engagement."""
    size = len(sessions)
    completed = sum(1 for row in sessions if row["completed_at"] is not None)
    rate = divide(completed, size)
    extras = {
        "page_views": math.fsum(row["page_views"] or 0 for row in sessions),
        "video_views": math.fsum(row["video_views"] or 0 for row in sessions),
        "video_watch_share": watch_share(sessions),
        "meetings_scheduled": scheduled(ctx, sessions, links),
        "close_rate": close_rate(ctx, sessions, links),
    }
    return Measure(completed, size, rate, size, not sessions, extras, wilson(rate, size, ctx.reference.z))


def is_follow_up(ctx: Context, start: datetime, moment: datetime) -> bool:
    """Whether an instant is so many times 24 hours after another, or so many days where one of them is only a day."""
    days = ctx.reference.settings["follow_up_days"]
    if is_day_only(start, moment):
        return 0 <= ctx.days_between(start, moment) <= days
    return start <= moment <= start + timedelta(days=days)


def messages_after(ctx: Context, session: Row, links: Links) -> list[Row]:
    """Messages to the session's lead within 7 days of its completion, in order."""
    messages = links.messages.get(session["lead_id"], ())
    return [row for row in messages if is_follow_up(ctx, session["completed_at"], row["occurred_at"])]


@dataclass
class Wait:
    """A completed session and its follow-up; minutes are None without one, and where an end of them is only a day."""

    start: datetime
    is_followed_up: bool
    is_day_only: bool
    minutes: float | None


def wait_of(ctx: Context, session: Row, links: Links) -> Wait:
    """The wait from a session's completion to the first message within 7 days."""
    start, messages = session["completed_at"], messages_after(ctx, session, links)
    first = messages[0]["occurred_at"] if messages else None
    unknown = is_day_only(start, first)
    return Wait(start, bool(messages), unknown, None if first is None or unknown else minutes_between(start, first))


def within(ctx: Context, waits: list[Wait], window: timedelta) -> float | None:
    """Share followed up within a window, of the sessions whose window has passed and whose minutes can be told."""
    passed = [wait for wait in waits if not wait.is_day_only and wait.start + window <= ctx.data.end]
    minutes = window / timedelta(minutes=1)
    return divide(sum(1 for wait in passed if wait.minutes is not None and wait.minutes <= minutes), len(passed))


def follow_up(ctx: Context, sessions: list[Row], links: Links) -> Measure:
    """One row of follow_up_time over completed sessions."""
    waits = [wait_of(ctx, row, links) for row in sessions]
    known = [wait.minutes for wait in waits if wait.minutes is not None]
    unknown = sum(1 for wait in waits if wait.is_followed_up) - len(known)
    are_unknown = bool(unknown) and not known
    messages = {row["activity_id"]: row["type"] for session in sessions for row in messages_after(ctx, session, links)}
    kinds = list(messages.values())
    extras = {
        "median_minutes": percentile(known, 0.5),
        "within_5_min_rate": None if are_unknown else within(ctx, waits, timedelta(minutes=5)),
        "followed_up_within_24_hours_rate": None if are_unknown else within(ctx, waits, timedelta(hours=24)),
        "email_count": kinds.count("email"),
        "sms_count": kinds.count("sms"),
        "day_only_count": unknown,
    }
    total = math.fsum(known)
    status = "no_data" if are_unknown else None
    return Measure(total, len(known), divide(total, len(known)), len(known), not sessions, extras, status=status)


def tables(ctx: Context) -> list[Table]:
    """Both KPIs over all rows."""
    links = make_links(ctx)
    sessions = counted_sessions(ctx)
    found = ctx.bucket(
        sessions,
        lambda row: ctx.day(row["started_at"]),
        lambda row: row["sender_id"],
        lambda row: ctx.slices.of_lead(row["lead_id"]),
    )
    completed = {
        key: kept for key, rows in found.items() if (kept := [row for row in rows if row["completed_at"] is not None])
    }
    return [
        Table("presentation_engagement", set(found), lambda key: engagement(ctx, found.get(key, []), links)),
        Table("follow_up_time", set(completed), lambda key: follow_up(ctx, completed.get(key, []), links)),
    ]
