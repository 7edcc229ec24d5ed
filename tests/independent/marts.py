"""Marts beside the KPI tables: which of them are computed a second time, and the comparison with a warehouse."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from tools.warehouse import located

from . import clv_acquisition, due, focus, mrr_forecast, pacing, purchases, reported, scorecard, target_sums
from .compare import Differences, is_same, plain
from .context import Context

Row = dict[str, Any]
SUMMED = ("numerator", "denominator")
# Mart -> the columns that tell its rows apart, and the computation from the KPI tables that are computed here.
MARTS: dict[str, tuple[tuple[str, ...], Callable[[dict[str, list[Row]]], list[Row]]]] = {
    "mrr_forecast": (mrr_forecast.KEY, mrr_forecast.table),
    "mrr_forecast_accuracy": (mrr_forecast.KEY, mrr_forecast.accuracy),
    "mrr_forecast_backtest": (mrr_forecast.BACKTEST_KEY, mrr_forecast.backtest),
    "mrr_forecast_history": (mrr_forecast.MONTH_KEY, mrr_forecast.months),
    "mrr_forecast_paths": (mrr_forecast.BACKTEST_KEY, mrr_forecast.paths),
}
# The same for marts that need more than the KPI tables: the computation takes the context as well.
CONTEXT_MARTS: dict[str, tuple[tuple[str, ...], Callable[[Context, dict[str, list[Row]]], list[Row]]]] = {
    "clv_acquisition": (clv_acquisition.KEY, clv_acquisition.table),
    "dim_export_cadence": (due.CADENCE_KEY, due.cadence),
    "fct_orders": (purchases.ORDER_KEY, purchases.orders),
    "fct_purchase_histories": (purchases.HISTORY_KEY, purchases.histories),
    "kpi_as_reported": (reported.KEY, reported.closed),
    "kpi_due": (due.KEY, due.table),
    "kpi_focus": (focus.KEY, focus.table),
    "kpi_pacing": (pacing.KEY, pacing.table),
    "kpi_pacing_history": (pacing.KEY, pacing.history),
    "kpi_scorecard": (scorecard.KEY, scorecard.table),
    "kpi_scorecard_wide": (scorecard.WIDE_KEY, scorecard.wide),
    "kpi_target_sums": (target_sums.KEY, target_sums.table),
    "rep_scorecard": (focus.REP_KEY, focus.rep_table),
}


def read(warehouse: Path, mart: str) -> list[Row]:
    """The rows of a mart or a step."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        cursor = connection.execute(f"select * from {located(connection, mart)}")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def compare_mart(out: Differences, mart: str, key: tuple[str, ...], computed: list[Row], found: list[Row]) -> None:
    """Note where the computed columns of a mart differ; columns that are not computed (names, advice) are passed over."""
    wanted = {tuple(plain(row[name]) for name in key): row for row in computed}
    there = {tuple(plain(row[name]) for name in key): row for row in found}
    for missing in wanted.keys() - there.keys():
        out.add(mart, "<row missing>", missing, "a row", None)
    for surplus in there.keys() - wanted.keys():
        out.add(mart, "<row unexpected>", surplus, None, "a row")
    for both in wanted.keys() & there.keys():
        out.rows += 1
        for name, value in wanted[both].items():
            out.cells += 1
            if not is_same(value, there[both][name]):
                out.add(mart, name, both, plain(value), plain(there[both][name]))


def compare_marts(tables: Mapping[str, list[Row]], warehouse: Path) -> Differences:
    """Compare the marts that are computed from the KPI tables alone."""
    out = Differences()
    for mart, (key, compute) in MARTS.items():
        compare_mart(out, mart, key, compute(dict(tables)), read(warehouse, mart))
    return out


def compare_context_marts(ctx: Context, tables: Mapping[str, list[Row]], warehouse: Path) -> Differences:
    """Compare the marts that are computed from the context too, and the sums of the records behind the KPIs."""
    out = Differences()
    for mart, (key, compute) in CONTEXT_MARTS.items():
        compare_mart(out, mart, key, compute(ctx, dict(tables)), read(warehouse, mart))
    sums: dict[tuple[Any, ...], Row] = {}
    for row in read(warehouse, "kpi_period_records"):
        found = tuple(row[name] for name in reported.SUM_KEY)
        total = sums.setdefault(found, dict(zip(reported.SUM_KEY, found, strict=True)) | dict.fromkeys(SUMMED, 0.0))
        for name in SUMMED:
            total[name] += row[f"{name}_amount"]
    summed = [row for row in sums.values() if any(row[name] for name in SUMMED)]
    compare_mart(out, "kpi_period_records", reported.SUM_KEY, reported.record_sums(ctx, dict(tables)), summed)
    return out
