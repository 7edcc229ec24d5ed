"""Who plays: the calendar of the story, the teams and the reps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

FIRST_MONTH = date(2024, 4, 1)
NOW = datetime(2026, 10, 14, 15, 42, 0)
TODAY = NOW.date()

# How busy each month of the year is (1 = January); people are away in August and December.
SEASON = dict(
    zip(
        range(1, 13),
        (0.96, 0.92, 1.08, 1.0, 1.03, 1.07, 0.92, 0.84, 1.12, 1.08, 1.06, 0.82),
        strict=True,
    )
)


@dataclass(frozen=True)
class Team:
    """How a team works. Shares, chances and rates are 0 to 1; times are minutes."""

    name: str
    lead_share: float
    answer_minutes: float
    answer_trend: float
    unanswered: float
    touches: float
    invite: float
    accept: float
    no_answer: float
    held: float
    win: float
    complete: float
    follow_minutes: float
    follow_chance: float
    churn: float
    zones: tuple[str, ...]
    countries: dict[str, float]
    currencies: dict[str, float]


TEAMS = {
    team.name: team
    for team in (
        Team(
            name="Americas",
            lead_share=0.41,
            answer_minutes=58,
            answer_trend=-0.006,
            unanswered=0.04,
            touches=4.8,
            invite=0.86,
            accept=0.63,
            no_answer=0.16,
            held=0.86,
            win=0.3,
            complete=0.58,
            follow_minutes=45,
            follow_chance=0.78,
            churn=1.0,
            zones=("America/New_York", "America/Chicago", "America/Los_Angeles"),
            countries={"United States": 0.8, "Canada": 0.14, "Mexico": 0.06},
            currencies={"USD": 1.0},
        ),
        Team(
            name="EMEA",
            lead_share=0.34,
            answer_minutes=205,
            answer_trend=0.012,
            unanswered=0.15,
            touches=2.7,
            invite=0.74,
            accept=0.54,
            no_answer=0.28,
            held=0.76,
            win=0.24,
            complete=0.44,
            follow_minutes=420,
            follow_chance=0.46,
            churn=1.35,
            zones=("Europe/Berlin", "Europe/London", "Europe/Madrid"),
            countries={
                "Germany": 0.4,
                "United Kingdom": 0.3,
                "Spain": 0.16,
                "France": 0.14,
            },
            currencies={"EUR": 0.66, "GBP": 0.26, "USD": 0.08},
        ),
        Team(
            name="APAC",
            lead_share=0.25,
            answer_minutes=44,
            answer_trend=-0.016,
            unanswered=0.03,
            touches=5.4,
            invite=0.88,
            accept=0.63,
            no_answer=0.12,
            held=0.88,
            win=0.3,
            complete=0.62,
            follow_minutes=12,
            follow_chance=0.88,
            churn=0.85,
            zones=("Asia/Shanghai",),
            countries={"China": 0.86, "Singapore": 0.14},
            currencies={"CNY": 0.82, "USD": 0.18},
        ),
    )
}


@dataclass(frozen=True)
class Rep:
    """A sales rep; skill multiplies the team's chances, pace its answering times."""

    first: str
    last: str
    mailbox: str
    team: str
    zone: str
    calendar: str
    hired: date
    left: date | None = None
    skill: float = 1.0
    pace: float = 1.0


REPS = (
    Rep("Maren", "Holloway", "maren.holloway", "Americas", "America/New_York", "default",
        date(2023, 9, 4), skill=1.06, pace=0.8),
    Rep("Desmond", "Achterberg", "desmond.achterberg", "Americas", "America/New_York",
        "default", date(2024, 1, 8), pace=1.2),
    Rep("Tilda", "Marsh", "tilda.marsh", "Americas", "America/New_York", "default",
        date(2025, 2, 3), skill=0.92),
    Rep("Rafael", "Quintero", "rafael.quintero", "Americas", "America/Los_Angeles",
        "default", date(2023, 11, 6), skill=1.0, pace=0.9),
    Rep("Ivy", "Castellan", "ivy.castellan", "Americas", "America/Los_Angeles",
        "late_shift", date(2024, 6, 3), skill=0.97),
    Rep("Henrik", "Vossberg", "henrik.vossberg", "EMEA", "Europe/Berlin", "lunch_break",
        date(2023, 9, 18), skill=1.0, pace=0.9),
    Rep("Louisa", "Ehrenfeld", "louisa.ehrenfeld", "EMEA", "Europe/Berlin", "lunch_break",
        date(2024, 2, 1), skill=0.95, pace=1.1),
    Rep("Piers", "Danforth", "piers.danforth", "EMEA", "Europe/Berlin", "lunch_break",
        date(2023, 10, 2), left=date(2025, 8, 29), skill=0.85, pace=1.3),
    Rep("Saoirse", "Finnerty", "saoirse.finnerty", "EMEA", "Europe/Berlin", "lunch_break",
        date(2024, 9, 2), skill=1.05, pace=0.85),
    Rep("Matteo", "Brancaleone", "matteo.brancaleone", "EMEA", "Europe/Berlin",
        "lunch_break", date(2025, 9, 1), skill=0.95, pace=1.1),
    Rep("思源", "沈", "siyuan.shen", "APAC", "Asia/Shanghai", "china",
        date(2023, 12, 4), skill=1.6, pace=0.5),
    Rep("佳慧", "顾", "jiahui.gu", "APAC", "Asia/Shanghai", "china", date(2024, 1, 15)),
    Rep("文博", "陆", "wenbo.lu", "APAC", "Asia/Shanghai", "china",
        date(2024, 5, 6), skill=0.94, pace=1.3),
    Rep("雅婷", "秦", "yating.qin", "APAC", "Asia/Shanghai", "china",
        date(2025, 3, 3), skill=0.98, pace=1.1),
)  # fmt: skip


@dataclass(frozen=True)
class Segment:
    """A size of customer: share of new deals, monthly price in USD, days to close,
    churn a month."""

    name: str
    share: float
    monthly_usd: float
    seat_usd: float
    cycle_days: float
    churn: float
    annual: float


SEGMENTS = {
    segment.name: segment
    for segment in (
        Segment("SMB", 0.6, 540, 26, 24, 0.03, 0.25),
        Segment("Mid-Market", 0.3, 1600, 34, 36, 0.017, 0.55),
        Segment("Enterprise", 0.1, 4300, 42, 58, 0.007, 0.9),
    )
}

SOURCES_INBOUND = {
    "Web": 0.38, "Webinar": 0.16, "Partner Referral": 0.14, "Trade Show": 0.14,
    "Advertisement": 0.12, "Customer Referral": 0.06,
}  # fmt: skip
SOURCES_OUTBOUND = {"Purchased List": 0.55, "Employee Referral": 0.45}


def month_starts() -> list[date]:
    """Return the first day of each month of the story."""
    months, current = [], FIRST_MONTH
    while current <= TODAY:
        months.append(current)
        year, month = divmod(current.year * 12 + current.month, 12)
        current = date(year, month + 1, 1)
    return months


def months_since_start(day: date) -> int:
    """Return the whole months from the first month of the story."""
    return (day.year - FIRST_MONTH.year) * 12 + day.month - FIRST_MONTH.month
