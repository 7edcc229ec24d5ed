"""Customer lifetime value and acquisition read together, from the KPI tables that are computed here."""

from __future__ import annotations

from typing import Any

from .context import Context, Scope
from .maths import divide
from .periods import Period
from .rows import Key, find_target

Row = dict[str, Any]
KEY = ("period_type", "period_start", "scope_type", "scope_id")
USUAL_PERIODS = 12


def usual_values(rows: list[Row]) -> dict[tuple[Any, ...], float | None]:
    """For each row the mean of the values of the twelve rows of its scope before it; None where there is none."""
    found: dict[tuple[Any, ...], float | None] = {}
    series: dict[tuple[Any, ...], list[Row]] = {}
    for row in sorted(rows, key=lambda row: row["period_start"]):
        before = series.setdefault((row["period_type"], row["scope_type"], row["scope_id"]), [])
        known = [old["kpi_value"] for old in before[-USUAL_PERIODS:] if old["value_status"] in ("ok", "capped")]
        found[tuple(row[name] for name in KEY)] = divide(sum(known), len(known))
        before.append(row)
    return found


def at_least(value: float | None, bound: float | None) -> bool | None:
    """Whether a value reaches a bound; None where one of them is not known."""
    return None if value is None or bound is None else value >= bound


def first(*values: float | None) -> float | None:
    """The first value that is there."""
    return next((value for value in values if value is not None), None)


def tolerance(ctx: Context, kpi_id: str, row: Row) -> float:
    """How near a row may be to its reference: as near as to a target."""
    period = Period(row["period_type"], row["period_start"], row["period_end"])
    target = find_target(ctx, ctx.reference.definitions[kpi_id], Key(period, Scope(row["scope_type"], row["scope_id"])))
    usual = ctx.reference.settings["amber_ratio"]
    return usual if target is None else target.amber_ratio


def table(ctx: Context, tables: dict[str, list[Row]]) -> list[Row]:
    """The rows of clv_acquisition without names and advice."""
    lifetime = {tuple(row[name] for name in KEY): row for row in tables["customer_lifetime_value"]}
    usual = usual_values(tables["customer_lifetime_value"])
    rows = []
    for row in tables["customer_acquisition_rate"]:
        if row["period_type"] == "week":
            continue
        key = tuple(row[name] for name in KEY)
        clv = lifetime.get(key, {"kpi_value": None, "target_value": None, "value_status": "no_data"})
        rate_bound = first(row["target_value"], row["break_even_rate"])
        value_bound = first(clv["target_value"], usual.get(key))
        # near a target or what is usual is not below it; below break-even the customers grow fewer
        rate_share = 1 if row["target_value"] is None else tolerance(ctx, "customer_acquisition_rate", row)
        value_share = tolerance(ctx, "customer_lifetime_value", row)
        high_rate = at_least(row["kpi_value"], None if rate_bound is None else rate_share * rate_bound)
        high_value = at_least(clv["kpi_value"], None if value_bound is None else value_share * value_bound)
        is_told = row["is_complete_period"] and row["value_status"] == "ok" and clv["value_status"] in ("ok", "capped")
        required = row["required_new_customers"]
        rows.append(
            dict(zip(KEY, key, strict=True))
            | {
                "new_customers": row["numerator"],
                "required_new_customers": required,
                "missing_new_customers": None if required is None else required - row["numerator"],
                "is_above_break_even": at_least(row["kpi_value"], row["break_even_rate"]),
                "acquisition_reference": rate_bound,
                "lifetime_value": clv["kpi_value"],
                "lifetime_value_reference": value_bound,
                "quadrant": quadrant(high_value, high_rate) if is_told else None,
            }
        )
    return rows


def quadrant(high_value: bool | None, high_rate: bool | None) -> str | None:
    """The name of the quadrant; None where a reference is missing."""
    if high_value is None or high_rate is None:
        return None
    return f"{'high' if high_value else 'low'}_clv_{'high' if high_rate else 'low'}_acquisition"
