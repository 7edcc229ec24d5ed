"""Hold metrics against the marts: which metric gives which column of a KPI, and where both differ."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb

from tools.metrics import Metrics
from tools.project import ROOT

# Period type of the marts -> the grain that a metric is asked for. Quarters and years follow the fiscal calendar.
GRAINS = {"week": "week", "month": "month", "quarter": "fiscal_quarter", "year": "fiscal_year"}
SCOPES = ("company", "team", "rep")
GAPS = ROOT / "docs/metrics_not_expressed.csv"
TOLERANCE = 1e-9

Key = tuple[dt.date, str]
Cells = dict[Key, dict[str, Any]]


@dataclass(frozen=True)
class Slice:
    """One KPI for one kind of scope and period."""

    kpi_id: str
    scope_type: str
    period_type: str


@dataclass
class Comparison:
    """What was compared: cells by column, those with a number in the mart, and where they differ."""

    cells: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def coverage(manifest: Mapping[str, Any]) -> dict[Slice, dict[str, str]]:
    """The metric of each column, by slice, as the metrics' own `config.meta` says.

    Raises:
        ValueError: two metrics claim the same column.
    """
    found: dict[Slice, dict[str, str]] = {}
    for metric in manifest["metrics"].values():
        meta = metric["config"]["meta"]
        if "kpi_id" not in meta:
            continue
        for scope in meta.get("scope_types", SCOPES):
            for period in meta.get("period_types", GRAINS):
                columns = found.setdefault(Slice(meta["kpi_id"], scope, period), {})
                if other := columns.get(meta["column"]):
                    raise ValueError(f"{meta['kpi_id']}.{meta['column']}: both {other} and {metric['name']}")
                columns[meta["column"]] = metric["name"]
    return found


def additive_metrics(manifest: Mapping[str, Any]) -> set[str]:
    """The metrics that are counts or amounts: of a scope without records they have no row, where the mart has 0."""
    aggregations = {
        measure["name"]: measure["agg"]
        for model in manifest["semantic_models"].values()
        for measure in model["measures"]
    }
    return {
        metric["name"]
        for metric in manifest["metrics"].values()
        if (metric["type"] == "simple" and aggregations[metric["type_params"]["measure"]["name"]].startswith("sum"))
        or (metric["type"] == "derived" and metric["config"]["meta"]["unit"] == "currency")
    }


def gaps(slices: Iterable[Slice]) -> set[tuple[Slice, str]]:
    """The columns of these slices that the list of gaps names."""

    def holds(cell: str, value: str) -> bool:
        return cell == "*" or value in cell.split(";")

    with GAPS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {
        (part, column)
        for part in slices
        for row in rows
        if holds(row["kpi_id"], part.kpi_id)
        and holds(row["period_types"], part.period_type)
        and holds(row["scope_types"], part.scope_type)
        for column in row["columns"].split(";")
    }


def mart_cells(connection: duckdb.DuckDBPyConnection, part: Slice, columns: Iterable[str]) -> Cells:
    """The columns of a KPI's mart, by first day of the period and scope."""
    names = list(columns)
    query = (
        f"select period_start, scope_id, {', '.join(names)} from main.kpi_{part.kpi_id} "
        "where scope_type = ? and period_type = ?"
    )
    rows = connection.execute(query, [part.scope_type, part.period_type]).fetchall()
    return {(start, scope): dict(zip(names, row, strict=True)) for start, scope, *row in rows}


def metric_cells(metrics: Metrics, part: Slice, columns: Mapping[str, str], cut: str | None = None) -> Cells:
    """The same columns as the metrics give them; `columns` names the metric of each, `cut` the dimension of the scope."""
    period = f"metric_time__{GRAINS[part.period_type]}"
    cut = cut or part.scope_type
    by = [period] if part.scope_type == "company" else [period, cut]
    cells: Cells = {}
    for row in metrics.rows(list(columns.values()), by):
        start = row[period].date() if isinstance(row[period], dt.datetime) else row[period]
        scope = "all" if part.scope_type == "company" else row[cut]
        cells[start, scope] = {column: row[name] for column, name in columns.items()}
    return cells


def differ(mart: Any, metric: Any, *, is_additive: bool) -> bool:
    """Whether two values are not the same number. A count or amount of nothing is 0 in the mart, and no row in a metric."""
    if metric is None:
        return not (mart is None or (is_additive and mart == 0))
    return mart is None or abs(float(mart) - float(metric)) > TOLERANCE * max(1.0, abs(float(mart)))


def compare(part: Slice, mart: Cells, metric: Cells, additive: set[str]) -> Comparison:
    """Compare cell by cell; a metric's row that the mart lacks is a fault unless it says nothing.

    `additive` are the columns of counts and amounts.
    """
    done = Comparison()
    for key, row in mart.items():
        for column, value in row.items():
            done.cells[column] = done.cells.get(column, 0) + 1
            done.numbers[column] = done.numbers.get(column, 0) + (value is not None)
            told = metric.get(key, {}).get(column)
            if differ(value, told, is_additive=column in additive):
                done.faults.append(f"{part} {key} {column}: mart {value}, metric {told}")
    for key in metric.keys() - mart.keys():
        for column, told in metric[key].items():
            if told:
                done.faults.append(f"{part} {key} {column}: no row in the mart, metric {told}")
    return done
