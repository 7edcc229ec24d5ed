"""Compare what Superset's charts answer with the published marts, before and after a new publication."""

from __future__ import annotations

import math
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from tools.publish import versions
from tools.superset.assets import Assets, with_chinese
from tools.superset.client import Client
from tools.superset.queries import question

DATABASE = "sales_kpis.duckdb"
Row = tuple[Any, ...]

# What a chart must show, asked of the marts without the datasets' SQL; {l} is the language. Columns stand in the order
# of the chart's own: axis and groups, then metrics. Rows are compared in any order unless the chart sorts.
BIG_NUMBER = """
    select period_start, kpi_value from kpi_scorecard
    where kpi_id = '{kpi}' and scope_type = 'company' and period_type = 'month' and is_complete_period
"""
SCORECARD = """
    select
        kpi_order, coalesce(list_position(['on_target', 'at_risk', 'off_target'], target_status), 4), name_{l}, period_label_{l}, value_text, target_text,
        if(target_status in ('on_target', 'at_risk', 'off_target'), attainment, null), change_rate,
        target_status, verdict_{l}, source_status_{l}
    from kpi_scorecard where scope_type = 'company' and is_official and is_latest_complete_period order by kpi_order
"""
FOCUS = """
    select focus_rank, name_{l}, why_{l}, action_{l} from kpi_focus where scope_type = 'company' order by focus_rank limit 5
"""
TREND = """
    select period_start, kpi_value from kpi_scorecard
    where kpi_id = 'monthly_recurring_revenue' and scope_type = 'company' and period_type = 'month' and is_complete_period
    union all
    select period_start, target_value from kpi_scorecard
    where kpi_id = 'monthly_recurring_revenue' and scope_type = 'company' and period_type = 'month' and is_complete_period
"""
MOVEMENTS = """
    select period_start, unnest({names}), unnest([new_mrr, reactivation_mrr, expansion_mrr, contraction_mrr, churn_mrr, fx_mrr])
    from kpi_monthly_recurring_revenue where scope_type = 'company' and period_type = 'month' and is_complete_period
"""
MOVEMENT_NAMES = {
    "en": ["New", "Reactivation", "Expansion", "Contraction", "Churn", "Exchange rates"],
    "zh": ["新签", "重新激活", "扩展", "缩减", "流失", "汇率"],
}
REPS = """
    select coalesce(r.rep_name, s.scope_name_{l}), s.name_{l}, s.attainment
    from kpi_scorecard as s left join dim_reps as r on r.rep_id = s.scope_id
    where s.scope_type = 'rep' and s.is_official and s.is_latest_complete_period
        and s.target_status in ('on_target', 'at_risk', 'off_target')
"""
BY_REP = """
    select coalesce(r.rep_name, s.scope_name_{l}), s.kpi_value
    from kpi_scorecard as s left join dim_reps as r on r.rep_id = s.scope_id
    where s.scope_type = 'rep' and s.is_latest_complete_period and s.period_type = 'month'
        and s.kpi_id = 'monthly_recurring_revenue'
"""
SHAPES = {"on_target": "●", "at_risk": "▲", "off_target": "▼"}
QUERIES = {
    "scorecard": SCORECARD,
    "focus": FOCUS,
    "trend": TREND,
    "movements": MOVEMENTS,
    "reps": REPS,
    "by_rep": BY_REP,
}

# A publication in which every chart's data differ from the one before.
CHANGES = (
    "update main.kpi_scorecard set kpi_value = kpi_value + 1, attainment = attainment + 1, value_text = value_text || ' +1'",
    "update main.kpi_monthly_recurring_revenue set new_mrr = new_mrr + 1",
    "update main.kpi_focus set why_en = why_en || ' +1', why_zh = why_zh || ' +1'",
)


def expected(connection: duckdb.DuckDBPyConnection, chart: str, language: str) -> list[Row]:
    """The rows that a chart must show, from the marts themselves."""
    query = QUERIES.get(chart, BIG_NUMBER).format(l=language, kpi=chart, names=MOVEMENT_NAMES[language])
    rows = connection.execute(query).fetchall()
    if chart != "scorecard":
        return rows
    return [(*row[:8], f"{SHAPES.get(row[8], '○')} {row[9]}", row[10]) for row in rows]


def plain(value: Any) -> Any:
    """A value of the API or of DuckDB in one form: dates as days, numbers as floats."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value


def day(value: Any) -> Any:
    """A point in time of the API (milliseconds since 1970, UTC) as a day."""
    return datetime.fromtimestamp(value / 1000, UTC).date().isoformat() if isinstance(value, int | float) else value


def shown(answer: list[dict[str, Any]]) -> list[Row]:
    """The rows of an answer, each value in the order in which the chart names its columns."""
    return [
        tuple(day(value) if name == "period_start" else plain(value) for name, value in row.items()) for row in answer
    ]


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal; numbers but for the last digits of their text."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-12)
    return one == other


def difference(found: list[Row], wanted: list[Row], ordered: bool) -> str | None:
    """What differs between two sets of rows, in words; None if nothing does."""
    if not ordered:
        found, wanted = sorted(found, key=repr), sorted(wanted, key=repr)
    if len(found) != len(wanted):
        return f"{len(found)} rows; the mart has {len(wanted)}"
    for one, other in zip(found, wanted, strict=True):
        if len(one) != len(other) or not all(map(same, one, other)):
            return f"{one}; the mart has {other}"
    return None


def compare(client: Client, assets: Assets, database: Path) -> tuple[dict[str, list[Row]], list[str]]:
    """Hold every chart of both languages against the published file.

    Returns:
        The rows that each chart shows by the chart's name, and what differs in words.
    """
    ids = client.dataset_ids()
    everything = with_chinese(assets)
    seen: dict[str, list[Row]] = {}
    faults = []
    with duckdb.connect(str(database), read_only=True) as connection:
        for path, chart in everything.items():
            if not path.startswith("charts/"):
                continue
            name = Path(path).stem
            base = name.removesuffix("_zh")
            seen[name] = shown(client.rows(question(chart, everything, ids)))
            rows = expected(connection, base, "zh" if base != name else "en")
            wanted = [tuple(map(plain, row)) for row in rows]
            fault = difference(seen[name], wanted, ordered="order_by_cols" in chart["params"])
            if fault or not wanted:
                faults.append(f"{name}: {fault or 'the mart has no row for it'}")
    return seen, faults


def publish(folder: Path, source: Path, name: str, changes: tuple[str, ...] = ()) -> Path:
    """Publish a file, changed or as it is, the way `make publish` swaps versions in; the path that readers open."""
    with versions.alone(folder), versions.staging(folder) as written:
        copy = written / DATABASE
        shutil.copy(source, copy)
        if changes:
            with duckdb.connect(str(copy)) as connection:
                for change in changes:
                    connection.execute(change)
        versions.swap_in(folder, written, name)
    return folder / DATABASE
