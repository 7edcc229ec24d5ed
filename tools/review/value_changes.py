"""Which values of KPIs moved between two publications, and which verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb

from tools.review.publications import shared_columns

# Less than this is the order of a summation, not a change.
RELATIVE, ABSOLUTE = 1e-9, 1e-9
VERDICTS = ("value_status", "target_status", "source_status")
# Without these in both publications no value can be compared.
NEEDED = {"kpi_row_id", "kpi_id", "period_type", "period_start", "scope_type", "scope_id", "kpi_value"}
JOINED = """
    select
        coalesce(after.kpi_id, before.kpi_id) as kpi_id,
        coalesce(after.period_type, before.period_type) as period_type,
        coalesce(after.period_start, before.period_start) as period_start,
        coalesce(after.scope_type, before.scope_type) as scope_type,
        coalesce(after.scope_id, before.scope_id) as scope_id,
        before.kpi_row_id is null as is_new,
        after.kpi_row_id is null as is_gone,
        before.kpi_value as was,
        after.kpi_value as now,
        before.kpi_row_id is not null and after.kpi_row_id is not null and (
            (before.kpi_value is null) <> (after.kpi_value is null)
            or abs(after.kpi_value - before.kpi_value) > {absolute} + {relative} * abs(before.kpi_value)
        ) as is_moved,
        {verdicts}
    from before.main.kpi_scorecard as before
    full join after.main.kpi_scorecard as after on before.kpi_row_id = after.kpi_row_id
"""
LARGEST = """
    select kpi_id, period_type, cast(period_start as varchar), scope_type, scope_id, was, now
    from moved where is_moved and was is not null and now is not null
    qualify row_number() over (partition by kpi_id order by {measure} desc nulls last, period_start, scope_type, scope_id) = 1
"""


@dataclass(frozen=True)
class Move:
    """One row of a KPI before and after."""

    period_type: str
    period_start: str
    scope: str
    was: float
    now: float

    @property
    def change(self) -> float:
        """By how much it moved, in the KPI's unit."""
        return self.now - self.was

    @property
    def relative(self) -> float | None:
        """By what share of the old value it moved; None of 0."""
        return self.change / abs(self.was) if self.was else None


@dataclass(frozen=True)
class KpiChange:
    """What became of a KPI's rows."""

    kpi_id: str
    rows: int
    moved: int
    new: int
    gone: int
    verdicts: dict[str, int]
    largest: Move | None
    largest_relative: Move | None


def joined_query(known: list[str]) -> str:
    """Each row of the scorecard before and after, side by side; a verdict that one side lacks is taken as the same."""
    verdicts = ", ".join(
        f"before.kpi_row_id is not null and after.kpi_row_id is not null and "
        f"{f'before.{name} is distinct from after.{name}' if name in known else 'false'} as {name}_changed"
        for name in VERDICTS
    )
    return JOINED.format(absolute=ABSOLUTE, relative=RELATIVE, verdicts=verdicts)


def largest(connection: duckdb.DuckDBPyConnection, measure: str) -> dict[str, Move]:
    """The row of each KPI that moved most by a measure."""
    rows = connection.execute(LARGEST.format(measure=measure)).fetchall()
    return {kpi: Move(kind, start, f"{scope}/{name}", was, now) for kpi, kind, start, scope, name, was, now in rows}


def value_changes(connection: duckdb.DuckDBPyConnection) -> list[KpiChange]:
    """What became of the rows of each KPI, where anything did.

    Args:
        connection: has the two publications attached as `before` and `after`.
    """
    known = shared_columns(connection, "kpi_scorecard")
    if not set(known) >= NEEDED:
        return []
    connection.execute(f"create or replace temp table moved as {joined_query(known)}")
    absolute, relative = (
        largest(connection, "abs(now - was)"),
        largest(connection, "abs(now - was) / nullif(abs(was), 0)"),
    )
    counts = ", ".join(f"count(*) filter (where {name}_changed)" for name in VERDICTS)
    rows = connection.execute(
        "select kpi_id, count(*), count(*) filter (where is_moved), count(*) filter (where is_new), "
        f"count(*) filter (where is_gone), {counts} from moved group by kpi_id order by kpi_id"
    ).fetchall()
    changes = [
        KpiChange(
            kpi, total, moved, new, gone, dict(zip(VERDICTS, flips, strict=True)), absolute.get(kpi), relative.get(kpi)
        )
        for kpi, total, moved, new, gone, *flips in rows
    ]
    return [change for change in changes if change.moved or change.new or change.gone or any(change.verdicts.values())]


def changed_rows(connection: duckdb.DuckDBPyConnection, table: str, key: str) -> list[tuple[Any, ...]]:
    """Rows of a small table that are new, gone or different in what both sides have: key, and which of the three."""
    known = shared_columns(connection, table)
    if key not in known:
        return []
    differs = " or ".join(f'a."{name}" is distinct from b."{name}"' for name in known)
    return connection.execute(
        f"select coalesce(a.{key}, b.{key}), case when b.{key} is null then 'new' when a.{key} is null then 'gone' "
        f"else 'changed' end from after.main.{table} as a full join before.main.{table} as b on a.{key} = b.{key} "
        f"where a.{key} is null or b.{key} is null or {differs} order by 1"
    ).fetchall()


def row_counts(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[int, int]:
    """Rows of a table that are there after and not before, and the other way round, in the columns that both sides have."""
    names = ", ".join(f'"{name}"' for name in shared_columns(connection, table))
    if not names:
        return 0, 0
    after, before = (f"(select {names} from {side}.main.{table})" for side in ("after", "before"))
    [counts] = connection.execute(
        f"select (select count(*) from ({after} except {before})), (select count(*) from ({before} except {after}))"
    ).fetchall()
    return counts


def health_changes(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str]]:
    """Checks of source health with another status: check, before, after."""
    if not {"health_id", "status"} <= set(shared_columns(connection, "source_health")):
        return []
    return connection.execute(
        "select coalesce(a.health_id, b.health_id), coalesce(b.status, 'none'), coalesce(a.status, 'none') "
        "from after.main.source_health as a full join before.main.source_health as b on a.health_id = b.health_id "
        "where a.status is distinct from b.status order by 1"
    ).fetchall()


def not_compared(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """What could not be compared, as one side lacks it."""
    lacking = []
    for table in ("kpi_scorecard", "dim_kpis", "dim_targets", "source_health"):
        known = set(shared_columns(connection, table))
        needed = NEEDED | set(VERDICTS) if table == "kpi_scorecard" else set()
        if not known:
            lacking.append(table)
        lacking += [f"{table}.{name}" for name in sorted(needed - known) if known]
    return lacking
