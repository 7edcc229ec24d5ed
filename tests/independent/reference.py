"""Reference data: definitions, targets, rates, calendars, brands, rules and margins."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import NormalDist

from .exports import Cells, read_csv
from .parsing import TRUTH, clean, parse_day, parse_number
from .zones import Calendars

NAMES = (
    "kpi_definitions",
    "kpi_targets",
    "fx_rates",
    "business_hours",
    "holidays",
    "brands",
    "brand_aliases",
    "test_record_rules",
    "gross_margins",
    "source_checks",
    "kpi_required_columns",
)


@dataclass(frozen=True)
class Definition:
    """What a KPI carries, as far as its numbers depend on it."""

    kpi_id: str
    direction: str
    min_sample: float
    maturity_days: int
    target_inherits: bool
    required_exports: tuple[str, ...]
    unit: str = ""
    aggregation: str = ""
    official_frequency: str = ""
    scopes: tuple[str, ...] = ("company", "team", "rep")


@dataclass(frozen=True)
class Target:
    """One effective-dated target; both ends of its validity are inclusive."""

    valid_from: date
    valid_to: date
    value: float | None
    low: float | None
    high: float | None
    amber_ratio: float
    stretch: float | None = None


@dataclass(frozen=True)
class Rule:
    """A rule that makes a record a test record; it ignores case."""

    export: str
    column: str
    operator: str
    value: str

    def matches(self, text: str | None) -> bool:
        """Whether a cell fulfils the rule; an empty cell never does."""
        if text is None:
            return False
        found, wanted = text.lower(), self.value.lower()
        match self.operator:
            case "equals":
                return found == wanted
            case "contains":
                return wanted in found
            case "starts_with":
                return found.startswith(wanted)
            case "ends_with":
                return found.endswith(wanted)
        return False


@dataclass
class Rates:
    """Rates into the reporting currency by currency and day."""

    reporting_currency: str
    days: dict[str, list[date]] = field(default_factory=dict)
    values: dict[str, list[float]] = field(default_factory=dict)

    def on(self, currency: str | None, day: date) -> float | None:
        """The latest rate on or before a day; the reporting currency is worth 1."""
        if currency == self.reporting_currency:
            return 1.0
        position = bisect_right(self.days.get(currency or "", []), day)
        return self.values[currency or ""][position - 1] if position else None


@dataclass
class Brands:
    """Tracked brands by the day from which their set is valid."""

    starts: list[date] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)
    sets: list[dict[str, bool]] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)

    def position(self, day: date) -> int:
        """Where the set that is valid on a day stands; -1 where there is none."""
        return bisect_right(self.starts, day) - 1

    def version(self, day: date) -> str | None:
        """The version valid on a day."""
        at = self.position(day)
        return self.versions[at] if at >= 0 else None

    def is_ours(self, brand: str, day: date) -> bool | None:
        """Whether a brand is ours by the set valid on a day; None where it is not tracked."""
        at = self.position(day)
        return self.sets[at].get(brand) if at >= 0 else None


@dataclass
class Reference:
    """All reference data."""

    definitions: dict[str, Definition]
    targets: dict[tuple[str, str, str, str], list[Target]]
    rates: Rates
    calendars: Calendars
    brands: Brands
    rules: list[Rule]
    margins: dict[str, float]
    source_checks: list[Cells] = field(default_factory=list)
    required_columns: list[Cells] = field(default_factory=list)
    settings: dict[str, float] = field(default_factory=dict)

    @property
    def z(self) -> float:
        """The standard normal value of the intervals of rates; for 95 % as it is always printed."""
        level = self.settings["interval_level"]
        return 1.959964 if level == 0.95 else NormalDist().inv_cdf((1 + level) / 2)


def load(name: str, folders: list[Path]) -> list[Cells]:
    """The rows of a reference file from the first folder that has it, cells trimmed."""
    for folder in folders:
        path = folder / f"{name}.csv"
        if path.exists():
            return [{key: (cell or "").strip() for key, cell in row.items()} for row in read_csv(path)[1]]
    return []


def number(text: str | None) -> float | None:
    """A number, or None for an empty cell."""
    return parse_number(cleaned) if (cleaned := clean(text)) else None


def definition(row: Cells, usual_scopes: dict[str, str]) -> Definition:
    """One row of kpi_definitions; without scopes of its own it has the project's."""
    exports = tuple(name.strip() for name in row.get("required_exports", "").split(";") if name.strip())
    scopes = row.get("scopes") or usual_scopes.get(row["kpi_id"]) or "company;team;rep"
    return Definition(
        row["kpi_id"],
        row["direction"],
        number(row.get("min_sample")) or 0,
        int(number(row.get("maturity_days")) or 0),
        TRUTH.get(row.get("target_inherits", "").lower(), False),
        exports,
        row["unit"],
        row["aggregation"],
        row["official_frequency"],
        tuple(name.strip() for name in scopes.split(";")),
    )


