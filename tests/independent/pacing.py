"""Whether running periods are on their way to their targets, and how far earlier ones were at the same point."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from . import mrr_forecast
from .context import Context, Scope, is_slice
from .maths import divide, percentile
from .periods import TYPES, Period
from .portfolio import MRR, Portfolio

Row = dict[str, Any]
KEY = ("kpi_id", "period_type", "period_start", "scope_type", "scope_id")
NEW = "new_customers"
KINDS = {
    NEW: "total",
    MRR: "balance",
    "customer_retention_rate": "kept",
    "customer_acquisition_rate": "per_base",
    "sql_to_customer_conversion_rate": "cohort",
    "customer_lifetime_value": "none",
    "average_response_time": "mean",
    "system_touches": "mean",
    "follow_up_time": "mean",
    "average_sales_cycle": "mean",
}


def running_period(ctx: Context, kind: str) -> Period:
    """The period of a type that holds the as-of day."""
    period = ctx.spine.of(kind, ctx.data.as_of)
    assert period is not None
    return period


def day_of(ctx: Context, period: Period, number: int) -> date:
    """The working day of that number in a period; the day before it for 0."""
    day = period.start - timedelta(days=1)
    while number:
        day += timedelta(days=1)
        number -= ctx.reference.calendars.working_days(day, day)
    return day


def points(ctx: Context, kind: str) -> Iterator[tuple[Period, int, date]]:
    """The complete periods that the running one is compared with: working days, how many had gone, and until when."""
    days = ctx.reference.calendars.working_days
    now = running_period(ctx, kind)
    whole, gone = days(now.start, now.end), days(now.start, ctx.data.as_of)
    before = [period for period in ctx.spine.all() if period.type == kind and period.end < now.start]
    for period in before[-int(ctx.reference.settings["pacing_periods"]) :] if whole else []:
        count = days(period.start, period.end)
        reached = gone * count // whole
        yield period, count, day_of(ctx, period, reached)


def by_key(rows: list[Row]) -> dict[tuple[Any, ...], Row]:
    """Rows of one KPI by period and scope."""
    return {tuple(row[name] for name in KEY[1:]): row for row in rows}


def history(ctx: Context, tables: dict[str, list[Row]]) -> list[Row]:
    """The rows of kpi_pacing_history."""
    portfolio = Portfolio(ctx)
    found = []
    for kind in TYPES:
        for period, count, until in points(ctx, kind):
            reached_days = ctx.reference.calendars.working_days(period.start, until)
            for kpi_id in (NEW, MRR):
                for row in tables[kpi_id]:
                    if (row["period_type"], row["period_start"]) != (kind, period.start) or row["kpi_value"] is None:
                        continue
                    if is_slice(row):
                        continue
                    scope = Scope(row["scope_type"], row["scope_id"])
                    is_count = kpi_id == NEW
                    opening = 0.0 if is_count else row["opening_mrr"]
                    value = len(portfolio.ever(scope, period.start, until)) if is_count else portfolio.mrr(scope, until)
                    way = row["kpi_value"] - opening
                    found.append(
                        {name: row[name] for name in KEY}
                        | {
                            "running_period_start": running_period(ctx, kind).start,
                            "working_days": count,
                            "working_days_reached": reached_days,
                            "reached_on": until,
                            "opening_value": opening,
                            "reached_value": value,
                            "final_value": row["kpi_value"],
                            "reached_share": None
                            if abs(way) < 0.005 or value is None
                            else divide(value - opening, way),
                        }
                    )
    return found


def border_of(row: Row, direction: str) -> float | None:
    """The target, or of a band the border that counts: the lower one from below, else the upper one."""
    if direction != "band":
        return row["target_value"]
    is_below = row["kpi_value"] is not None and row["target_low"] is not None and row["kpi_value"] < row["target_low"]
    return row["target_low"] if is_below else row["target_high"]


def minus(left: float | None, right: float | None) -> float | None:
    """A difference; None where a side is not known."""
    return None if left is None or right is None else left - right


def times(*factors: float | None) -> float | None:
    """A product; None where a factor is not known."""
    product = 1.0
    for factor in factors:
        if factor is None:
            return None
        product *= factor
    return product


def plus(left: float | None, right: float | None) -> float | None:
    """A sum; None where a side is not known."""
    return None if left is None or right is None else left + right


def paced(row: Row, kind: str, border: float | None, opening: float | None, gone: int, whole: int) -> Row:
    """The figures of a running row that need no history."""
    value, top, bottom = row["kpi_value"], row["numerator"], row["denominator"]
    left = whole - gone
    moves = kind in ("total", "balance", "per_base")
    base = opening if kind == "balance" else 0.0
    out: Row = dict.fromkeys(
        ("expected_to_date", "run_rate_value", "run_rate_per_day", "required_per_day", "expected_denominator")
    )
    out["needed_rate"] = None
    if moves:
        out["expected_to_date"] = plus(base, divide(times(minus(border, base), gone), whole))
        out["run_rate_value"] = plus(base, divide(times(minus(value, base), whole), gone))
        out["run_rate_per_day"] = divide(top if kind == "per_base" else minus(value, base), gone)
        missing = minus(times(border, bottom), top) if kind == "per_base" else minus(border, value)
        out["required_per_day"] = divide(None if missing is None else max(missing, 0.0), left)
    if kind == "per_base":
        out["expected_denominator"] = bottom
        add = minus(border, value)
        out["needed_rate"] = None if add is None else max(add, 0.0)
    if kind == "kept":
        lost = None if border is None else divide((1 - border) * gone, whole)
        out["expected_to_date"] = minus(1.0, lost)
        out["expected_denominator"] = bottom
        out["needed_rate"] = divide(times(border, bottom), top)
    if kind in ("rate", "mean"):
        end = divide(times(bottom, whole), gone)
        out["expected_denominator"] = end
        out["needed_rate"] = divide(minus(times(border, end), top), minus(end, bottom))
    is_rate = kind in ("rate", "mean")
    out["pace_ratio"] = row["attainment"] if is_rate else divide(value, out["expected_to_date"])
    return out


def is_met(row: Row, direction: str, border: float) -> bool:
    """Whether the value to date is on target."""
    if direction == "band":
        return (row["attainment"] or 0) >= 1
    return row["kpi_value"] >= border if direction == "higher" else row["kpi_value"] <= border


def pace_status(ctx: Context, row: Row, kind: str, border: float | None, figures: Row, gone: int) -> str:
    """Where a running row stands on its way to the target."""
    definition = ctx.reference.definitions[row["kpi_id"]]
    if border is None:
        return "no_target"
    is_sound = row["value_status"] in ("ok", "capped") and row["source_status"] != "untrusted"
    if kind in ("cohort", "none") or row["kpi_value"] is None or not is_sound or not gone:
        return "not_assessed"
    met, needed = is_met(row, definition.direction, border), figures["needed_rate"]
    if ctx.data.as_of >= row["period_end"]:
        return "secured" if met else "unreachable"
    if (kind in ("total", "per_base") and met) or (kind == "rate" and needed is not None and needed <= 0):
        return "secured"
    bounded = kind == "kept" or (kind == "rate" and definition.unit == "rate")
    if needed is not None and ((bounded and needed > 1) or (kind == "mean" and needed < 0)):
        return "unreachable"
    tolerance = ctx.reference.settings["pace_tolerance_balance" if kind in ("balance", "kept") else "pace_tolerance"]
    if definition.direction == "lower" and row["kpi_value"] == 0:
        return "ahead"
    ratio = figures["pace_ratio"]
    if ratio is None:
        return "not_assessed"
    return "ahead" if ratio >= 1 + tolerance else "on_pace" if ratio >= 1 - tolerance else "behind"


def forecast(
    row: Row, kind: str, opening: float | None, shares: list[float], gone: int, settings: Mapping[str, float]
) -> Row:
    """Where a count or balance ends if it goes on as it usually does."""
    out: Row = {"forecast_value": None, "forecast_low": None, "forecast_high": None}
    if kind not in ("total", "balance"):
        return out | {"forecast_status": "not_applicable", "usual_reached_share": None}
    usual = percentile(shares, 0.5)
    out["usual_reached_share"] = usual
    if row["kpi_value"] is None or not gone:
        return out | {"forecast_status": "no_value"}
    if len(shares) < settings["pacing_min_periods"] or usual is None:
        return out | {"forecast_status": "few_periods"}
    if usual < settings["forecast_min_share"]:
        return out | {"forecast_status": "too_early"}
    moved = row["kpi_value"] - (opening or 0.0)

    def at(rank: float) -> float | None:
        share = percentile(shares, rank)
        return (
            (opening or 0.0) + moved / share if share is not None and share >= settings["forecast_min_share"] else None
        )

    ends = (at(0.9), at(0.1)) if moved >= -1e-6 else (at(0.1), at(0.9))
    return {
        "usual_reached_share": usual,
        "forecast_status": "ok",
        "forecast_value": at(0.5),
        "forecast_low": ends[0],
        "forecast_high": ends[1],
    }


def table(ctx: Context, tables: dict[str, list[Row]]) -> list[Row]:
    """The rows of kpi_pacing without names."""
    shares: dict[tuple[Any, ...], list[float]] = {}
    for old in history(ctx, tables):
        listed = shares.setdefault((old["kpi_id"], old["period_type"], old["scope_type"], old["scope_id"]), [])
        if old["reached_share"] is not None:
            listed.append(old["reached_share"])
    days = ctx.reference.calendars.working_days
    # one month has one forecast
    ahead = {
        (row["month_end"], row["scope_type"], row["scope_id"]): {
            "forecast_value": row["forecast_mrr"],
            "forecast_low": row["low_mrr"],
            "forecast_high": row["high_mrr"],
            "forecast_status": "ok",
            "forecast_basis": "mrr_forecast",
        }
        for row in mrr_forecast.table(tables)
        if row["forecast_mrr"] is not None
    }
    found = []
    for kpi_id, rows in tables.items():
        kind, direction = KINDS.get(kpi_id, "rate"), ctx.reference.definitions[kpi_id].direction
        for row in rows:
            if row["period_end"] < ctx.data.as_of or is_slice(row):
                continue
            gone, whole = days(row["period_start"], ctx.data.as_of), days(row["period_start"], row["period_end"])
            border = border_of(row, direction)
            opening = row["opening_mrr"] if kind == "balance" else 0.0
            figures = paced(row, kind, border, opening, gone, whole)
            usual = shares.get((kpi_id, row["period_type"], row["scope_type"], row["scope_id"]), [])
            told = forecast(row, kind, opening, usual, gone, ctx.reference.settings)
            told["forecast_basis"] = "earlier_periods" if told["forecast_status"] == "ok" else None
            if kind == "balance" and row["period_type"] != "week":
                told |= ahead.get((row["period_end"], row["scope_type"], row["scope_id"]), {})
            found.append(
                {name: row[name] for name in (*KEY, "numerator", "denominator", "kpi_value", "target_value")}
                | figures
                | told
                | {
                    "pacing_kind": kind,
                    "working_days": whole,
                    "working_days_elapsed": gone,
                    "working_days_left": whole - gone,
                    "opening_value": opening if kind == "balance" else None,
                    "compared_periods": len(usual),
                    "pace_status": pace_status(ctx, row, kind, border, figures, gone),
                }
            )
    return found
