"""What each scope should look at first, and where each rep stands among the others."""

from __future__ import annotations

import math
from typing import Any

from .as_due import as_due
from .context import UNASSIGNED, Context, is_slice
from .periods import Period, previous

Row = dict[str, Any]
KEY = ("scope_type", "scope_id", "kpi_id")
ROW_KEY = ("period_type", "period_start", "scope_type", "scope_id")
REP_KEY = ("rep_id", "month_start")


def period_of(row: Row) -> Period:
    """The period of a row."""
    return Period(row["period_type"], row["period_start"], row["period_end"])


def trend(values: list[float | None], direction: str) -> str | None:
    """How three values follow each other, the latest first."""
    if direction == "band" or any(value is None for value in values):
        return None
    latest, before, first = (float(value or 0) for value in values)
    sign = 1 if direction == "higher" else -1
    steps = (sign * (latest - before), sign * (before - first))
    if min(steps) > 0:
        return "improving"
    return "worsening" if max(steps) < 0 else "mixed"


def is_listed(row: Row) -> bool:
    """Whether a row misses its target, judged or kept from it by a small sample or an untrusted source."""
    if row["target_status"] in ("off_target", "at_risk"):
        return True
    doubtful = row["value_status"] == "low_sample" or row["source_status"] == "untrusted"
    missed = row["attainment"] is not None and row["attainment"] < 1
    return row["target_status"] == "not_assessed" and missed and doubtful


def table(ctx: Context, tables: dict[str, list[Row]]) -> list[Row]:
    """The rows of kpi_focus without texts."""
    listed: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
    due = as_due(ctx, tables)
    for kpi_id, rows in tables.items():
        definition = ctx.reference.definitions[kpi_id]
        index = {tuple(row[name] for name in ROW_KEY): row for row in rows}
        for row in rows:
            key = tuple(row[name] for name in ROW_KEY)
            if (kpi_id, *key) not in due or not is_listed(row) or is_slice(row):
                continue
            scope = (row["scope_type"], row["scope_id"])
            earlier = previous(period_of(row), ctx.settings.fiscal_month)
            before = index.get((earlier.type, earlier.start, *scope), {})
            older = before.get("previous_value")
            judged = row["target_status"] != "not_assessed"
            told = {
                "scope_type": scope[0],
                "scope_id": scope[1],
                "is_judged": judged,
                "value_two_before": older,
                "trend": trend([row["kpi_value"], row["previous_value"], older], definition.direction),
            } | {name: row[name] for name in ("kpi_id", "period_start", "kpi_value", "attainment", "target_status")}
            reached = math.inf if row["attainment"] is None else row["attainment"]
            listed.setdefault(scope, []).append((not judged, reached, kpi_id, told))
    return [
        entry[3] | {"focus_rank": rank}
        for entries in listed.values()
        for rank, entry in enumerate(sorted(entries, key=lambda entry: entry[:3]), 1)
    ]


def percentiles(rows: list[Row], direction: str, min_reps: float) -> dict[str, float]:
    """For each rep of a month the share of the others whose value is worse; empty where there are too few."""
    better = {"higher": lambda row: row["kpi_value"], "lower": lambda row: -row["kpi_value"]}.get(
        direction, lambda row: row["attainment"]
    )
    known = [
        (row["scope_id"], better(row))
        for row in rows
        if row["value_status"] in ("ok", "capped")
        and row["scope_id"] != UNASSIGNED
        and row["kpi_value"] is not None
        and (direction != "band" or row["attainment"] is not None)
    ]
    if len(known) < min_reps:
        return {}
    return {
        rep: sum(1 for _, other in known if other < value and not math.isclose(other, value, rel_tol=1e-12))
        / (len(known) - 1)
        for rep, value in known
    }


def rep_table(ctx: Context, tables: dict[str, list[Row]]) -> list[Row]:
    """The rows of rep_scorecard without names."""
    found: dict[tuple[Any, ...], Row] = {}
    for kpi_id, rows in tables.items():
        direction = ctx.reference.definitions[kpi_id].direction
        months = [row for row in rows if row["period_type"] == "month"]
        teams = {
            (row["period_start"], row["scope_id"]): row["kpi_value"] for row in months if row["scope_type"] == "team"
        }
        reps: dict[Any, list[Row]] = {}
        for row in months:
            if row["scope_type"] == "rep":
                reps.setdefault(row["period_start"], []).append(row)
        for start, members in reps.items():
            ranks = percentiles(members, direction, ctx.reference.settings["percentile_min_reps"])
            for row in members:
                rep, team = row["scope_id"], ctx.team(row["scope_id"])
                told = found.setdefault((rep, start), {"rep_id": rep, "team_id": team, "month_start": start})
                told[kpi_id] = row["kpi_value"]
                told[f"{kpi_id}_status"] = row["target_status"]
                told[f"{kpi_id}_percentile"] = ranks.get(rep)
                told[f"{kpi_id}_team_value"] = teams.get((start, team))
                if kpi_id == "system_touches":
                    told[f"{kpi_id}_target_low"] = row["target_low"]
                    told[f"{kpi_id}_target_high"] = row["target_high"]
                else:
                    told[f"{kpi_id}_target"] = row["target_value"]
    return list(found.values())
