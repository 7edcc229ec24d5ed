"""Cells of text to values; a cell that cannot be read raises `BadCell` with the reason."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .schema import Column

TIME = re.compile(
    r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}(:?\d{2})?)?)?",
)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
# No cell means a greater number, and sums of products of such would not be finite.
GREATEST = 1e15
TRUTH = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


class BadCell(ValueError):
    """A cell that is not empty and cannot be read; the message is the reason."""


def clean(raw: str | None) -> str | None:
    """The cell without surrounding blanks; None where nothing is left."""
    text = (raw or "").strip()
    return text or None


def parse_time(text: str) -> datetime:
    """An ISO 8601 instant as a naive UTC datetime; without an offset it is in UTC."""
    if not TIME.fullmatch(text):
        raise BadCell("bad_timestamp")
    try:
        value = datetime.fromisoformat(text)
        if value.tzinfo is not None:
            value = value.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError) as error:
        raise BadCell("bad_timestamp") from error
    return value


def parse_day(text: str) -> date:
    """A `YYYY-MM-DD` day."""
    if not DAY.fullmatch(text):
        raise BadCell("bad_date")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadCell("bad_date") from error


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


def parse_cell(column: Column, text: str) -> object:
    """The value of a cell that is not empty.

    Raises:
        BadCell: the text is not of the column's kind.
    """
    match column.kind:
        case "time":
            return parse_time(text)
        case "date":
            return parse_day(text)
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
