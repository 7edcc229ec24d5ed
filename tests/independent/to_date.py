"""What earlier periods had come to by the day that the running one has reached, and what twelve months come to.

The KPIs are computed anew with a calendar in which the earlier period ends on that day.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from .api import compute_tables
from .context import Context
from .maths import divide
from .periods import MONTHS, TYPES, Period, Spine, add_months, period_of

Row = dict[str, Any]
ADDED = ("ratio", "sum")


def months_before(day: date, months: int) -> date:
    """The same day some months before; the last one where the month has no such day."""
    first = add_months(day.replace(day=1), -months)
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))


def back(kind: str, day: date, is_last_year: bool) -> date:
    """The same day of the period before, or of the same period of last year."""
    if kind == "week":
        return day - timedelta(days=364 if is_last_year else 7)
    return months_before(day, 12 if is_last_year else MONTHS[kind])


@dataclass
class CutSpine(Spine):
    """A calendar of one period a kind: the earlier one, until the day that is compared."""

    cut: dict[str, Period] = field(default_factory=dict)

    def of(self, kind: str, day: date) -> Period | None:
        """The period, where it holds the day."""
        period = self.cut.get(kind)
        return period if period and period.start <= day <= period.end else None

    def all(self) -> list[Period]:
        """The periods by type."""
        return list(self.cut.values())


def cut_values(ctx: Context, is_last_year: bool) -> dict[tuple[Any, ...], float | None]:
    """The values until the compared day, by KPI, kind of period and scope."""
    now = {kind: period_of(kind, ctx.data.as_of, ctx.settings.fiscal_month) for kind in TYPES}
    cut = {
        kind: Period(kind, back(kind, period.start, is_last_year), back(kind, ctx.data.as_of, is_last_year))
        for kind, period in now.items()
        if period.end > ctx.data.as_of
    }
    spine = CutSpine(ctx.spine.first, ctx.spine.last, ctx.settings.fiscal_month, cut=cut)
    tables = compute_tables(replace(ctx, spine=spine))
    return {
        (kpi_id, row["period_type"], row["scope_type"], row["scope_id"]): row["kpi_value"]
        for kpi_id, rows in tables.items()
        for row in rows
    }


def is_compared(ctx: Context, kpi_id: str) -> bool:
    """Whether a KPI is a sum, a ratio of sums, or a balance, and no cohort."""
    definition = ctx.reference.definitions[kpi_id]
    return definition.aggregation in (*ADDED, "last") and not definition.maturity_days


def until(values: dict[tuple[Any, ...], float | None], row: Row, is_amount: bool) -> float | None:
    """The value of a row's scope until the compared day; of an amount 0 where there was nothing yet."""
    key = tuple(row[name] for name in ("kpi_id", "period_type", "scope_type", "scope_id"))
    return values.get(key, 0.0 if is_amount else None)


def twelve_months(ctx: Context, rows: list[Row]) -> dict[tuple[Any, ...], float | None]:
    """The value over twelve months of each mature month of a KPI, by first day and scope."""
    months = {
        (row["period_start"], row["scope_type"], row["scope_id"]): row
        for row in rows
        if row["period_type"] == "month" and row["is_mature"] and row["is_complete_period"]
    }
    found: dict[tuple[Any, ...], float | None] = {}
    for (start, *scope), row in months.items():
        parts = [months.get((add_months(start, -back), *scope)) for back in range(12)]
        there = [part for part in parts if part is not None]
        brands = {part.get("brand_set_version") for part in there}
        if add_months(start, -11) < ctx.spine.first.replace(day=1) or len(brands) > 1:
            continue
        if any(part["numerator"] is None and part["sample_size"] for part in there):
            continue
        top = sum(part["numerator"] or 0.0 for part in there)
        is_ratio = ctx.reference.definitions[row["kpi_id"]].aggregation == "ratio"
        bottom = sum(part["denominator"] or 0.0 for part in there) if is_ratio else 1
        found[start, *scope] = divide(top, bottom)
    return found


def columns(ctx: Context, tables: dict[str, list[Row]]) -> Callable[[Row, float | None], Row]:
    """What computes the columns of kpi_scorecard of a row whose value of last year is known."""
    cut = {name: cut_values(ctx, name == "last_year") for name in ("previous", "last_year")}
    whole_years = {
        kpi_id: twelve_months(ctx, rows)
        for kpi_id, rows in tables.items()
        if ctx.reference.definitions[kpi_id].aggregation in ADDED
    }

    def of_row(row: Row, last_year_value: float | None) -> Row:
        kpi_id = row["kpi_id"]
        is_amount = ctx.reference.definitions[kpi_id].aggregation in ("sum", "last")
        wholes = {"previous": row["previous_value"], "last_year": last_year_value}
        is_running = not row["is_complete_period"] and is_compared(ctx, kpi_id)
        place = (row["period_start"], row["scope_type"], row["scope_id"])
        is_month = row["period_type"] == "month"
        return {
            f"{name}_to_date_value": until(cut[name], row, is_amount) if is_running and whole is not None else None
            for name, whole in wholes.items()
        } | {"trailing_12_months_value": whole_years.get(kpi_id, {}).get(place) if is_month else None}

    return of_row
