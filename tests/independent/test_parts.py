"""Hand-computed cases of the parts: clocks, statistics, merges, touches, movements."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from .cleaning import choose_as_of, earliest
from .exports import Export, accept
from .kpi_revenue import movement
from .kpi_touches import outcome_of, touch_times
from .maths import divide, known_sum, percentile, wilson
from .merges import roots, survivors
from .parsing import BadCell, Reading, parse_day, parse_moment, parse_number, parse_time
from .periods import Period, Spine, period_of
from .reference import clock_minutes, read_calendars
from .salesforce import UNREADABLE, Org, activity, answer_of, deal, lead
from .subscriptions import is_paid, monthly
from .systems import prefixes
from .zones import Calendars, day_only, instant, is_before, local_date

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


@pytest.mark.parametrize(
    ("column", "text", "zone", "second"),
    [
        ("created_at", "2024-06-01", "America/New_York", "2024-06-01T04:00:00"),
        ("closed_at", "2024-06-01", "America/New_York", "2024-06-02T03:59:59"),
        ("starts_at", "2024-06-01", "Asia/Shanghai", "2024-05-31T16:00:00"),
        ("responded_at", "2024-06-01", "UTC", "2024-06-01T23:59:59"),
        # days of 23 and 25 hours, one without a midnight, one on the eve of it, and one whose midnight comes twice
        ("closed_at", "2024-03-10", "America/New_York", "2024-03-11T03:59:59"),
        ("closed_at", "2024-11-03", "America/New_York", "2024-11-04T04:59:59"),
        ("created_at", "2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00"),
        ("closed_at", "2018-11-03", "America/Sao_Paulo", "2018-11-04T02:59:59"),
        ("created_at", "2024-11-03", "America/Havana", "2024-11-03T04:00:00"),
    ],
)
def test_a_day_without_a_time_is_its_first_or_last_second(column: str, text: str, zone: str, second: str) -> None:
    moment = parse_moment(column, text, ZoneInfo(zone))
    assert moment.replace(microsecond=0) == T(second)
    assert local_date(moment, ZoneInfo(zone)) == date.fromisoformat(text)


def test_days_are_compared_with_instants_by_the_day() -> None:
    day = day_only(date(2024, 6, 1), True, NEW_YORK)
    evening, midnight = T("2024-06-02T03:59:59"), T("2024-06-02T04:00:00")
    assert not is_before(day, evening, NEW_YORK)
    assert not is_before(evening, day, NEW_YORK)
    assert is_before(day, midnight, NEW_YORK)
    assert is_before(T("2024-06-01T03:59:59"), day, NEW_YORK)
    assert not is_before(day, day_only(date(2024, 6, 1), False, NEW_YORK), NEW_YORK)


def test_at_one_second_a_known_time_comes_before_a_day() -> None:
    first, known = day_only(date(2024, 6, 1), True, ZoneInfo("UTC")), parse_time("2024-06-01T00:00:00.999999Z")
    assert earliest([first, known]) is known
    assert earliest([first, T("2024-06-01T00:00:01")]) is first
    last = day_only(date(2024, 6, 1), False, ZoneInfo("UTC"))
    assert max([T("2024-06-01T23:59:59.5"), last]) is last


def test_wilson() -> None:
    low, high = wilson(0.5, 10, 1.959964)
    assert low == pytest.approx(0.236593, abs=1e-6)
    assert high == pytest.approx(0.763407, abs=1e-6)
    low, high = wilson(0.0, 20, 1.959964)
    assert low == pytest.approx(0.0, abs=1e-12)
    assert high == pytest.approx(0.161125, abs=1e-6)
    assert wilson(None, 0, 1.959964) == (None, None)


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
    assert [moment.minute for moment in touch_times(rows, timedelta(minutes=5))] == minutes


def test_the_positive_outcome_wins_a_tie() -> None:
    at = datetime(2024, 1, 1)
    later = datetime(2024, 1, 2)
    assert outcome_of({"converted_at": at, "disqualified_at": at}, None) == (at, True)
    assert outcome_of({"converted_at": later, "disqualified_at": at}, None) == (at, False)
    assert outcome_of({"converted_at": None, "disqualified_at": later}, at) == (at, True)
    assert outcome_of({"converted_at": None, "disqualified_at": None}, None) is None


def test_days_end_with_their_outcome() -> None:
    day = day_only(date(2024, 1, 1), False, ZoneInfo("UTC"))
    assert outcome_of({"converted_at": day, "disqualified_at": day}, None) == (day, True)
    known = datetime(2024, 1, 1, 23, 59, 59)
    assert outcome_of({"converted_at": day, "disqualified_at": known}, None) == (known, False)


def test_a_touch_with_only_a_day_always_counts() -> None:
    day = day_only(date(2024, 1, 1), False, ZoneInfo("UTC"))
    rows = [touch(0), touch(4), touch(8), {"occurred_at": day, "type": "email", "message_id": None}]
    late = {"occurred_at": datetime(2024, 1, 2, 0, 1), "type": "email", "message_id": None}
    assert touch_times([*rows, rows[-1], late], timedelta(minutes=5)) == [
        rows[0]["occurred_at"],
        day,
        day,
        late["occurred_at"],
    ]
    copies = [touch(0, message="m"), {"occurred_at": day, "type": "email", "message_id": "m"}]
    assert touch_times(copies, timedelta(minutes=5)) == [copies[0]["occurred_at"]]


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
        "_unreadable": set(),
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
    assert monthly(subscription(_unreadable={"ends_on"})) is None
    assert not is_paid(subscription(_unreadable={"ends_on"}))


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
    for bad in ("2024-1-5", "2024-02-30 00:00:00", "2024-01-05x"):
        with pytest.raises(BadCell):
            parse_day(bad)


@pytest.mark.parametrize("clock", ["", " 00:00:00", "T00:00", "T00:00:00.000Z", " 00:00:00+00", "T00:00:00+00:00"])
def test_a_midnight_is_a_date(clock: str) -> None:
    assert parse_day(f"2024-01-05{clock}") == date(2024, 1, 5)


@pytest.mark.parametrize("clock", [" 00:00:01", "T12:00", "T00:00:00+01:00", " 00:00:00.001", " 00:00:00-0500", "T"])
def test_another_time_is_no_date(clock: str) -> None:
    with pytest.raises(BadCell):
        parse_day(f"2024-01-05{clock}")


def test_dates_have_a_bound_in_the_reporting_zone() -> None:
    reading = Reading("USD", NEW_YORK, date(2010, 1, 1))
    raw = [
        {"lead_id": "a", "created_at": "2010-01-01T04:59:59Z"},
        {"lead_id": "b", "created_at": "2010-01-01T05:00:00Z", "inquiry_at": "0001-01-01"},
        {"lead_id": "c", "created_at": "2010-01-01", "qualified_at": "9999-12-31T23:59:59Z"},
    ]
    export, rejected = accept("leads", raw, reading)
    assert [row["lead_id"] for row in export.rows] == ["b", "c"]
    told = {(bad.record_id, bad.column, bad.reason, bad.is_row) for bad in rejected}
    assert told == {("a", "created_at", "out_of_range", True), ("b", "inquiry_at", "out_of_range", False)}


def test_a_deleted_flag_that_cannot_be_read_rejects_the_row() -> None:
    """Its predecessor of the same key stays; an empty flag is false."""
    raw = [{"lead_id": "a", "created_at": "2024-01-01", "is_deleted": flag} for flag in ("", "perhaps")]
    export, rejected = accept("leads", raw, Reading("USD", NEW_YORK))
    assert [row["is_deleted"] for row in export.rows] == [False]
    assert [(bad.column, bad.is_row) for bad in rejected] == [("is_deleted", True)]
    assert (export.filled["is_deleted"], export.unreadable["is_deleted"]) == (1, 1)


def leads_on(*days: date) -> dict[str, Export]:
    """Leads created on days."""
    rows = [
        {"lead_id": f"l{n}", "created_at": datetime(day.year, day.month, day.day, 12), "_test": False}
        for n, day in enumerate(days)
    ]
    return {"leads": Export("leads", rows=rows), "deals": Export("deals"), "activities": Export("activities")}


@pytest.mark.parametrize(
    ("count", "late", "as_of", "stray"),
    [
        (98, (date(2028, 1, 1),), date(2028, 1, 1), []),
        (99, (date(2028, 1, 1),), date(2024, 1, 1), ["l99"]),
        (99, (date(2024, 2, 1),), date(2024, 2, 1), []),
        (99, (date(2024, 2, 2),), date(2024, 1, 1), ["l99"]),
        # two of 1,999 are more than one in a thousand, two of 2,000 are not, whether they stand together or apart
        (1997, (date(2028, 1, 1), date(2028, 1, 1)), date(2028, 1, 1), []),
        (1998, (date(2028, 1, 1), date(2028, 1, 1)), date(2024, 1, 1), ["l1998", "l1999"]),
        (1998, (date(2028, 1, 1), date(2050, 1, 1)), date(2024, 1, 1), ["l1998", "l1999"]),
        # the nearer of two is no stray one
        (1998, (date(2024, 1, 20), date(2050, 1, 1)), date(2024, 1, 20), ["l1999"]),
    ],
)
def test_stray_dates_do_not_decide(count: int, late: tuple[date, ...], as_of: date, stray: list[str]) -> None:
    found, left = choose_as_of(leads_on(*[date(2024, 1, 1)] * count, *late), ZoneInfo("UTC"))
    assert (found, [record.record_id for record in left]) == (as_of, stray)


def test_the_first_system_with_a_file_keeps_its_ids() -> None:
    """An empty file counts; a system without one points to the first that has it."""

    def having(*names: str) -> dict[str, Export]:
        return {name: Export(name, has_file=name in names, rows=[{}]) for name in ("leads", "deals", "users")}

    found = prefixes([("a", having("leads")), ("b", having("deals", "leads")), ("c", having("deals", "leads"))])
    assert {key: text for key, text in found.items() if text} == {
        ("b", "leads"): "b:",
        ("c", "leads"): "c:",
        ("c", "deals"): "c:",
    }


ORG = Org({}, NEW_YORK, {})


@pytest.mark.parametrize("text", ["2024-06-01", "2024-06-01T00:00:00.000Z", "2024-06-01 00:00:00"])
def test_dates_of_salesforce_are_days_without_a_time(text: str) -> None:
    closed = deal(ORG, {"CloseDate": text, "IsWon": "true", "IsClosed": "true"})["closed_at"]
    converted = lead(ORG, {"ConvertedDate": text, "IsConverted": "1"})["converted_at"]
    planned = activity(ORG, {"ActivityDate": text, "IsClosed": "0", "CreatedDate": "2024-01-01"})["occurred_at"]
    assert {closed, converted, planned} == {"2024-06-01"}


def test_what_salesforce_says_unreadably_is_not_taken_for_false() -> None:
    """An empty flag is false; one that cannot be read makes what it decides unreadable too."""
    told = [
        lead(ORG, {"ConvertedDate": "2024-06-01", "IsConverted": "perhaps"})["converted_at"],
        deal(ORG, {"CloseDate": "2024-06-01T10:00:00Z", "IsWon": "true", "IsClosed": "true"})["closed_at"],
        activity(ORG, {"IsClosed": "perhaps"})["status"],
    ]
    assert all(text.startswith(UNREADABLE) for text in told)
    assert lead(ORG, {"ConvertedDate": "2024-06-01"})["converted_at"] == ""
    assert activity(ORG, {})["status"] == "planned"


def test_the_first_answer_of_several_invitees() -> None:
    """A day is its last second there; a date that cannot be read might be the first."""

    def answered(*texts: str) -> tuple[str, str]:
        return answer_of(({"Status": "Accepted", "RespondedDate": text} for text in texts), NEW_YORK)

    assert answered("2024-06-01", "2024-06-01T23:00:00Z") == ("accepted", "2024-06-01T23:00:00Z")
    assert answered("2024-06-01", "2024-06-02T10:00:00Z") == ("accepted", "2024-06-01")
    assert answered("2024-06-01", "soon") == ("accepted", "soon")
    assert answered() == ("none", "")
    for doubt in ({"Status": "Maybe"}, {"Status": "Accepted", "IsDeleted": "perhaps"}, {"IsInvitee": "perhaps"}):
        assert answer_of([{"Status": "Accepted"}, doubt], NEW_YORK)[0].startswith(UNREADABLE)
