"""Opening hours: business minutes in a rep's own time zone.

All instants are naive datetimes in UTC. Calendars come from the reference seeds, so that
the demo company keeps the hours that the project measures it by.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

UTC = ZoneInfo("UTC")
Slot = tuple[int, int]


@dataclass
class OpeningHours:
    """Slots by weekday (1 = Monday), in minutes after local midnight, and days off."""

    slots: dict[int, list[Slot]] = field(default_factory=dict)
    holidays: set[date] = field(default_factory=set)


def _minutes(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def read_calendars(reference: Path) -> dict[str, OpeningHours]:
    """Read business_hours.csv and holidays.csv from the folder of reference seeds."""
    calendars: dict[str, OpeningHours] = {}
    with (reference / "business_hours.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            hours = calendars.setdefault(row["calendar_id"], OpeningHours())
            slot = (_minutes(row["opens"]), _minutes(row["closes"]))
            hours.slots.setdefault(int(row["weekday"]), []).append(slot)
    with (reference / "holidays.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            hours = calendars.setdefault(row["calendar_id"], OpeningHours())
            hours.holidays.add(date.fromisoformat(row["holiday_on"]))
    return calendars


def local(instant: datetime, zone: str) -> datetime:
    """Return the naive local time of a UTC instant."""
    moved = instant.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    return moved.replace(tzinfo=None)


def utc(local_time: datetime, zone: str) -> datetime:
    """Return the UTC instant of a naive local time."""
    moved = local_time.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return moved.replace(tzinfo=None)


class Clock:
    """The opening hours of one rep."""

    def __init__(self, hours: OpeningHours, zone: str) -> None:
        """Join a calendar and an IANA time zone."""
        self._hours = hours
        self.zone = zone

    def slots(self, day: date) -> list[tuple[datetime, datetime]]:
        """Return the opening slots of a local day as UTC instants."""
        if day in self._hours.holidays:
            return []
        midnight = datetime.combine(day, time())
        return [
            (
                utc(midnight + timedelta(minutes=opens), self.zone),
                utc(midnight + timedelta(minutes=closes), self.zone),
            )
            for opens, closes in sorted(self._hours.slots.get(day.isoweekday(), []))
        ]

    def add(self, start: datetime, minutes: float) -> datetime:
        """Return the instant at which so many business minutes have passed."""
        left = timedelta(minutes=minutes)
        day = local(start, self.zone).date() - timedelta(days=1)
        for _ in range(400):
            for opens, closes in self.slots(day):
                begin = max(opens, start)
                if begin >= closes:
                    continue
                if begin + left <= closes:
                    return begin + left
                left -= closes - begin
            day += timedelta(days=1)
        raise ValueError(f"no opening hours in {self.zone} after {start}")

    def is_open(self, instant: datetime) -> bool:
        """Say whether the instant lies in a slot."""
        day = local(instant, self.zone).date()
        return any(opens <= instant < closes for opens, closes in self.slots(day))
