"""Hand-computed cases of the parts: clocks, statistics, merges, touches, movements."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from .kpi_revenue import movement
from .kpi_touches import outcome_of, touch_times
from .maths import divide, known_sum, percentile, wilson
from .merges import roots, survivors
from .parsing import BadCell, parse_day, parse_number, parse_time
from .periods import Period, Spine, period_of
from .reference import clock_minutes, read_calendars
from .subscriptions import is_paid, monthly
from .zones import Calendars, instant, local_date

NEW_YORK = ZoneInfo("America/New_York")
T = datetime.fromisoformat


def calendar(*slots: tuple[str, str], weekdays: range = range(1, 8)) -> Calendars:
    """A calendar `c` with the same slots on some weekdays; 4 July 2024 is a holiday."""
    hours = [
        {"calendar_id": "c", "weekday": str(day), "opens": opens, "closes": closes}
        for day in weekdays
        for opens, closes in slots
    ]
    return read_calendars(hours, [{"calendar_id": "c", "holiday_on": "2024-07-04"}])


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        # Friday 17:00 to Monday 09:30 in New York, over the night in which DST begins (10 March 2024).
        ("2024-03-08T22:00:00", "2024-03-11T13:30:00", 60 + 30),
        # The same wall times a week earlier are an hour later in UTC on Monday.
        ("2024-03-01T22:00:00", "2024-03-04T14:30:00", 60 + 30),
        # Wholly out of hours.
        ("2024-03-02T03:00:00", "2024-03-02T20:00:00", 0),
        # A holiday in between: Wednesday 17:00 to Friday 10:00.
        ("2024-07-03T21:00:00", "2024-07-05T14:00:00", 60 + 60),
    ],
)
def test_business_minutes_follow_the_local_clock(start: str, end: str, expected: float) -> None:
    hours = calendar(("09:00", "18:00"), weekdays=range(1, 6))
    assert hours.business_minutes(T(start), T(end), "c", NEW_YORK) == expected


def test_a_day_around_the_clock_has_23_or_25_hours_when_dst_changes() -> None:
    always = calendar(("00:00", "24:00"))
    for day, hours in ((date(2024, 3, 10), 23), (date(2024, 11, 3), 25), (date(2024, 6, 1), 24)):
        start, end = instant(day, 0, NEW_YORK), instant(day, 1440, NEW_YORK)
        assert always.business_minutes(start, end, "c", NEW_YORK) == hours * 60


def test_lunch_and_24_00() -> None:
    hours = calendar(("09:00", "12:00"), ("13:00", "24:00"))
    utc = ZoneInfo("UTC")
    assert hours.business_minutes(T("2024-01-02T11:30:00"), T("2024-01-02T13:10:00"), "c", utc) == 40
    assert hours.business_minutes(T("2024-01-02T23:50:00"), T("2024-01-03T09:05:00"), "c", utc) == 15
    assert clock_minutes("24:00") == 1440


def test_working_days() -> None:
    days = Calendars(holidays={"default": {date(2024, 1, 1), date(2024, 1, 6)}})
    assert days.working_days(date(2024, 1, 1), date(2024, 1, 31)) == 22
    assert days.working_days(date(2024, 2, 1), date(2024, 1, 31)) == 0


def test_local_date_at_midnight() -> None:
    assert local_date(T("2024-06-01T03:59:59"), NEW_YORK) == date(2024, 5, 31)
    assert local_date(T("2024-06-01T04:00:00"), NEW_YORK) == date(2024, 6, 1)


def test_wilson() -> None:
    low, high = wilson(0.5, 10)
    assert low == pytest.approx(0.236593, abs=1e-6)
    assert high == pytest.approx(0.763407, abs=1e-6)
    low, high = wilson(0.0, 20)
    assert low == pytest.approx(0.0, abs=1e-12)
    assert high == pytest.approx(0.161125, abs=1e-6)
    assert wilson(None, 0) == (None, None)


def test_percentile_is_continuous() -> None:
    assert percentile([4, 1, 3, 2], 0.5) == 2.5
    assert percentile([10, 20, 30], 0.9) == pytest.approx(28)
    assert percentile([], 0.5) is None


def test_division_and_unknown_amounts() -> None:
    assert divide(1, 0) is None
    assert divide(None, 2) is None
    assert known_sum([]) == 0
    assert known_sum([None]) is None
    assert known_sum([None, 2.0, -3.0]) == -1


def test_merges_end_at_survivors() -> None:
    pointers = {"a": "b", "b": "c", "c": None, "s": "s", "y": "z", "z": "x", "x": "y", "w": "z", "d": "gone"}
    found = survivors(pointers)
    assert (found["a"], found["b"], found["c"]) == ("c", "c", "c")
    assert found["s"] == "s"
    assert {found[name] for name in "wxyz"} == {"x"}
    assert found["d"] == "d"


def test_cycles_break_at_the_smallest_bytes() -> None:
    assert roots({"10": "9", "9": "10"}) == {"10": "10", "9": "10"}
    assert roots({"é": "z", "z": "é"})["é"] == "z"
    assert roots({"child": "absent"})["child"] == "absent"


def touch(minutes: int, kind: str = "email", message: str | None = None) -> dict:
    """An outreach so many minutes after ten."""
    return {"occurred_at": datetime(2024, 1, 1, 10, minutes), "type": kind, "message_id": message}


@pytest.mark.parametrize(
    ("rows", "minutes"),
    [
        ([touch(0), touch(4), touch(8)], [0]),
        ([touch(0), touch(5)], [0, 5]),
        ([touch(0), touch(0, "call"), touch(4)], [0, 0]),
        ([touch(0, message="m"), touch(20, message="m"), touch(24)], [0, 24]),
        ([touch(0, message="m"), touch(20), touch(24)], [0, 20]),
    ],
)
def test_touches(rows: list[dict], minutes: list[int]) -> None:
    assert [moment.minute for moment in touch_times(rows)] == minutes


def test_the_positive_outcome_wins_a_tie() -> None:
    at = datetime(2024, 1, 1)
    later = datetime(2024, 1, 2)
    assert outcome_of({"converted_at": at, "disqualified_at": at}, None) == (at, True)
    assert outcome_of({"converted_at": later, "disqualified_at": at}, None) == (at, False)
    assert outcome_of({"converted_at": None, "disqualified_at": later}, at) == (at, True)
    assert outcome_of({"converted_at": None, "disqualified_at": None}, None) is None


def test_movements_of_one_customer() -> None:
    assert movement(None, 5.0, True) == ("new", 5.0)
    assert movement(None, 5.0, False) == ("reactivation", 5.0)
    assert movement(5.0, None, False) == ("churn", -5.0)
    assert movement(5.0, 8.0, False) == ("expansion", 3.0)
    assert movement(5.0, 3.0, False) == ("contraction", -2.0)


def subscription(**changes: object) -> dict:
    """A subscription of 120 every 12 months."""
    row = {
        "starts_on": date(2024, 1, 1),
        "ends_on": None,
        "quantity": 2.0,
        "unit_amount": 60.0,
        "discount_rate": 0.5,
        "billing_interval_months": 12.0,
        "status": "active",
    }
    return row | changes


def test_mrr_of_a_subscription() -> None:
    assert monthly(subscription()) == 5.0
    assert monthly(subscription(status="canceled")) == 5.0
    assert monthly(subscription(status="trial")) == 0
    for part in ({"quantity": None}, {"billing_interval_months": 0.0}, {"discount_rate": 1.5}, {"status": None}):
        assert monthly(subscription(**part)) is None
        assert not is_paid(subscription(**part))
    assert not is_paid(subscription(ends_on=date(2024, 1, 1)))
    assert not is_paid(subscription(unit_amount=-1.0))
    assert is_paid(subscription(ends_on=date(2024, 1, 2)))


def test_fiscal_periods() -> None:
    assert period_of("quarter", date(2024, 3, 31), 2) == Period("quarter", date(2024, 2, 1), date(2024, 4, 30))
    assert period_of("year", date(2024, 1, 31), 2) == Period("year", date(2023, 2, 1), date(2024, 1, 31))
    assert period_of("week", date(2024, 1, 7)).start == date(2024, 1, 1)
    spine = Spine(date(2024, 1, 31), date(2024, 2, 1))
    assert [period.start for period in spine.all() if period.type == "month"] == [date(2024, 1, 1), date(2024, 2, 1)]
    assert spine.of("week", date(2024, 1, 29)) is not None
    assert spine.of("week", date(2024, 1, 28)) is None


def test_cells() -> None:
    assert parse_time("2024-01-01T02:00:00+02:00") == datetime(2024, 1, 1)
    assert parse_time("2024-01-01 00:00:00.5") == datetime(2024, 1, 1, 0, 0, 0, 500000)
    assert parse_number("-1.5") == -1.5
    for bad in ("2024-02-30", "20-10-16", "2024-01-01T25:00:00Z"):
        with pytest.raises(BadCell):
            parse_time(bad)
    for bad in ("nan", "inf", "1,234.5", "$9,400.00", "1e999", ""):
        with pytest.raises(BadCell):
            parse_number(bad)
    with pytest.raises(BadCell):
        parse_day("2024-1-5")
