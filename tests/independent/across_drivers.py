"""conversion_drivers: conversion by what was done with a lead, within each source and over all of them."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from .across import Across, Row, number
from .across_records import prospects, touches
from .exports import Cells
from .kpi_response import responses
from .kpi_touches import first_meetings
from .maths import divide, wilson

CONVERSION = "sql_to_customer_conversion_rate"
REQUIRED = {"first_answer": "average_response_time", "touches": "system_touches", "meeting": "meeting_acceptance_rate"}


@dataclass
class Case:
    """A prospect in a band: its source and whether it converted."""

    driver: str
    band: str
    prospect: str
    source: str
    converted: bool


def band_of(bands: list[Cells], driver: str, value: float | None) -> str | None:
    """The band of a value."""
    for row in bands:
        if row["driver"] != driver or (row["is_missing"] == "true") != (value is None):
            continue
        above, up_to = number(row["above"]), number(row["up_to"])
        if value is None or ((above is None or value > above) and (up_to is None or value <= up_to)):
            return row["band"]
    return None


def cases(across: Across) -> list[Case]:
    """Every prospect whose time has passed, once a driver that it has a band of."""
    ctx = across.ctx
    if not across.has_exports(CONVERSION):
        return []
    window = ctx.reference.definitions[CONVERSION].maturity_days
    bands = across.seed("driver_bands")
    answers = {response.lead_id: response for response in responses(ctx)}
    meetings, touched = first_meetings(ctx), touches(ctx)
    found = []
    for (kind, one), lead, day, days in prospects(ctx):
        end = day + timedelta(days=window)
        if end > ctx.data.as_of:
            continue
        converted = days is not None and days <= window
        decided: date = day + timedelta(days=days) if converted and days is not None else end
        values: dict[str, float | None] = {}
        response = answers.get(lead["lead_id"])
        # an answer after unknown minutes is in no band
        if response is not None and (response.calendar is not None or not response.is_answered):
            values["first_answer"] = response.calendar
        if lead["lead_id"] in touched:
            values["touches"] = touched[lead["lead_id"]][1]
        accepted = meetings.get(lead["lead_id"])
        values["meeting"] = 1 if accepted is not None and ctx.day(accepted) <= decided else 0
        for driver, value in values.items():
            band = band_of(bands, driver, value)
            if band is not None and across.has_exports(REQUIRED[driver]):
                found.append(Case(driver, band, f"{kind}:{one}", lead["source"] or "unknown", converted))
    return found


def common_difference(strata: list[tuple[int, int, int, int]], z: float) -> tuple[float | None, float | None]:
    """The difference of two rates over strata (wins, leads, other wins, other leads), and the interval's half width."""
    weight = math.fsum(n * m / (n + m) for _, n, _, m in strata)
    if not weight:
        return None, None
    difference = math.fsum((a / n - b / m) * (n * m / (n + m)) for a, n, b, m in strata) / weight
    slope = math.fsum((n * n * b - m * m * a + n * m * (m - n) / 2) / (n + m) ** 2 for a, n, b, m in strata)
    base = math.fsum((a * (m - b) + b * (n - a)) / (2 * (n + m)) for a, n, b, m in strata)
    return difference, z * math.sqrt(max((difference * slope + base) / weight**2, 0.0))


def newcombe(a: int, n: int, b: int, m: int, z: float) -> tuple[float, float]:
    """Newcombe's interval of a/n - b/m by his tenth method."""
    p, q = a / n, b / m
    (low_p, high_p), (low_q, high_q) = wilson(p, n, z), wilson(q, m, z)
    return (
        p - q - math.hypot(p - (low_p or 0.0), (high_q or 0.0) - q),
        p - q + math.hypot((high_p or 0.0) - p, q - (low_q or 0.0)),
    )


def plain_row(own: list[Case], other: list[Case] | None, is_reference: bool, z: float) -> Row:
    """A band against its reference band in one stratum."""
    wins, size = sum(case.converted for case in own), len(own)
    low, high = wilson(wins / size, size, z)
    row: Row = {"strata_count": 1, "lead_count": size, "converted_count": wins, "conversion_rate": wins / size}
    row |= {"ci_low": low, "ci_high": high, "reference_lead_count": None, "reference_rate": None}
    row |= {"rate_difference": None, "difference_ci_low": None, "difference_ci_high": None}
    if other:
        other_wins = sum(case.converted for case in other)
        row |= {"reference_lead_count": len(other), "reference_rate": other_wins / len(other)}
        if not is_reference:
            low, high = newcombe(wins, size, other_wins, len(other), z)
            row["rate_difference"] = wins / size - other_wins / len(other)
            row |= {"difference_ci_low": low, "difference_ci_high": high}
    return row


def stratified_row(strata: list[tuple[int, int, int, int]], minimum: float, z: float) -> Row:
    """A band against its reference band over the sources that have both."""
    wins, size, other_wins, other = (sum(part) for part in zip(*strata, strict=True))
    difference, half = common_difference(strata, z)
    known = difference is not None and half is not None and size >= minimum
    return {
        "strata_count": len(strata),
        "lead_count": size,
        "converted_count": wins,
        "conversion_rate": divide(wins, size),
        "ci_low": None,
        "ci_high": None,
        "reference_lead_count": other,
        "reference_rate": divide(other_wins, other),
        "rate_difference": difference,
        "difference_ci_low": max((difference or 0) - (half or 0), -1) if known else None,
        "difference_ci_high": min((difference or 0) + (half or 0), 1) if known else None,
    }


def drivers(across: Across) -> list[Row]:
    """The rows of conversion_drivers, without names."""
    reference = {row["driver"]: row["band"] for row in across.seed("driver_bands") if row["is_reference"] == "true"}
    minimum = across.settings()["driver_min_sample"]
    groups: dict[tuple[str, str, str, str], list[Case]] = defaultdict(list)
    for case in cases(across):
        groups[case.driver, case.band, "source", case.source].append(case)
        groups[case.driver, case.band, "all", "all"].append(case)
    rows = []
    strata: dict[tuple[str, str], list[tuple[int, int, int, int]]] = defaultdict(list)
    for (driver, band, kind, stratum), own in groups.items():
        is_reference = band == reference[driver]
        other = groups.get((driver, reference[driver], kind, stratum))
        row = {"driver": driver, "band": band, "stratum_type": kind, "stratum": stratum, "is_reference": is_reference}
        rows.append(row | plain_row(own, other, is_reference, across.ctx.reference.z))
        if kind == "source" and other and not is_reference:
            wins, other_wins = (sum(case.converted for case in listed) for listed in (own, other))
            strata[driver, band].append((wins, len(own), other_wins, len(other)))
    for (driver, band), parts in strata.items():
        row = {"driver": driver, "band": band, "stratum_type": "stratified", "stratum": "all", "is_reference": False}
        rows.append(row | stratified_row(parts, minimum, across.ctx.reference.z))
    for row in rows:
        row["is_low_sample"] = row["lead_count"] < minimum or (row["reference_lead_count"] or 0) < minimum
    return rows
