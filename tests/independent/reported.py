"""What builds keep as first reported, what a later build restates, and the sums of the records behind the company's rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .compare import is_same
from .context import Context, is_slice

Row = dict[str, Any]
KEY = ("kpi_id", "period_type", "period_start", "scope_type", "scope_id")
SUM_KEY = ("kpi_id", "period_type", "period_start")
NUMBERS = ("numerator", "denominator", "kpi_value")
WITHOUT_RECORDS = ("customer_lifetime_value", "share_of_voice")


def closed(ctx: Context, tables: dict[str, list[Row]]) -> list[Row]:
    """The rows whose period is over and mature, of KPIs whose exports are there."""
    found = []
    for kpi_id, rows in tables.items():
        if any(ctx.is_absent(export) for export in ctx.reference.definitions[kpi_id].required_exports):
            continue
        for row in rows:
            if row["is_complete_period"] and row["is_mature"] and not is_slice(row):
                told = ("numerator", "denominator", "kpi_value", "sample_size", "value_status", "target_status")
                found.append({name: row[name] for name in (*KEY, *told)} | {"reported_as_of": ctx.data.as_of})
    return found


def restated(builds: Sequence[tuple[Context, dict[str, list[Row]]]]) -> list[Row]:
    """What the last of several builds, in order, restates of what they reported first: every row that differs by now."""
    first: dict[tuple[Any, ...], Row] = {}
    for ctx, tables in builds:
        for row in closed(ctx, tables):
            first.setdefault(tuple(row[name] for name in KEY), row)
    present = {
        (kpi_id, *(row[name] for name in KEY[1:])): row for kpi_id, rows in builds[-1][1].items() for row in rows
    }
    found = []
    for key, reported in first.items():
        now = present.get(key, dict.fromkeys(NUMBERS))
        if all(is_same(reported[name], now[name]) for name in NUMBERS):
            continue
        values = reported["kpi_value"], now["kpi_value"]
        found.append(
            dict(zip(KEY, key, strict=True))
            | {"reported_as_of": reported["reported_as_of"], "first_value": values[0], "present_value": values[1]}
            | {f"first_{name}": reported[name] for name in ("numerator", "denominator", "target_status")}
            | {f"present_{name}": now.get(name) for name in ("numerator", "denominator", "target_status")}
            | {"value_difference": None if None in values else values[1] - values[0]}
        )
    return found


def record_sums(ctx: Context, tables: dict[str, list[Row]]) -> list[Row]:
    """Numerator and denominator of the company's rows at the official frequency, as sums over records."""
    found = []
    for kpi_id, rows in tables.items():
        definition = ctx.reference.definitions[kpi_id]
        absent = any(ctx.is_absent(export) for export in definition.required_exports)
        if kpi_id in WITHOUT_RECORDS or absent:
            continue
        for row in rows:
            if row["scope_type"] == "company" and row["period_type"] == definition.official_frequency:
                top, bottom = row["numerator"] or 0.0, row["denominator"] or 0.0
                if top or bottom:
                    found.append({name: row[name] for name in SUM_KEY} | {"numerator": top, "denominator": bottom})
    return found
