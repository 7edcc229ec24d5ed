"""Reference files for random folders: definitions, targets, rates, calendars, brands, rules, margins."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

Table = list[dict[str, str]]

# kpi_id, unit, direction, basis, aggregation, official frequency, min_sample, maturity_days, inherits, exports
KPIS = """
average_response_time minutes lower event ratio week 3 - true leads;activities;users
system_touches touches band event ratio month 2 0 true leads;activities;meetings
meeting_acceptance_rate rate higher event ratio week 4 - true meetings
sql_to_customer_conversion_rate rate higher cohort ratio month 2 90 true leads;accounts
deal_win_loss_ratio ratio higher event ratio month 3 - true deals
customer_retention_rate rate higher balance recompute month 5 - true subscriptions;accounts
monthly_recurring_revenue currency higher balance last month 0 - false subscriptions;accounts
customer_lifetime_value currency higher balance recompute quarter 30 - false subscriptions;accounts
customer_acquisition_rate rate higher balance recompute month 5 - true subscriptions;accounts
new_customers count higher event sum month 0 - false subscriptions;accounts
share_of_voice rate higher event ratio quarter 10 - false survey_responses;brand_mentions
presentation_engagement rate higher event ratio week 3 - true presentation_sessions
follow_up_time minutes lower event ratio week 2 - true presentation_sessions;activities
average_sales_cycle days lower event ratio month 2 - true deals
"""
PERIOD_TYPES = ("week", "month", "quarter", "year")
GOALS = {
    "average_response_time": 120.0,
    "meeting_acceptance_rate": 0.5,
    "sql_to_customer_conversion_rate": 0.2,
    "deal_win_loss_ratio": 0.8,
    "customer_retention_rate": 0.9,
    "monthly_recurring_revenue": 20000.0,
    "customer_lifetime_value": 4000.0,
    "customer_acquisition_rate": 0.05,
    "new_customers": 4.0,
    "share_of_voice": 0.4,
    "presentation_engagement": 0.5,
    "follow_up_time": 600.0,
    "average_sales_cycle": 30.0,
}


def definitions() -> Table:
    """One row a KPI, with every column of the seed."""
    rows = []
    for line in KPIS.strip().splitlines():
        kpi, unit, direction, basis, aggregation, frequency, sample, maturity, inherits, exports = line.split()
        title = kpi.replace("_", " ").capitalize()
        rows.append(
            {
                "kpi_id": kpi,
                "name_en": title,
                "name_zh": title,
                "question": f"How is {kpi}?",
                "measure": "numerator / denominator",
                "unit": unit,
                "direction": direction,
                "nature": "lagging",
                "basis": basis,
                "aggregation": aggregation,
                "official_frequency": frequency,
                "min_sample": sample,
                "maturity_days": "" if maturity == "-" else maturity,
                "owner": "sales",
                "required_exports": exports,
                "target_inherits": inherits,
                "action_en": "Look into it.",
                "action_zh": "Look into it.",
                "known_gaming": "None.",
                "definition_version": "1",
            }
        )
    return rows


RATES = {line.split()[0] for line in KPIS.strip().splitlines() if line.split()[1] == "rate"}


def target_text(kpi: str, value: float) -> str:
    """A value to reach as a cell; that of a rate is 1 at most."""
    return f"{min(value, 1.0) if kpi in RATES else value:.4f}"


def target(kpi: str, scope: tuple[str, str], period: str, span: tuple[str, str], scale: float, amber: str) -> dict:
    """One row of kpi_targets; a band for system_touches, a value elsewhere."""
    goal = GOALS.get(kpi)
    # every second one has a stretch value, from the scale and not drawn, so that a seed's folder stays as it is
    factor = 0.8 if kpi.endswith("_time") else 1.2
    has_stretch = goal is not None and int(scale * 1000) % 2 == 0
    return {
        "kpi_id": kpi,
        "scope_type": scope[0],
        "scope_id": scope[1],
        "period_type": period,
        "valid_from": span[0],
        "valid_to": span[1],
        "target_value": "" if goal is None else target_text(kpi, goal * scale),
        "target_low": f"{1.5 * scale:.3f}" if goal is None else "",
        "target_high": f"{4 * scale:.3f}" if goal is None else "",
        "stretch_value": target_text(kpi, goal * scale * factor) if goal is not None and has_stretch else "",
        "amber_ratio": amber,
    }


def targets(rng: Random, first: date, last: date, teams: list[str], reps: list[str]) -> Table:
    """Targets of the company, of teams and of reps (also unknown ones), with validity borders on period starts.

    Of every second KPI the first target's last day is the first day of a period, else the day before.
    """
    rows = []
    middle = (first + (last - first) / 2).replace(day=1)
    named = rng.sample(reps, min(4, len(reps)))
    scopes = [("company", "all")]
    scopes += [("team", team) for team in [*teams, "no_such_team"]]
    scopes += [
        ("rep", rep) for rep in [*named[:2], *(f"{rep.upper()}@Example.com" for rep in named[2:]), "no_such_rep"]
    ]
    for number, kpi in enumerate(line.split()[0] for line in KPIS.strip().splitlines()):
        last_day = middle - timedelta(days=number % 2)
        spans = [
            ((first - timedelta(days=40)).isoformat(), last_day.isoformat()),
            ((last_day + timedelta(days=1)).isoformat(), ""),
        ]
        for scope in scopes:
            if kpi == "share_of_voice" and scope[0] != "company":
                continue
            for period in PERIOD_TYPES:
                if scope[0] != "company" and rng.random() < 0.6:
                    continue
                for span in spans:
                    if rng.random() < 0.8:
                        amber = rng.choice(["", "0.8", "0.95"])
                        rows.append(target(kpi, scope, period, span, rng.uniform(0.5, 1.5), amber))
    return rows


def rates(rng: Random, first: date, last: date, currency: str) -> Table:
    """Rates by month for three currencies, one of which starts late, and the reporting currency itself."""
    rows = []
    start = first - timedelta(days=400)
    rows.append({"currency": currency, "valid_on": (start - timedelta(days=4000)).isoformat(), "rate": "1"})
    other = "USD" if currency == "EUR" else "EUR"
    for name, base, begins in ((other, 1.1, start), ("GBP", 1.3, start), ("JPY", 0.007, first + (last - first) / 3)):
        day = begins
        while day <= last + timedelta(days=60):
            rate = f"{base * rng.uniform(0.9, 1.1):.6f}"
            rows.append({"currency": name, "valid_on": day.isoformat(), "rate": rate})
            day += timedelta(days=rng.choice([1, 15, 28, 45]))
    rng.shuffle(rows)
    return rows


def business_hours() -> Table:
    """Calendars with a lunch break, with night hours to 24:00, around the clock, and short on Saturdays."""
    rows = []

    def add(calendar: str, weekdays: range, *slots: tuple[str, str]) -> None:
        for weekday in weekdays:
            for opens, closes in slots:
                rows.append({"calendar_id": calendar, "weekday": str(weekday), "opens": opens, "closes": closes})

    add("default", range(1, 6), ("09:00", "17:30"))
    add("cal_lunch", range(1, 6), ("08:30", "12:00"), ("13:15", "18:00"))
    add("cal_lunch", range(6, 7), ("10:00", "12:00"))
    add("cal_night", range(1, 8), ("00:00", "01:00"), ("06:00", "14:00"), ("20:00", "24:00"))
    add("cal_always", range(1, 8), ("00:00", "24:00"))
    return rows


def holidays(rng: Random, first: date, last: date) -> Table:
    """Holidays of three calendars, weekends among them."""
    days = (last - first).days + 40
    rows = {
        (calendar, (first + timedelta(days=rng.randrange(days))).isoformat())
        for calendar in ("default", "cal_lunch", "cal_always")
        for _ in range(14)
    }
    return [{"calendar_id": calendar, "holiday_on": day} for calendar, day in sorted(rows)]


def brands(first: date, last: date) -> Table:
    """Three brand sets, one after the other; the first begins after the first surveys, the third drops and adds a brand."""
    third = (last - first) / 3
    begins = first + timedelta(days=45)
    second = max((first + third).replace(day=11), begins + timedelta(days=1))
    starts = [begins, second, (first + 2 * third).replace(day=1)]
    sets = (
        ("2023a", ("Ours", "Rival", "Other")),
        ("v2", ("Ours", "Ours Pro", "Rival", "Newcomer")),
        ("v3", ("Ours", "Newcomer", "Other", "Rival")),
    )
    return [
        {
            "brand_set_version": version,
            "valid_from": start.isoformat(),
            "brand": brand,
            "is_ours": str(brand.startswith("Ours")).lower(),
        }
        for start, (version, names) in zip(starts, sets, strict=True)
        for brand in names
    ]


def aliases() -> Table:
    """Other names of brands, exact text; one points to a brand that is never tracked."""
    pairs = (("ours inc", "Ours"), ("OURS", "Ours"), ("Rival & Co", "Rival"), ("nobody", "Nobody"))
    return [{"alias": alias, "brand": brand} for alias, brand in pairs]


def rules() -> Table:
    """Rules that make test records, one of each operator."""
    rows = (
        ("leads", "email", "ends_with", "@Test.example"),
        ("leads", "company", "contains", "DO NOT USE"),
        ("deals", "name", "starts_with", "test "),
        ("accounts", "name", "equals", "Internal"),
    )
    names = ("export", "column", "operator", "value")
    return [dict(zip(names, row, strict=True)) | {"reason": "internal"} for row in rows]


def margins() -> Table:
    """Margins of two segments; the third has none of its own."""
    return [{"segment": "enterprise", "margin": "0.72"}, {"segment": "smb", "margin": "0.9"}]


def source_checks(rng: Random) -> Table:
    """Thresholds of source health around what random records give, so that every verdict comes up."""
    drawn = {
        "presence": ("", "1", "", "", ""),
        "freshness": (rng.choice(["0.5", "2", "3"]), rng.choice(["4", "8"]), "10", rng.choice(["90", "365"]), ""),
        "volume": (rng.choice(["0.7", "0.9"]), rng.choice(["0.3", "0.6"]), "20", rng.choice(["3", "6"]), ""),
        "validity": ("0.1", "0.5", "1", "", ""),
        "uniqueness": (rng.choice(["0.02", "0.1"]), "0.3", "50", "", ""),
        "completeness": (rng.choice(["0.8", "0.99"]), rng.choice(["0.1", "0.6"]), "20", rng.choice(["2", "6"]), ""),
        "references": (rng.choice(["0.03", "0.2"]), rng.choice(["0.15", "0.5"]), "20", rng.choice(["2", "6"]), ""),
        "unreadable_cells": ("0.01", "0.1", "3", "", ""),
        "renewals_after_a_day": ("0.1", "", "3", "", ""),
        "stray_dates": ("1", "", "", "", ""),
        "consistency": (rng.choice(["0.1", "0.6"]), rng.choice(["0", "0.05"]), "5", "365", rng.choice(["20", "90"])),
    }
    names = ("warn", "fail", "min_sample", "lookback", "tolerance_days")
    rows = []
    for check, cells in drawn.items():
        row = {"check_id": check, "export": "*", "is_critical": rng.choice(["true", "true", "false"])}
        rows.append(row | dict(zip(names, cells, strict=True)))
    own = dict(rows[3]) | {"export": "deals", "warn": "0.02", "fail": "0.6", "is_critical": "true"}
    return [*rows, own]


def settings(rng: Random) -> Table:
    """Settings other than the project's, one folder in two leaves each as it is."""
    drawn = {
        "amber_ratio": ["0.7", "1"],
        "interval_level": ["0.8", "0.99"],
        "touch_gap_minutes": ["0", "2.5", "240"],
        "touch_cap": ["2", "3"],
        "presentation_min_seconds": ["0", "30"],
        "follow_up_days": ["1", "30"],
        "engagement_meeting_days": ["0", "30"],
        "engagement_deal_days": ["10", "365"],
        "clv_months": ["1", "12"],
        "clv_prior_exposures": ["10", "400"],
        "clv_prior_churned": ["0", "2.5"],
        "clv_max_months": ["12", "120"],
        "unanswered_days": ["0", "90"],
    }
    return [{"setting": name, "value": rng.choice(values)} for name, values in drawn.items() if rng.random() < 0.5]


def all_tables(
    rng: Random, first: date, last: date, currency: str, teams: list[str], reps: list[str]
) -> dict[str, Table]:
    """Every reference table by its name."""
    return {
        "kpi_definitions": definitions(),
        "kpi_targets": targets(rng, first, last, teams, reps),
        "fx_rates": rates(rng, first, last, currency),
        "business_hours": business_hours(),
        "holidays": holidays(rng, first, last),
        "brands": brands(first, last),
        "brand_aliases": aliases(),
        "test_record_rules": rules(),
        "gross_margins": margins(),
        "source_checks": source_checks(rng),
        # drawn apart, so that a new setting leaves the folders as they are
        "settings": settings(Random(f"settings {first}")),
    }
