"""Time: instants (naive, UTC) to days of a zone, days without a time, and business minutes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

Slot = tuple[int, int]  # minutes after local midnight: opens, closes (24:00 is 1440)
DAY = timedelta(days=1)


class DayOnly(datetime):
    """A day without a time, as the last instant of its first or last second: a known time of that second comes before it."""


def local_date(moment: datetime, zone: ZoneInfo) -> date:
    """The day of a UTC instant in a zone; the first or last one there is where no calendar goes on."""
    try:
        return moment.replace(tzinfo=UTC).astimezone(zone).date()
    except OverflowError:
        return moment.date()


def instant(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """The UTC instant of a wall-clock time; 1440 minutes are the next midnight."""
    day += timedelta(days=minutes // 1440)
    wall = datetime(day.year, day.month, day.day, minutes % 1440 // 60, minutes % 60, tzinfo=zone)
    return wall.astimezone(UTC).replace(tzinfo=None)


def day_only(day: date, is_first_second: bool, zone: ZoneInfo) -> DayOnly:
    """A day of a zone without a time, at its first second or at its last."""
    try:
        second = instant(day, 0, zone) if is_first_second else instant(day + DAY, 0, zone) - timedelta(seconds=1)
    except OverflowError:
        second = datetime(day.year, day.month, day.day)
    return DayOnly(second.year, second.month, second.day, second.hour, second.minute, second.second, 999_999)


def is_day_only(*moments: datetime | None) -> bool:
    """Whether one of the instants is a day without a time."""
    return any(isinstance(moment, DayOnly) for moment in moments)


def is_before(first: datetime, second: datetime, zone: ZoneInfo) -> bool:
    """Whether one instant is before another: by their days in the zone where one of them is only a day."""
    if is_day_only(first, second):
        return local_date(first, zone) < local_date(second, zone)
    return first < second


def minutes_between(start: datetime, end: datetime) -> float:
    """Calendar minutes."""
    return (end - start) / timedelta(minutes=1)


@dataclass
class Calendars:
    """Opening slots by calendar and weekday (1 = Monday), and holidays by calendar."""

    hours: dict[str, dict[int, list[Slot]]] = field(default_factory=dict)
    holidays: dict[str, set[date]] = field(default_factory=dict)
    _slots: dict[tuple[str, str, date], list[tuple[datetime, datetime]]] = field(default_factory=dict)

    def slots(self, calendar: str, zone: ZoneInfo, day: date) -> list[tuple[datetime, datetime]]:
        """The UTC opening intervals of a local day."""
        key = (calendar, zone.key, day)
        if key not in self._slots:
            closed = day in self.holidays.get(calendar, ())
            hours = [] if closed else self.hours.get(calendar, {}).get(day.isoweekday(), [])
            self._slots[key] = [(instant(day, a, zone), instant(day, b, zone)) for a, b in hours]
        return self._slots[key]

    def business_minutes(self, start: datetime, end: datetime, calendar: str, zone: ZoneInfo) -> float:
        """Minutes of the interval that lie in opening slots of the calendar in the zone."""
        total = timedelta(0)
        day, last = local_date(start, zone) - DAY, local_date(end, zone)
        while day <= last:
            for opens, closes in self.slots(calendar, zone, day):
                overlap = min(end, closes) - max(start, opens)
                total += max(overlap, timedelta(0))
            day += DAY
        return total / timedelta(minutes=1)

    def working_days(self, first: date, last: date) -> int:
        """Days from Monday to Friday, both ends inclusive, that are no holiday of calendar `default`."""
        holidays = self.holidays.get("default", set())
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return sum(1 for day in days if day.isoweekday() <= 5 and day not in holidays)
