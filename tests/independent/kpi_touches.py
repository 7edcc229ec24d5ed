"""system_touches: outreach that a lead takes until its outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from .activities import outreach_by_lead
from .context import Context, Key
from .exports import Row, is_unreadable
from .maths import divide
from .rows import Measure, Table
from .zones import is_day_only


@dataclass
class Outcome:
    """A qualified lead's outcome and the touches until then."""

    lead_id: str
    owner: str | None
    at: datetime
    is_positive: bool
    touches: int


def without_copies(rows: list[Row]) -> list[Row]:
    """One lead's activities in order, without later copies of a message id."""
    seen: set[str] = set()
    kept = []
    for row in rows:
        message = row["message_id"]
        if message is not None and message in seen:
            continue
        if message is not None:
            seen.add(message)
        kept.append(row)
    return kept


def touch_times(rows: list[Row], gap: timedelta) -> list[datetime]:
    """When one lead was touched: outreach at least `gap` after the one of its type before it, or with only a day."""
    last: dict[str, datetime] = {}
    times = []
    for row in without_copies(rows):
        at, before = row["occurred_at"], last.get(row["type"])
        if is_day_only(at) or before is None or at - before >= gap:
            times.append(at)
        if not is_day_only(at):
            last[row["type"]] = at
    return times


def count_touches(ctx: Context, lead: Row, outcome_at: datetime, rows: list[Row]) -> int:
    """Touches of a lead from its qualification to its outcome; none where the outcome comes before."""
    start = lead["qualified_at"]
    if ctx.is_before(outcome_at, start):
        return 0
    times = touch_times(rows, timedelta(minutes=ctx.reference.settings["touch_gap_minutes"]))
    return sum(1 for moment in times if not ctx.is_before(moment, start) and not ctx.is_before(outcome_at, moment))


def first_meetings(ctx: Context) -> dict[str, datetime]:
    """The first accepted external meeting of each lead, any instance."""
    found: dict[str, datetime] = {}
    for row in ctx.data.rows["meetings"]:
        lead = row["lead_id"]
        if lead is None or row["invited_at"] is None or not row["is_external"] or row["response"] != "accepted":
            continue
        if is_unreadable(row, "responded_at"):
            continue
        moment = row["responded_at"] or row["invited_at"]
        found[lead] = min(found.get(lead, moment), moment)
    return found


def outcome_of(lead: Row, meeting: datetime | None) -> tuple[datetime, bool] | None:
    """The earliest outcome and whether it is positive; at a tie the positive one."""
    positive = [moment for moment in (meeting, lead["converted_at"]) if moment is not None]
    negative = [lead["disqualified_at"]] if lead["disqualified_at"] is not None else []
    if not positive and not negative:
        return None
    at = min(positive + negative)
    return at, at in positive


def outcomes(ctx: Context) -> list[Outcome]:
    """Every qualified lead with an outcome, whose dates can be read."""
    outreach, meetings = outreach_by_lead(ctx), first_meetings(ctx)
    found = []
    for lead in ctx.data.rows["leads"]:
        outcome = outcome_of(lead, meetings.get(lead["lead_id"]))
        if lead["qualified_at"] is None or outcome is None or is_unreadable(lead, "disqualified_at", "converted_at"):
            continue
        at, is_positive = outcome
        touches = count_touches(ctx, lead, at, outreach.get(lead["lead_id"], []))
        found.append(Outcome(lead["lead_id"], lead["owner_id"], at, is_positive, touches))
    return found


def measure(ctx: Context, leads: list[Outcome]) -> Measure:
    """One row."""
    touches = sum(lead.touches for lead in leads)
    touched = sum(1 for lead in leads if lead.touches)
    over = sum(1 for lead in leads if lead.touches > ctx.reference.settings["touch_cap"])
    extras = {
        "touch_accuracy_rate": divide(sum(1 for lead in leads if lead.is_positive), touches),
        "over_touched_rate": divide(over, len(leads)),
        "untouched_rate": divide(len(leads) - touched, len(leads)),
    }
    return Measure(touches, touched, divide(touches, touched), touched, not leads, extras)


def table(ctx: Context) -> Table:
    """The KPI over all rows."""
    found: dict[Key, list[Outcome]] = {}
    for outcome in outcomes(ctx):
        for key in ctx.keys(ctx.day(outcome.at), outcome.owner, ctx.slices.of_lead(outcome.lead_id)):
            found.setdefault(key, []).append(outcome)
    return Table("system_touches", set(found), lambda key: measure(ctx, found.get(key, [])))
