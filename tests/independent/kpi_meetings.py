"""meeting_acceptance_rate: external meetings that were accepted."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from .context import Context, Key
from .exports import Row, is_unreadable
from .maths import divide, wilson
from .merges import survivors
from .rows import Measure, Table

ANSWERS = ("accepted", "declined", "tentative")
# What a chain's latest instance must have readable to take part.
DECIDING = (
    "response",
    "responded_at",
    "is_external",
    "starts_at",
    "outcome",
    "withdrawn_at",
    "is_self_booked",
)


@dataclass
class Chain:
    """A reschedule chain: its latest instance, dated by its first invitation."""

    day: date
    latest: Row
    is_answered: bool
    is_started: bool


def chains(ctx: Context) -> list[Chain]:
    """The chains of the meetings that count."""
    known = ctx.data.rows["meetings"]
    root = survivors({row["meeting_id"]: row["rescheduled_from_id"] for row in known})
    rows = [row for row in known if row["invited_at"] is not None]
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[root[row["meeting_id"]]].append(row)
    found = []
    for members in groups.values():
        latest = max(members, key=lambda row: (row["invited_at"], row["meeting_id"].encode()))
        first = min(row["invited_at"] for row in members)
        is_started = latest["starts_at"] is not None
        found.append(Chain(ctx.day(first), latest, latest["response"] in ANSWERS, is_started))
    return found


def external_chains(ctx: Context) -> list[Chain]:
    """The chains with an external invitee whose latest instance can be read."""
    return [
        chain for chain in chains(ctx) if chain.latest["is_external"] and not is_unreadable(chain.latest, *DECIDING)
    ]


def is_withdrawn(ctx: Context, chain: Chain) -> bool:
    """Whether we withdrew before an answer."""
    row = chain.latest
    if row["withdrawn_at"] is None:
        return False
    return not chain.is_answered or ctx.is_before(row["withdrawn_at"], row["responded_at"] or row["invited_at"])


def is_counted(ctx: Context, chain: Chain) -> bool:
    """Whether an external chain is in the population."""
    if chain.latest["is_self_booked"] or is_withdrawn(ctx, chain):
        return False
    return chain.is_answered or chain.is_started


def measure(ctx: Context, meetings: list[Chain], self_booked: int) -> Measure:
    """One row."""
    size = len(meetings)
    outcomes = [chain.latest["outcome"] for chain in meetings]
    if ctx.has_answers:
        accepted = sum(1 for chain in meetings if chain.latest["response"] == "accepted")
    else:
        accepted = sum(1 for outcome in outcomes if outcome != "canceled")
    held, no_show = outcomes.count("held"), outcomes.count("no_show")
    started = [chain for chain in meetings if chain.is_started]
    unknown = sum(1 for chain in started if chain.latest["outcome"] == "scheduled")
    rate = divide(accepted, size)
    extras = {
        "response_rate": divide(sum(1 for chain in meetings if chain.is_answered), size) if ctx.has_answers else None,
        "show_rate": divide(held, held + no_show),
        "no_show_rate": divide(no_show, held + no_show),
        "outcome_unknown_rate": divide(unknown, len(started)),
        "self_booked_count": self_booked,
        "method": "invitation_answer" if ctx.has_answers else "outcome_proxy",
    }
    return Measure(accepted, size, rate, size, not meetings, extras, wilson(rate, size, ctx.reference.z))


def table(ctx: Context) -> Table:
    """The KPI over all rows."""
    counted: dict[Key, list[Chain]] = defaultdict(list)
    self_booked: dict[Key, int] = defaultdict(int)
    for chain in external_chains(ctx):
        for key in ctx.keys(chain.day, chain.latest["organizer_id"], ctx.slices.of_meeting(chain.latest)):
            if is_counted(ctx, chain):
                counted[key].append(chain)
            if chain.latest["is_self_booked"]:
                self_booked[key] += 1
    return Table(
        "meeting_acceptance_rate",
        set(counted),
        lambda key: measure(ctx, counted.get(key, []), self_booked.get(key, 0)),
    )