def read_targets(rows: list[Cells], usual_amber: float) -> dict[tuple[str, str, str, str], list[Target]]:
    """Targets by KPI, scope type, scope id and period type."""
    found: dict[tuple[str, str, str, str], list[Target]] = defaultdict(list)
    for row in rows:
        amber = number(row.get("amber_ratio"))
        target = Target(
            parse_day(row["valid_from"]) if row.get("valid_from") else date.min,
            parse_day(row["valid_to"]) if row.get("valid_to") else date.max,
            number(row.get("target_value")),
            number(row.get("target_low")),
            number(row.get("target_high")),
            usual_amber if amber is None else amber,
            number(row.get("stretch_value")),
        )
        found[row["kpi_id"], row["scope_type"].lower(), row["scope_id"], row["period_type"].lower()].append(target)
    for targets in found.values():
        targets.sort(key=lambda target: target.valid_from)
    return dict(found)


def read_rates(rows: list[Cells], currency: str) -> Rates:
    """Rates in the order of their days; the last row of a currency and day counts."""
    table: dict[str, dict[date, float]] = defaultdict(dict)
    for row in rows:
        table[row["currency"]][parse_day(row["valid_on"])] = parse_number(row["rate"])
    days = {key: sorted(known) for key, known in table.items()}
    return Rates(currency, days, {key: [table[key][day] for day in listed] for key, listed in days.items()})


def clock_minutes(text: str) -> int:
    """Minutes after midnight of `HH:MM`; `24:00` is 1440."""
    hours, minutes = text.split(":")[:2]
    return int(hours) * 60 + int(minutes)


def read_calendars(hours: list[Cells], holidays: list[Cells]) -> Calendars:
    """Opening slots and holidays."""
    calendars = Calendars()
    for row in hours:
        slot = (clock_minutes(row["opens"]), clock_minutes(row["closes"]))
        week = calendars.hours.setdefault(row["calendar_id"], {})
        week.setdefault(int(row["weekday"]), []).append(slot)
    for row in holidays:
        calendars.holidays.setdefault(row["calendar_id"], set()).add(parse_day(row["holiday_on"]))
    return calendars


def read_brands(rows: list[Cells], aliases: list[Cells]) -> Brands:
    """Brand sets by the day they start, and aliases."""
    sets: dict[tuple[date, str], dict[str, bool]] = defaultdict(dict)
    for row in rows:
        key = (parse_day(row["valid_from"]), row["brand_set_version"])
        sets[key][row["brand"]] = TRUTH.get(row["is_ours"].lower(), False)
    order = sorted(sets)
    return Brands(
        [day for day, _ in order],
        [version for _, version in order],
        [sets[key] for key in order],
        {row["alias"]: row["brand"] for row in aliases},
    )


def read_settings(folders: list[Path]) -> dict[str, float]:
    """The settings: an earlier folder's come before those of a later one, one by one."""
    rows = [row for folder in reversed(folders) for row in load("settings", [folder])]
    return {row["setting"]: float(row["value"]) for row in rows}


def read_reference(folders: list[Path], currency: str) -> Reference:
    """All reference data; a file in an earlier folder replaces the whole one of a later folder."""
    rows = {name: load(name, folders) for name in NAMES}
    settings = read_settings(folders)
    usual = {row["kpi_id"]: row["scopes"] for row in load("kpi_definitions", folders[-1:])}
    return Reference(
        {row["kpi_id"]: definition(row, usual) for row in rows["kpi_definitions"]},
        read_targets(rows["kpi_targets"], settings["amber_ratio"]),
        read_rates(rows["fx_rates"], currency),
        read_calendars(rows["business_hours"], rows["holidays"]),
        read_brands(rows["brands"], rows["brand_aliases"]),
        [Rule(r["export"], r["column"], r["operator"], r["value"]) for r in rows["test_record_rules"]],
        {row["segment"]: parse_number(row["margin"]) for row in rows["gross_margins"]},
        rows["source_checks"],
        rows["kpi_required_columns"],
        settings,
    )
