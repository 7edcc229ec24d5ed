"""The columns that all KPI tables share: status, targets, previous values."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from .context import COMPANY, Context, Key, Scope
from .periods import Period, previous
from .reference import Definition, Target
from .source_health import source_status

# The scopes that are no slice; a slice has no weeks.
OWNERS = ("company", "team", "rep")
KEPT_WITHOUT_EXPORT = ("method", "brand_set_version")


@dataclass
class Measure:
    """The numbers of one row; `empty` says that its population has no record."""

    numerator: float | None
    denominator: float | None
    value: float | None
    sample_size: int
    empty: bool
    extras: dict[str, Any]
    ci: tuple[float | None, float | None] = (None, None)
    capped: bool = False
    status: str | None = None


@dataclass
class Table:
    """A KPI: the rows of its population, how to measure a row, and which targets it may have."""

    kpi_id: str
    population: set[Key]
    measure: Callable[[Key], Measure]
    previous_counts: Callable[[dict[str, Any], dict[str, Any]], bool] = field(default=lambda _a, _b: True)


def own_target(ctx: Context, kpi_id: str, scope: Scope, period: Period) -> Target | None:
    """The target of exactly this scope that is valid on the period's first day."""
    valid = None
    for target in ctx.reference.targets.get((kpi_id, scope.type, scope.id, period.type), ()):
        if target.valid_from <= period.start <= target.valid_to:
            valid = target
    return valid


def find_target(ctx: Context, definition: Definition, key: Key) -> Target | None:
    """The row's own target, or where it inherits its team's, then the company's."""
    chain = [key.scope]
    if definition.target_inherits:
        if key.scope.type == "rep":
            chain.append(Scope("team", ctx.team(key.scope.id)))
        chain.append(COMPANY)
    for scope in chain:
        target = own_target(ctx, definition.kpi_id, scope, key.period)
        if target is not None:
            return target
    return None


def keys_of(ctx: Context, table: Table) -> set[Key]:
    """The company's rows, those of the population, and those with a target of their own."""
    periods = ctx.spine.all()
    keys = {Key(period, COMPANY) for period in periods}
    keys |= table.population
    for kpi_id, scope_type, scope_id, period_type in ctx.reference.targets:
        scope = Scope(scope_type, scope_id)
        if kpi_id != table.kpi_id or scope not in ctx.known:
            continue
        keys |= {
            Key(period, scope)
            for period in periods
            if period.type == period_type and own_target(ctx, kpi_id, scope, period)
        }
    scopes = ctx.reference.definitions[table.kpi_id].scopes
    return {key for key in keys if key.scope.type in scopes and (key.scope.type in OWNERS or key.period.type != "week")}


def value_status(definition: Definition, measure: Measure, absent: bool, is_mature: bool) -> str:
    """The first status that holds."""
    if absent or measure.empty:
        return "no_data"
    if measure.status is not None:
        return measure.status
    if measure.value is None:
        return "zero_denominator"
    if definition.maturity_days > 0 and not is_mature:
        return "immature"
    if definition.min_sample > 0 and measure.sample_size < definition.min_sample:
        return "low_sample"
    return "capped" if measure.capped else "ok"


def band_attainment(value: float, target: Target) -> float | None:
    """1 inside the band, else the nearest bound by ratio."""
    if target.low is not None and value < target.low:
        return value / target.low
    if target.high is not None and value > target.high:
        return target.high / value
    return 1.0


def has_goal(definition: Definition, target: Target | None) -> bool:
    """Whether a target names what the KPI's direction needs."""
    if target is None:
        return False
    if definition.direction == "band":
        return target.low is not None or target.high is not None
    return target.value is not None


def attainment(definition: Definition, value: float | None, target: Target | None) -> float | None:
    """How far the value reaches its target; 1 and more is on target."""
    if value is None or target is None or not has_goal(definition, target):
        return None
    if definition.direction == "band":
        return band_attainment(value, target)
    goal = target.value or 0.0
    top, bottom = (value, goal) if definition.direction == "higher" else (goal, value)
    return top / bottom if bottom else None


def target_status(definition: Definition, row: dict[str, Any], target: Target | None) -> str:
    """Where the row stands against its target."""
    if target is None or not has_goal(definition, target):
        return "no_target"
    assessed = row["value_status"] in ("ok", "capped") and row["is_complete_period"]
    if not assessed or row["source_status"] == "untrusted":
        return "not_assessed"
    reached = row["attainment"]
    if reached is None:
        return "on_target" if definition.direction == "lower" and row["kpi_value"] == 0 else "off_target"
    if reached >= 1:
        return "on_target"
    return "at_risk" if reached >= target.amber_ratio else "off_target"


def make_row(ctx: Context, definition: Definition, table: Table, key: Key, source: str) -> dict[str, Any]:
    """One row without its previous value."""
    measure = table.measure(key)
    absent = any(ctx.is_absent(export) for export in definition.required_exports)
    extras = dict(measure.extras)
    if absent:
        measure.numerator = measure.denominator = measure.value = None
        measure.ci = (None, None)
        extras = {name: value if name in KEPT_WITHOUT_EXPORT else None for name, value in extras.items()}
    mature_on: date = key.period.end + timedelta(days=definition.maturity_days)
    is_mature = mature_on <= ctx.data.as_of
    target = find_target(ctx, definition, key)
    row: dict[str, Any] = {
        "kpi_id": table.kpi_id,
        "period_type": key.period.type,
        "period_start": key.period.start,
        "period_end": key.period.end,
        "scope_type": key.scope.type,
        "scope_id": key.scope.id,
        "numerator": measure.numerator,
        "denominator": measure.denominator,
        "kpi_value": measure.value,
        "sample_size": measure.sample_size,
        "ci_low": measure.ci[0],
        "ci_high": measure.ci[1],
        "value_status": value_status(definition, measure, absent, is_mature),
        "is_complete_period": key.period.end <= ctx.data.as_of,
        "is_mature": is_mature,
        "previous_value": None,
        "target_value": target.value if target else None,
        "target_low": target.low if target else None,
        "target_high": target.high if target else None,
        "attainment": attainment(definition, measure.value, target),
        "target_status": None,
        "source_status": source,
    }
    row["target_status"] = target_status(definition, row, target)
    return row | extras


def order(keys: Iterable[Key]) -> list[Key]:
    """Keys by period and scope."""
    return sorted(keys, key=lambda key: (key.period.type, key.period.start, key.scope))


def make_table(ctx: Context, table: Table) -> list[dict[str, Any]]:
    """All rows of a KPI with their previous values."""
    definition = ctx.reference.definitions[table.kpi_id]
    is_absent = any(ctx.is_absent(export) for export in definition.required_exports)
    source = "untrusted" if is_absent else source_status(ctx.checks, definition.kpi_id)
    rows = {key: make_row(ctx, definition, table, key, source) for key in order(keys_of(ctx, table))}
    for key, row in rows.items():
        before = rows.get(Key(previous(key.period, ctx.settings.fiscal_month), key.scope))
        if before is not None and table.previous_counts(before, row):
            row["previous_value"] = before["kpi_value"]
    return list(rows.values())
