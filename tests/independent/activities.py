"""Activities by lead: which of them reach out to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from .context import Context
from .exports import Row

TOUCH_TYPES = ("call", "email", "sms", "social", "video")


def is_outreach(row: Row) -> bool:
    """Outbound, human, completed, and of a type that reaches the lead."""
    return (
        row["occurred_at"] is not None
        and row["direction"] == "outbound"
        and row["status"] == "completed"
        and row["is_automated"] is False
        and row["type"] in TOUCH_TYPES
    )


def is_message(row: Row) -> bool:
    """An outbound completed email or SMS, automated or not."""
    return (
        row["occurred_at"] is not None
        and row["direction"] == "outbound"
        and row["status"] == "completed"
        and row["type"] in ("email", "sms")
    )


def by_lead(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Activities of each lead in the order of time, then id."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["lead_id"] is not None:
            found[row["lead_id"]].append(row)
    for listed in found.values():
        listed.sort(key=lambda row: (row["occurred_at"], row["activity_id"].encode()))
    return found


def outreach_by_lead(ctx: Context) -> dict[str, list[Row]]:
    """Outreach of each lead in the order of time."""
    return by_lead(row for row in ctx.data.rows["activities"] if is_outreach(row))
