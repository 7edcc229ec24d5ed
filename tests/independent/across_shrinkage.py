"""rep_rates_shrunk: rates of reps, drawn towards their team's."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from .across import Across, Row
from .maths import divide, wilson

RATES = {
    "meeting_acceptance_rate": "meeting_acceptance_rate",
    "sql_to_customer_conversion_rate": "sql_to_customer_conversion_rate",
    "customer_retention_rate": "customer_retention_rate",
    "presentation_engagement": "presentation_engagement",
    "win_rate": "deal_win_loss_ratio",
}


@dataclass
class Count:
    """So many of so many."""

    wins: float
    size: float
    row: Row


def counts(across: Across, rate: str, period_type: str, scope: str) -> dict[tuple[str, date], Count]:
    """The counts of a rate by scope and period, where there are units."""
    found = {}
    for row in across.tables[RATES[rate]]:
        if row["period_type"] != period_type or row["scope_type"] != scope or row["numerator"] is None:
            continue
        size = row["denominator"] + (row["numerator"] if rate == "win_rate" else 0)
        if size:
            found[row["scope_id"], row["period_start"]] = Count(row["numerator"], size, row)
    return found


def within_correlation(groups: list[list[Count]]) -> float | None:
    """The analysis-of-variance estimate of the correlation of two units of one rep, pooled over groups."""
    between = within = units = 0.0
    between_freedom = within_freedom = 0.0
    for group in groups:
        size = math.fsum(one.size for one in group)
        rate = math.fsum(one.wins for one in group) / size
        between += math.fsum(one.size * (one.wins / one.size - rate) ** 2 for one in group)
        within += math.fsum(one.wins * (1 - one.wins / one.size) for one in group)
        units += size - math.fsum(one.size**2 for one in group) / size
        between_freedom += len(group) - 1
        within_freedom += size - len(group)
    if not between_freedom or not within_freedom:
        return None
    above, below = between / between_freedom, within / within_freedom
    return divide(above - below, above + (units / between_freedom - 1) * below)


def strength_of(across: Across, groups: list[list[Count]]) -> Row:
    """How much the team's rate weighs."""
    limits = across.settings()
    rows, correlation = sum(map(len, groups)), within_correlation(groups)
    if correlation is None or rows < limits["shrinkage_min_rows"]:
        return {"strength_source": "default", "strength": limits["shrinkage_default_strength"]}
    if correlation <= 1 / (limits["shrinkage_max_strength"] + 1):
        return {"strength_source": "no_spread", "strength": limits["shrinkage_max_strength"]}
    return {"strength_source": "estimated", "strength": (1 - correlation) / correlation}


def shrunk(across: Across) -> list[Row]:
    """The rows of rep_rates_shrunk."""
    rows = []
    for rate in RATES:
        for period_type in ("month", "quarter"):
            teams = counts(across, rate, period_type, "team")
            reps = {key: one for key, one in counts(across, rate, period_type, "rep").items() if key[0] != "unassigned"}
            groups: dict[tuple[str, date], list[Count]] = defaultdict(list)
            for (rep, start), one in reps.items():
                if one.row["is_complete_period"] and one.row["value_status"] != "immature":
                    groups[across.ctx.team(rep), start].append(one)
            if not reps:
                continue
            found = strength_of(across, [group for group in groups.values() if len(group) > 1])
            for (rep, start), one in reps.items():
                team = across.ctx.team(rep)
                peers = teams.get((team, start))
                team_rate = None if peers is None else peers.wins / peers.size
                weight = divide(one.size, one.size + found["strength"])
                raw = one.wins / one.size
                low, high = wilson(raw, one.size, across.ctx.reference.z)
                rows.append(
                    {
                        "rate_id": rate,
                        "rep_id": rep,
                        "period_type": period_type,
                        "period_start": start,
                        "kpi_id": RATES[rate],
                        "team_id": team,
                        "is_complete_period": one.row["is_complete_period"],
                        "value_status": one.row["value_status"],
                        "success_count": one.wins,
                        "unit_count": one.size,
                        "raw_rate": raw,
                        "ci_low": low,
                        "ci_high": high,
                        "team_rate": team_rate,
                        "team_unit_count": None if peers is None else peers.size,
                        "strength": found["strength"],
                        "strength_source": found["strength_source"],
                        "own_weight": weight,
                        "shrunk_rate": None
                        if team_rate is None or weight is None
                        else weight * raw + (1 - weight) * team_rate,
                    }
                )
    return rows
