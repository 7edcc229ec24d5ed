"""Compute every KPI table from raw export files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from . import (
    kpi_conversion,
    kpi_deals,
    kpi_growth,
    kpi_meetings,
    kpi_presentations,
    kpi_response,
    kpi_revenue,
    kpi_touches,
    kpi_voice,
    salesforce,
    source_health,
)
from .cleaning import Dated, choose_as_of, first_of_fifteen_years, mark_tests, prepare
from .context import Context, Settings, find_first_day, find_known, resolve_targets
from .exports import Export, Rejected, is_unreadable, read_csv, read_generic
from .parsing import Reading
from .periods import Spine
from .portfolio import Portfolio
from .reference import Reference, read_reference
from .rows import make_table
from .slices import Slices
from .subscriptions import make_book
from .systems import join_users, unify

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT / "seeds"
DEFAULTS: dict[str, Any] = {
    "systems": ["salesforce", "generic"],
    "exports_dir": None,
    "as_of_date": None,
    "earliest_date": None,
    "subscription_ends_on": "first_day_without",
    "reporting_time_zone": "UTC",
    "reporting_currency": "USD",
    "fiscal_year_start_month": 1,
    "gross_margin": 0.8,
    "match_across_systems": True,
    "slices": ["segment", "source"],
}


@dataclass
class Result:
    """Every KPI table, what was rejected, and what the tables were computed from (None where there are none)."""

    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)
    checks: list[source_health.Check] = field(default_factory=list)
    context: Context | None = None


def read_system(
    system: str, exports_dir: Path | None, variables: Mapping[str, Any], reading: Reading
) -> tuple[dict[str, Export], list[Rejected]]:
    """The exports of one system from a folder, or from the demo in the seeds.

    Raises:
        ValueError: the system is not known.
    """
    folder = exports_dir or SEEDS / "exports" / system
    prefix = "" if exports_dir else f"{system}__"
    if system == "generic":
        return read_generic(folder, reading, prefix)
    if system == "salesforce":
        files = [place / "value_mappings.csv" for place in (SEEDS / "reference", folder)]
        mappings = [row for path in files if path.exists() for row in read_csv(path)[1]]
        return salesforce.read(folder, mappings, reading, prefix)
    raise ValueError(f"no such system: {system}")


def read_systems(
    folder: Path | None, variables: Mapping[str, Any], reading: Reading
) -> tuple[dict[str, Export], list[Rejected]]:
    """The exports of all systems as one."""
    parts = [(system, *read_system(system, folder, variables, reading)) for system in variables["systems"]]
    rejected = [bad for *_, listed in parts for bad in listed]
    return unify([(system, part) for system, part, _ in parts]), rejected


def make_context(
    exports: dict[str, Export], reference: Reference, variables: Mapping[str, Any], as_of: date, stray: Sequence[Dated]
) -> Context | None:
    """Everything that the KPIs read; None where there is no date to count from."""
    zone = ZoneInfo(str(variables["reporting_time_zone"]))
    has_answers = any(
        row["response"] not in (None, "none") or is_unreadable(row, "response") for row in exports["meetings"].rows
    )
    matched_systems = list(variables["systems"]) if variables["match_across_systems"] else []
    # users are joined while the systems are, before anything is looked up
    mark_tests(exports, reference.rules)
    join_users(exports, matched_systems)
    taken = source_health.snapshot(exports)
    data = prepare(exports, reference.rules, zone, as_of, matched_systems)
    first = find_first_day(data, zone)
    if first is None:
        return None
    settings = Settings(
        zone,
        str(variables["reporting_currency"]),
        int(variables["fiscal_year_start_month"]),
        float(variables["gross_margin"]),
    )
    spine = Spine(first, data.as_of, settings.fiscal_month)
    team_of = {row["user_id"]: row["team_id"] for row in data.rows["users"] if row["team_id"]}
    book = make_book(data, reference.rates)
    slices = Slices(data, tuple(variables["slices"]))
    known = find_known(data.rows, team_of) | slices.known(set(data.customer_of_account.values()))
    resolve_targets(reference, data.rows, known)
    ctx = Context(settings, reference, exports, data, spine, book, has_answers, slices, team_of, known)
    limits = source_health.read_limits(reference.source_checks)
    ctx._slices = slices
    ctx.stray, ctx.last_day_with = list(stray), variables["subscription_ends_on"] == "last_day_with"
    ctx.checks = source_health.Assessor(ctx, taken, limits, reference.required_columns).assess()
    return ctx


def compute_tables(ctx: Context) -> dict[str, list[dict[str, Any]]]:
    """The rows of every KPI."""
    portfolio = Portfolio(ctx)
    tables = [
        kpi_response.table(ctx),
        kpi_touches.table(ctx),
        kpi_meetings.table(ctx),
        kpi_conversion.table(ctx),
        *kpi_deals.tables(ctx),
        *kpi_revenue.tables(portfolio),
        *kpi_growth.tables(portfolio),
        kpi_voice.table(ctx),
        *kpi_presentations.tables(ctx),
    ]
    return {table.kpi_id: make_table(ctx, table) for table in tables if table.kpi_id in ctx.reference.definitions}


def find_as_of(
    folder: Path | None, variables: Mapping[str, Any], reading: Reading, reference: Reference
) -> tuple[date | None, list[Dated]]:
    """The as-of date as given, else from the records, however early; and what is stray after it."""
    if variables["as_of_date"]:
        return date.fromisoformat(str(variables["as_of_date"])), []
    exports, _ = read_systems(folder, variables, reading)
    mark_tests(exports, reference.rules)
    return choose_as_of(exports, reading.zone)


def compute_all(
    exports_dir: Path | str | None = None,
    reference_dir: Path | str | None = None,
    systems: Sequence[str] | None = None,
    variables: Mapping[str, Any] | None = None,
) -> Result:
    """KPI tables and rejected records.

    Args:
        exports_dir: folder of `<export>.csv` files; None reads the demo in the seeds.
        reference_dir: folder of reference files that come first; None is `exports_dir`.
            A file that is not there comes from `seeds/reference`.
        systems: the systems to read; None takes them from the variables.
        variables: the project's variables; missing ones take their defaults.
    """
    settings = DEFAULTS | dict(variables or {})
    settings["systems"] = list(systems or settings["systems"])
    chosen = exports_dir or settings["exports_dir"]
    folder = Path(chosen) if chosen else None
    first = Path(reference_dir) if reference_dir else folder
    reference = read_reference(([first] if first else []) + [SEEDS / "reference"], str(settings["reporting_currency"]))
    reading = Reading(
        str(settings["reporting_currency"]),
        ZoneInfo(str(settings["reporting_time_zone"])),
        date.fromisoformat(str(settings["earliest_date"])) if settings["earliest_date"] else None,
        settings["subscription_ends_on"] == "last_day_with",
    )
    as_of, stray = find_as_of(folder, settings, reading, reference)
    if reading.earliest is None and as_of is not None:
        reading = replace(reading, earliest=first_of_fifteen_years(as_of))
    exports, rejected = read_systems(folder, settings, reading)
    result = Result(rejected=rejected)
    ctx = make_context(exports, reference, settings, as_of, stray) if as_of else None
    if ctx is not None:
        result.tables = compute_tables(ctx)
        result.checks = ctx.checks
        result.context = ctx
    return result


def compute(
    exports_dir: Path | str | None = None,
    reference_dir: Path | str | None = None,
    systems: Sequence[str] | None = None,
    variables: Mapping[str, Any] | None = None,
) -> dict[str, list[dict[str, Any]]]:
    """The rows of every KPI by its id; see `compute_all`."""
    return compute_all(exports_dir, reference_dir, systems, variables).tables
