"""The spine of weeks, months, quarters and years."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

TYPES = ("week", "month", "quarter", "year")
MONTHS = {"month": 1, "quarter": 3, "year": 12}


class Period(NamedTuple):
    """A period; both days are in it."""

    type: str
    start: date
    end: date


def add_months(first: date, months: int) -> date:
    """The first of a month, moved."""
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def period_of(kind: str, day: date, fiscal_month: int = 1) -> Period:
    """The period of a kind that holds a day; quarters and years follow the fiscal year's first month."""
    if kind == "week":
        start = day - timedelta(days=day.weekday())
        return Period(kind, start, start + timedelta(days=6))
    size = MONTHS[kind]
    start = add_months(day.replace(day=1), -((day.month - fiscal_month) % 12 % size))
    return Period(kind, start, add_months(start, size) - timedelta(days=1))


def previous(period: Period, fiscal_month: int = 1) -> Period:
    """The period before."""
    return period_of(period.type, period.start - timedelta(days=1), fiscal_month)


@dataclass
class Spine:
    """Every period from the earliest day to the as-of day."""

    first: date
    last: date
    fiscal_month: int = 1
    _cache: dict[tuple[str, date], Period] = field(default_factory=dict)

    def of(self, kind: str, day: date) -> Period | None:
        """The spine's period that holds a day; None outside the spine."""
        key = (kind, day)
        if key not in self._cache:
            self._cache[key] = period_of(kind, day, self.fiscal_month)
        found = self._cache[key]
        inside = found.end >= self.first and found.start <= self.last
        return found if inside else None

    def all(self) -> list[Period]:
        """The periods by type and start."""
        found = []
        for kind in TYPES:
            day = self.first
            while (period := period_of(kind, day, self.fiscal_month)).start <= self.last:
                found.append(period)
                day = period.end + timedelta(days=1)
        return found

    def months_until(self, day: date) -> list[Period]:
        """The calendar months of the spine whose last day is not after a day."""
        months = []
        month = period_of("month", self.first)
        while month.end <= day:
            months.append(month)
            month = period_of("month", month.end + timedelta(days=1))
        return months
