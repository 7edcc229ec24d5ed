"""What the charts must show, asked of the marts without the datasets' SQL, and where a chart differs."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from tools.superset.assets import EXAMPLE, Assets, of

Row = tuple[Any, ...]

# They change what every chart shows.
CHANGES = """
    update main.kpi_scorecard set kpi_value = kpi_value + 1, attainment = attainment + 1, value_text = value_text || ' +1';
    update main.kpi_monthly_recurring_revenue set new_mrr = new_mrr + 1;
    update main.kpi_focus set why_en = why_en || ' +1', why_zh = why_zh || ' +1'
"""


def expected(assets: Assets, database: Path) -> dict[str, list[Row]]:
    """The rows of each chart in both languages, from examples/superset/expected: axis and groups first, then metrics."""
    rows = {}
    with duckdb.connect(str(database), read_only=True) as connection:
        for name in of(assets, "charts"):
            chart = name.removesuffix("_zh")
            own = EXAMPLE / f"expected/{chart}.sql"
            query = (own if own.exists() else own.with_name("big_number.sql")).read_text(encoding="utf-8")
            query = query.format(l="en" if chart == name else "zh", kpi=chart)
            rows[name] = [tuple(map(plain, row)) for row in connection.execute(query).fetchall()]
    return rows


def plain(value: Any, column: str = "") -> Any:
    """A value of DuckDB or of Superset's API in one form: days as text, numbers as floats."""
    if column == "period_start" and isinstance(value, int | float):
        return datetime.fromtimestamp(value / 1000, UTC).date().isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value


def difference(chart: dict[str, Any], found: list[Row], wanted: list[Row]) -> str | None:
    """How a chart's rows differ from the mart's, in words; the order counts if the chart sorts."""
    if "order_by_cols" not in chart["params"]:
        found, wanted = sorted(found, key=repr), sorted(wanted, key=repr)
    if not wanted or len(found) != len(wanted):
        return f"{len(found)} rows; the mart has {len(wanted)}"
    for one, other in zip(found, wanted, strict=True):
        if len(one) != len(other) or not all(map(same, one, other)):
            return f"{one}; the mart has {other}"
    return None


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal; numbers but for the last digits of their text."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-12)
    return one == other
