"""Which row of each KPI and scope a scorecard for people shows, and what is said of the young cohort beside it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from .context import Context
from .periods import Period

Row = dict[str, Any]
# The first of these that has a target is shown, where the official frequency has none.
ORDER = ("month", "quarter", "week", "year")


def judged_periods(ctx: Context, maturity_days: int) -> dict[str, tuple[Period, Period]]:
    """Per type the newest period that is over, and the one to be judged: the newest mature one, else the same."""
    found: dict[str, tuple[Period, Period]] = {}
    for period in sorted(ctx.spine.all(), key=lambda period: period.start):
        if period.end > ctx.data.as_of:
            continue
        is_mature = period.end + timedelta(days=maturity_days) <= ctx.data.as_of
        judged = period if is_mature or period.type not in found else found[period.type][1]
        found[period.type] = (period, judged)
    for kind, (newest, judged) in found.items():
        if judged.end + timedelta(days=maturity_days) > ctx.data.as_of:
            found[kind] = (newest, newest)
    return found


def choose(rows: dict[str, Row], official: str, is_over: bool) -> Row | None:
    """The row to show, of those of a scope in the period to be judged of each type."""
    if is_over and official not in rows:
        return None
    with_target = [kind for kind in (official, *ORDER) if kind in rows and rows[kind]["target_status"] != "no_target"]
    known = with_target or [kind for kind in (official, *ORDER) if kind in rows]
    return rows[known[0]] if known else None


def as_due(ctx: Context, tables: dict[str, list[Row]]) -> dict[tuple[str, str, date, str, str], Row | None]:
    """KPI, period type, period start and scope of each row that is shown -> the row of the young cohort, if there is one."""
    found: dict[tuple[str, str, date, str, str], Row | None] = {}
    for kpi_id, rows in tables.items():
        definition = ctx.reference.definitions[kpi_id]
        periods = judged_periods(ctx, definition.maturity_days)
        index = {(row["scope_type"], row["scope_id"], row["period_type"], row["period_start"]): row for row in rows}
        for scope in {(row["scope_type"], row["scope_id"]) for row in rows}:
            there = {
                kind: index[*scope, kind, judged.start]
                for kind, (_, judged) in periods.items()
                if (*scope, kind, judged.start) in index
            }
            shown = choose(there, definition.official_frequency, definition.official_frequency in periods)
            if shown is None:
                continue
            newest, judged = periods[shown["period_type"]]
            young = index.get((*scope, newest.type, newest.start)) if newest != judged else None
            if young and (young["value_status"] != "immature" or young["kpi_value"] is None):
                young = None
            found[kpi_id, shown["period_type"], shown["period_start"], *scope] = young
    return found
