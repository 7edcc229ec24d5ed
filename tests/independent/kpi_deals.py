"""deal_win_loss_ratio and average_sales_cycle: deals won for each deal lost, and the days until they are won."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from .context import Context, Key
from .exports import Row, is_unreadable
from .maths import divide, known_sum, mean, percentile, wilson
from .rows import Measure, Table

LOST = ("lost", "no_decision")
EXCLUDED = ("duplicate", "disqualified")


def amount_of(ctx: Context, deal: Row) -> float | None:
    """A deal's amount in the reporting currency at its close date's rate; None where unknown."""
    rate = ctx.reference.rates.on(deal["currency"], ctx.day(deal["closed_at"]))
    return None if rate is None or deal["amount"] is None else deal["amount"] * rate


def find_reopened(ctx: Context) -> set[str]:
    """Deals with an open stage after a closed one; a stage of which that is not known is neither."""
    closed: dict[str, list[datetime]] = defaultdict(list)
    opened: dict[str, list[datetime]] = defaultdict(list)
    for row in ctx.data.rows["deal_stage_history"]:
        if row["entered_at"] is not None and not is_unreadable(row, "is_closed"):
            (closed if row["is_closed"] else opened)[row["deal_id"]].append(row["entered_at"])
    return {
        deal
        for deal, moments in closed.items()
        if any(ctx.is_before(first, later) for first in moments for later in opened.get(deal, ()))
    }


def is_judged(deal: Row) -> bool:
    """Whether a deal has closed and is known to be no renewal."""
    is_known = not is_unreadable(deal, "deal_type")
    return deal["closed_at"] is not None and is_known and deal["deal_type"] != "renewal"


def days_to_close(ctx: Context, deals: list[Row]) -> list[int]:
    """Days from creation to close; deals that closed before they were created are left out."""
    return [
        ctx.days_between(deal["created_at"], deal["closed_at"])
        for deal in deals
        if deal["created_at"] is not None and not ctx.is_before(deal["closed_at"], deal["created_at"])
    ]


def measure(ctx: Context, deals: list[Row], excluded: int, reopened: set[str]) -> Measure:
    """One row over the won and lost deals."""
    won = [deal for deal in deals if deal["outcome"] == "won"]
    lost = [deal for deal in deals if deal["outcome"] in LOST]
    won_amount = known_sum(amount_of(ctx, deal) for deal in won)
    lost_amount = known_sum(amount_of(ctx, deal) for deal in lost)
    known = won_amount is not None and lost_amount is not None
    rate = divide(len(won), len(deals))
    low, high = wilson(rate, len(deals), ctx.reference.z)
    extras = {
        "win_rate": rate,
        "win_rate_ci_low": low,
        "win_rate_ci_high": high,
        "value_win_rate": divide(won_amount, (won_amount or 0) + (lost_amount or 0)) if known else None,
        "won_amount": won_amount,
        "lost_amount": lost_amount,
        "average_won_amount": mean(a for deal in won if (a := amount_of(ctx, deal)) is not None),
        "median_days_to_close": percentile(days_to_close(ctx, won), 0.5),
        "no_decision_count": sum(1 for deal in deals if deal["outcome"] == "no_decision"),
        "excluded_count": excluded,
        "reopened_count": sum(1 for deal in deals if deal["deal_id"] in reopened),
    }
    ratio = divide(len(won), len(lost))
    return Measure(len(won), len(lost), ratio, len(deals), not deals, extras)


def cycle(ctx: Context, won: list[Row]) -> Measure:
    """One row of average_sales_cycle over won deals; a row of unknown days alone has no data."""
    days = days_to_close(ctx, won)
    extras = {
        "median_days": percentile(days, 0.5),
        "p90_days": percentile(days, 0.9),
        "longest_days": max(days, default=None),
    }
    status = "no_data" if won and not days else None
    return Measure(sum(days), len(days), divide(sum(days), len(days)), len(days), not won, extras, status=status)


def tables(ctx: Context) -> list[Table]:
    """Both KPIs over all rows."""
    counted: dict[Key, list[Row]] = defaultdict(list)
    excluded: dict[Key, int] = defaultdict(int)
    reopened = find_reopened(ctx)
    for deal in ctx.data.rows["deals"]:
        if not is_judged(deal):
            continue
        for key in ctx.keys(ctx.day(deal["closed_at"]), deal["owner_id"], ctx.slices.of_deal(deal)):
            if deal["outcome"] == "won" or deal["outcome"] in LOST:
                counted[key].append(deal)
            elif deal["outcome"] in EXCLUDED:
                excluded[key] += 1
    won = {
        key: kept for key, deals in counted.items() if (kept := [deal for deal in deals if deal["outcome"] == "won"])
    }
    return [
        Table(
            "deal_win_loss_ratio",
            set(counted),
            lambda key: measure(ctx, counted.get(key, []), excluded.get(key, 0), reopened),
        ),
        Table("average_sales_cycle", set(won), lambda key: cycle(ctx, won.get(key, []))),
    ]
