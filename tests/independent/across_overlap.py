"""kpi_overlap: rank correlations of two KPIs' changes, against what chance makes."""

from __future__ import annotations

import math
from itertools import combinations

from .across import Across, Row
from .across_records import KINDS, shared_records

LAGS = range(-3, 4)
Changes = dict[int, float]  # by month


def ranks(values: list[float]) -> list[float]:
    """Ranks from 1, the mean rank for equals."""
    ordered = sorted(values)
    return [ordered.index(value) + (ordered.count(value) + 1) / 2 for value in values]


def pearson(first: list[float], second: list[float]) -> float | None:
    """The correlation; None where a side does not vary."""
    size = len(first)
    if size == 0:
        return None
    mean_a, mean_b = math.fsum(first) / size, math.fsum(second) / size
    above = math.fsum((a - mean_a) * (b - mean_b) for a, b in zip(first, second, strict=True))
    below = math.fsum((a - mean_a) ** 2 for a in first) * math.fsum((b - mean_b) ** 2 for b in second)
    return above / math.sqrt(below) if below > 0 else None


def spearman(first: Changes, second: Changes, lag: int) -> tuple[int, float | None]:
    """Months with both changes at a lag, and their rank correlation."""
    months = [month for month in first if month + lag in second]
    rho = pearson(ranks([first[month] for month in months]), ranks([second[month + lag] for month in months]))
    return len(months), rho


def changes(across: Across, kpi: str) -> Changes:
    """The changes of a KPI's company months, by the month's place on the spine."""
    rows = [r for r in across.tables[kpi] if r["period_type"] == "month" and r["scope_type"] == "company"]
    found = {}
    for month, row in enumerate(sorted(rows, key=lambda row: row["period_start"])):
        usable = row["is_complete_period"] and row["value_status"] != "immature"
        if usable and row["kpi_value"] is not None and row["previous_value"] is not None:
            found[month] = round(row["kpi_value"] - row["previous_value"], 6)
    return found


def verdict(found: dict[int, tuple[int, float | None]], critical: dict[int, tuple[float, float]]) -> Row:
    """What the correlations at all lags of one pair come to."""
    fewest = min(count for count, _ in found.values())
    known = {lag: rho for lag, (_, rho) in found.items() if rho is not None}
    lag = min(known, key=lambda one: (-round(abs(known[one]), 9), abs(one), one), default=None)
    fitting = [count for count in critical if count <= fewest]
    of_pair, of_table = critical[max(fitting)] if fitting else (None, None)
    rho = None if lag is None else known[lag]
    relation = "not_assessed"
    if rho is not None and of_pair is not None:
        relation = "related" if abs(rho) >= of_pair else "not_related"
    related = relation == "related"
    return {
        "fewest_pair_count": fewest,
        "strongest_lag_months": lag,
        "pair_count": None if lag is None else found[lag][0],
        "rank_correlation": rho,
        "critical_value": of_pair,
        "critical_value_of_table": of_table,
        "relation": relation,
        "relation_direction": ("together" if (rho or 0) > 0 else "opposite") if related else None,
        "is_beyond_chance_in_table": related and abs(rho or 0) >= (of_table or 1),
    }


def critical_values(across: Across) -> dict[int, tuple[float, float]]:
    """The critical values of a pair and of the table, by the number of months; those of the next larger table hold."""
    rows = across.seed("overlap_critical_values")
    size = min(drawn for row in rows if (drawn := int(row["kpi_count"])) >= len(across.tables))
    return {
        int(row["pair_count"]): (float(row["critical_value"]), float(row["critical_value_of_table"]))
        for row in rows
        if int(row["kpi_count"]) == size
    }


def overlap(across: Across) -> list[Row]:
    """The rows of kpi_overlap, without names and sentences."""
    critical = critical_values(across)
    share = across.settings()["same_records_share"]
    shared = {(row["kpi_a"], row["kpi_b"], row["record_type"]): row for row in shared_records(across)}
    moves = {kpi: changes(across, kpi) for kpi in across.tables}
    rows = []
    for first, second in combinations(sorted(across.tables), 2):
        found = {lag: spearman(moves[first], moves[second], lag) for lag in LAGS}
        row = {"kpi_a": first, "kpi_b": second} | verdict(found, critical)
        exports = [set(across.ctx.reference.definitions[kpi].required_exports) for kpi in (first, second)]
        row["shared_export_count"] = len(exports[0] & exports[1])
        row["export_overlap"] = len(exports[0] & exports[1]) / len(exports[0] | exports[1])
        kind = next((kind for kind in KINDS if (first, second, kind) in shared), None)
        records = shared.get((first, second, kind or ""), {})
        row["shared_record_type"] = kind
        for column in ("record_count_a", "record_count_b", "shared_record_count", "record_overlap"):
            row[column] = records.get(column)
        row["is_same_records"] = bool(records) and records["record_overlap"] >= share
        lag = row["strongest_lag_months"]
        leads = row["relation"] == "related" and lag
        row["leading_kpi"] = (first if lag > 0 else second) if leads else None
        rows.append(row)
    return rows
