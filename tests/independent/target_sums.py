"""Whether the targets of the parts come to the target of the whole."""

from __future__ import annotations

from typing import Any

from .context import COMPANY, UNASSIGNED, Context, Scope
from .rows import own_target

Row = dict[str, Any]
KEY = ("kpi_id", "period_type", "period_start", "scope_type", "scope_id")


def parts_of(ctx: Context) -> dict[Scope, dict[Scope, bool]]:
    """The teams of the company and the reps of each team; whether each is expected to have a target."""
    at_work = {row["user_id"] for row in ctx.data.rows["users"] if row["is_active"]}
    reps = {scope.id for scope in ctx.known if scope.type == "rep"} | {UNASSIGNED}
    parts: dict[Scope, dict[Scope, bool]] = {COMPANY: {}}
    for rep in reps:
        team = Scope("team", ctx.team(rep))
        is_expected = rep in at_work and team.id != UNASSIGNED
        parts.setdefault(team, {})[Scope("rep", rep)] = is_expected
        parts[COMPANY][team] = parts[COMPANY].get(team, False) or is_expected
    return parts


def status(whole: float | None, gap: float | None, without: int, tolerance: float) -> str:
    """What a gap means."""
    if whole is None or gap is None:
        return "incomplete"
    if abs(gap) <= whole * tolerance:
        return "adds_up"
    return "over" if gap > 0 else "incomplete" if without else "short"


def table(ctx: Context, _tables: dict[str, list[Row]]) -> list[Row]:
    """The rows of kpi_target_sums without texts."""
    found = []
    additive = [kpi for kpi, row in ctx.reference.definitions.items() if row.aggregation in ("sum", "last")]
    parents = parts_of(ctx)
    for kpi_id in additive:
        for period in ctx.spine.all():

            def value(scope: Scope, kpi_id: str = kpi_id, period: Any = period) -> float | None:
                target = own_target(ctx, kpi_id, scope, period)
                return target.value if target else None

            for parent, parts in parents.items():
                whole, values = value(parent), {part: value(part) for part in parts}
                told = [known for known in values.values() if known is not None]
                if whole is None and not told:
                    continue
                without = sum(1 for part, known in values.items() if known is None and parts[part])
                gap = sum(told) - whole if told and whole is not None else None
                found.append(
                    dict(zip(KEY, (kpi_id, period.type, period.start, *parent), strict=True))
                    | {
                        "target_value": whole,
                        "child_target_sum": sum(told) if told else None,
                        "children_with_target": len(told),
                        "children_without_target": without,
                        "target_gap": gap,
                        "target_sum_status": status(
                            whole, gap, without, ctx.reference.settings["target_sum_tolerance"]
                        ),
                    }
                )
    return found
