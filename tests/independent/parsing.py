"""Cells of text to values; a cell that cannot be read raises `BadCell` with the reason."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .schema import ANY_YEAR, FIRST_SECOND, Column
from .zones import day_only, local_date

TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}(:?\d{2})?)?")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# What may follow the day in a column of dates: a midnight without an offset or in UTC.
MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?(Z|[+-]00(:?00)?)?")
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
# No cell means a greater number, and sums of products of such would not be finite.
GREATEST = 1e15
TRUTH = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


@dataclass(frozen=True)
class Reading:
    """What the reading of cells depends on: the default currency, the zone of days, and which dates there are.

    `last_day_with` says that ends_on is the last day of a term, not the first without it.
    """

    currency: str
    zone: ZoneInfo
    earliest: date | None = None
    last_day_with: bool = False

    def check(self, day: date) -> None:
        """Refuse a day before all that can be.

        Raises:
            BadCell: the day is too early.
        """
        if self.earliest is not None and day < self.earliest:
            raise BadCell("out_of_range")


class BadCell(ValueError):
    """A cell that is not empty and cannot be read; the message is the reason."""


def clean(raw: str | None) -> str | None:
    """The cell without surrounding blanks; None where nothing is left."""
    text = (raw or "").strip()
    return text or None


def parse_time(text: str) -> datetime:
    """An ISO 8601 instant as a naive UTC datetime; without an offset it is in UTC.

    The last microsecond of a second is that of days without a time: an instant there is told one earlier.
    """
    if not TIME.fullmatch(text):
        raise BadCell("bad_timestamp")
    try:
        value = datetime.fromisoformat(text)
        if value.tzinfo is not None:
            value = value.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError) as error:
        raise BadCell("bad_timestamp") from error
    return value.replace(microsecond=min(value.microsecond, 999_998))


def parse_day(text: str) -> date:
    """A `YYYY-MM-DD` day, or a midnight of it without an offset or in UTC."""
    if not DAY.match(text) or (text[10:] and not MIDNIGHT.fullmatch(text[10:])):
        raise BadCell("bad_date")
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise BadCell("bad_date") from error


def parse_moment(column: str, text: str, zone: ZoneInfo) -> datetime:
    """An instant, or a day without a time: its first or last second, by what the column says."""
    if not DAY.fullmatch(text):
        return parse_time(text)
    try:
        return day_only(date.fromisoformat(text), column in FIRST_SECOND, zone)
    except ValueError as error:
        raise BadCell("bad_timestamp") from error


def parse_number(text: str) -> float:
    """A finite decimal with a point; `nan` and `inf` are no numbers."""
    if not NUMBER.fullmatch(text) or not math.isfinite(float(text)):
        raise BadCell("bad_number")
    return float(text)


def parse_bounded(text: str, low: float, high: float) -> float:
    """A number between two bounds, both inclusive."""
    value = parse_number(text)
    if not low <= value <= high:
        raise BadCell("out_of_range")
    return value


def parse_bool(text: str) -> bool:
    """true/false, 1/0 or yes/no, in any case of letters."""
    if text.lower() not in TRUTH:
        raise BadCell("bad_boolean")
    return TRUTH[text.lower()]


@cache
def is_zone(text: str) -> bool:
    """Whether the text names an IANA time zone."""
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def parse_cell(column: Column, text: str, reading: Reading) -> object:
    """The value of a cell that is not empty.

    Raises:
        BadCell: the text is not of the column's kind.
    """
    match column.kind:
        case "time":
            moment = parse_moment(column.name, text, reading.zone)
            # the creation of an account, the only one that may be empty, may be of any year: nothing rests on it
            if column.name != "created_at" or column.required:
                reading.check(local_date(moment, reading.zone))
            return moment
        case "date":
            day = parse_day(text)
            if column.name not in ANY_YEAR:
                reading.check(day)
            return day
        case "number":
            return parse_bounded(text, -GREATEST, GREATEST)
        case "share":
            return parse_bounded(text, 0, 1)
        case "weight":
            return parse_bounded(text, 0, GREATEST)
        case "bool":
            return parse_bool(text)
        case "enum":
            if text.lower() not in column.allowed:
                raise BadCell("not_accepted_value")
            return text.lower()
        case "zone" if not is_zone(text):
            raise BadCell("bad_time_zone")
    return text
