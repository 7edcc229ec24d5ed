"""What engines read differently, a case each: a query of macros, the table that it reads, and what every engine must give.

A test of each runs in `make test` on DuckDB, in `make test-postgres` on PostgreSQL and in `make test-spark` on Spark:
tests/python/test_macros.py.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Trap:
    """A query on table `cases` with these columns and rows, and its rows; numbers of floating point are equal within 1e-9."""

    query: str
    columns: str
    rows: Rows
    expected: Rows


def md5(text: str) -> str:
    """The digest of a text's bytes in UTF-8."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


TRAPS = {
    # 7 / 2 is 3 on PostgreSQL, 1 / 0 an error there and infinite on DuckDB
    "integer division and division by zero": Trap(
        "select {{ safe_divide('a', 'b') }}, cast(a as {{ type_double() }}) / 2 from cases order by id",
        "id int, a bigint, b bigint",
        [(0, 7, 2), (1, -7, 2), (2, 1, 3), (3, 1, 0), (4, 0, 0), (5, 7, None)],
        [(3.5, 3.5), (-3.5, -3.5), (1 / 3, 0.5), (None, 0.5), (None, 0.0), (None, 3.5)],
    ),
    # weeks begin on Sunday for BigQuery and Spark's weekday(); the first days of a year are of the week that holds the Thursday
    "week starts": Trap(
        "select {{ period_start('week', 'day') }}, {{ week_start('day') }}, {{ iso_weekday('day') }}, {{ iso_week('day') }} "
        "from cases order by day",
        "day date",
        [(date(2024, 2, 29),), (date(2026, 1, 4),), (date(2026, 1, 5),), (date(2027, 1, 1),)],
        [
            (date(2024, 2, 26), date(2024, 2, 26), 4, 9),
            (date(2025, 12, 29), date(2025, 12, 29), 7, 1),
            (date(2026, 1, 5), date(2026, 1, 5), 1, 2),
            (date(2026, 12, 28), date(2026, 12, 28), 5, 53),
        ],
    ),
    # cast(2.5 as int) is 3, 2 or 2 as rounding goes away from zero, to even or down
    "halves": Trap(
        "select {{ grouped_number('x', 0) }}, {{ grouped_number('x', 1) }}, {{ shown_attainment('x') }} from cases order by id",
        "id int, x double",
        [(0, 0.5), (1, 1.5), (2, 2.5), (3, -0.5), (4, -2.5), (5, 0.25), (6, 0.05), (7, 0.995)],
        [
            ("1", "0.5", "50 %"),
            ("2", "1.5", "150 %"),
            ("3", "2.5", "250 %"),
            ("-1", "-0.5", "-50 %"),
            ("-3", "-2.5", "-250 %"),
            ("0", "0.3", "25 %"),
            ("0", "0.1", "5 %"),
            ("1", "1.0", "99 %"),
        ],
    ),
    # nulls come first or last by the engine and the direction, so models say which
    "null order": Trap(
        "select id, row_number() over (order by x nulls last, id), row_number() over (order by x desc nulls last, id), "
        "row_number() over (order by {{ bytewise('t') }} nulls last, id) from cases order by id",
        "id int, x double, t varchar",
        [(0, 2.0, None), (1, None, "b"), (2, 1.0, "a"), (3, None, "")],
        [(0, 2, 1, 4), (1, 3, 3, 3), (2, 1, 2, 2), (3, 4, 4, 1)],
    ),
    # the instants of wall clocks on the days when they change, in zones of whole, half and quarter hours
    "time zones and changes of the clocks": Trap(
        "select {{ local_to_utc(local_time('day', 'hhmm'), 'zone') }}, "
        "{{ utc_to_local(local_to_utc(local_time('day', 'hhmm'), 'zone'), 'zone') }} from cases order by id",
        "id int, day date, hhmm varchar, zone varchar",
        [
            (0, date(2026, 3, 29), "01:59", "Europe/Berlin"),
            (1, date(2026, 3, 29), "03:00", "Europe/Berlin"),
            (2, date(2026, 10, 25), "01:59", "Europe/Berlin"),
            (3, date(2026, 10, 25), "03:00", "Europe/Berlin"),
            (4, date(2026, 3, 8), "24:00", "America/New_York"),
            (5, date(2026, 11, 1), "00:30", "America/New_York"),
            (6, date(2026, 4, 5), "03:00", "Australia/Lord_Howe"),
            (7, date(2026, 6, 1), "05:45", "Asia/Kathmandu"),
            (8, date(2011, 12, 31), "00:00", "Pacific/Apia"),
        ],
        [
            (datetime(2026, 3, 29, 0, 59), datetime(2026, 3, 29, 1, 59)),
            (datetime(2026, 3, 29, 1), datetime(2026, 3, 29, 3)),
            (datetime(2026, 10, 24, 23, 59), datetime(2026, 10, 25, 1, 59)),
            (datetime(2026, 10, 25, 2), datetime(2026, 10, 25, 3)),
            (datetime(2026, 3, 9, 4), datetime(2026, 3, 9)),
            (datetime(2026, 11, 1, 4, 30), datetime(2026, 11, 1, 0, 30)),
            (datetime(2026, 4, 4, 16, 30), datetime(2026, 4, 5, 3)),
            (datetime(2026, 6, 1), datetime(2026, 6, 1, 5, 45)),
            (datetime(2011, 12, 30, 10), datetime(2011, 12, 31)),
        ],
    ),
    # a midnight that the clock skips is the instant of the change, one that it shows twice the first of them
    "first instants of days": Trap(
        "select {{ start_of_day('day', 'zone') }} from cases order by id",
        "id int, day date, zone varchar",
        [
            (0, date(2025, 3, 30), "Asia/Beirut"),
            (1, date(2025, 10, 26), "Asia/Beirut"),
            (2, date(2018, 2, 18), "America/Sao_Paulo"),
            (3, date(2018, 11, 4), "America/Sao_Paulo"),
            (4, date(2025, 10, 26), "Atlantic/Azores"),
            (5, date(2026, 1, 1), "Asia/Kolkata"),
        ],
        [
            (datetime(2025, 3, 29, 22),),
            (datetime(2025, 10, 25, 22),),
            (datetime(2018, 2, 18, 3),),
            (datetime(2018, 11, 4, 3),),
            (datetime(2025, 10, 26),),
            (datetime(2025, 12, 31, 18, 30),),
        ],
    ),
    # interpolated between the two nearest values, without nulls
    "percentiles": Trap(
        "select name, {{ percentile(0.5, 'x') }}, {{ percentile(0.9, 'x') }} from cases group by name order by name",
        "name varchar, x double",
        [
            *[("a even", float(x)) for x in (4, 1, 3, 2)],
            *[("b odd", float(x)) for x in (30, 10, 20)],
            ("c one", 7.0),
            ("c one", None),
            ("d none", None),
        ],
        [("a even", 2.5, 3.7), ("b odd", 20.0, 28.0), ("c one", 7.0, 7.0), ("d none", None, None)],
    ),
    # byte by byte, whatever the database's collation
    "text comparison": Trap(
        "select {{ bytewise('a') }} < {{ bytewise('b') }}, a = b, lower(a) = lower(b) from cases order by id",
        "id int, a varchar, b varchar",
        [
            (0, "B", "a"),
            (1, "a", "A"),
            (2, "z", "é"),
            (3, "a", "a "),
            (4, "", "a"),
            (5, "a_b", "aab"),
            (6, "张", "王"),
            (7, "a", None),
        ],
        [
            (True, False, False),
            (False, False, True),
            (True, False, False),
            (True, False, False),
            (True, False, False),
            (True, False, False),
            (True, False, False),
            (None, None, None),
        ],
    ),
    # ~ is partial on some engines and of the whole text on others; the pattern says which
    "regular expressions": Trap(
        "select {{ matches('t', '[0-9]') }}, {{ matches('t', '^[0-9]+$') }}, {{ matches('t', '^a.b$') }}, "
        "{{ matches('t', '^(ab|[(]){2}$') }} from cases order by id",
        "id int, t varchar",
        [(0, "a1b"), (1, "12"), (2, "a\\b"), (3, "ab("), (4, "a张b"), (5, "xa.bx"), (6, ""), (7, None)],
        [
            (True, False, True, False),
            (True, True, False, False),
            (False, False, True, False),
            (False, False, False, True),
            (False, False, True, False),
            (False, False, False, False),
            (False, False, False, False),
            (None, None, None, None),
        ],
    ),
    # regexp_replace takes the first match on some engines and all on others: the offset is the one at the end
    "what is replaced": Trap(
        "select {{ parse_timestamp('t') }} from cases order by id",
        "id int, t varchar",
        [(0, "2026-01-02T03:04:05-01:30"), (1, "2026-01-02 03:04:05+01"), (2, "2026-01-02T03:04:05.123456789+0000")],
        [
            (datetime(2026, 1, 2, 4, 34, 5),),
            (datetime(2026, 1, 2, 2, 4, 5),),
            (datetime(2026, 1, 2, 3, 4, 5, 123_456),),
        ],
    ),
    "numbers that cannot be read": Trap(
        "select {{ parse_number('t') }} from cases order by id",
        "id int, t varchar",
        list(
            enumerate(["1e400", "-1e400", "1e-400", " 7 ", "٣", "１", "", "7", "1e5", "NaN", "inf", "0x1", "1_0", None])
        ),
        [(x,) for x in (None, None, 0.0, None, None, None, None, 7.0, 1e5, None, None, None, None, None)],
    ),
    "dates that the calendar does not have": Trap(
        "select {{ parse_date('t') }} from cases order by id",
        "id int, t varchar",
        list(
            enumerate(
                ["2024-02-29", "2024-02-31", "2023-02-29", "2100-02-29", "2000-02-29", "2024-13-01", "2024-04-31"]
            )
        ),
        [(date(2024, 2, 29),), (None,), (None,), (None,), (date(2000, 2, 29),), (None,), (None,)],
    ),
    "ends of months and leap days": Trap(
        "select {{ add_periods('month', 'day', 1) }}, {{ add_periods('quarter', 'day', -1) }}, {{ add_periods('year', 'day', 1) }}, "
        "{{ add_days('day', 1) }}, {{ days_between('day', add_days('day', 366)) }}, {{ month_number('day') }} from cases order by day",
        "day date",
        [(date(2023, 12, 31),), (date(2024, 1, 31),), (date(2024, 2, 29),)],
        [
            (date(2024, 1, 31), date(2023, 9, 30), date(2024, 12, 31), date(2024, 1, 1), 366, 24288),
            (date(2024, 2, 29), date(2023, 10, 31), date(2025, 1, 31), date(2024, 2, 1), 366, 24289),
            (date(2024, 3, 29), date(2023, 11, 29), date(2025, 2, 28), date(2024, 3, 1), 366, 24290),
        ],
    ),
    "seconds, minutes, hours and days later": Trap(
        "select {{ add_time('moment', 'n', 'minute') }}, {{ add_time('moment', 'n', 'hour') }}, {{ add_time('moment', 'n', 'day') }}, "
        "{{ add_time('moment', -0.000001, 'second') }}, {{ add_seconds('moment', 90) }}, "
        "{{ seconds_between('moment', add_time('moment', 'n', 'hour')) }} from cases order by n",
        "moment timestamp, n int",
        [(datetime(2026, 3, 1), -1), (datetime(2026, 3, 1), 25)],
        [
            (
                datetime(2026, 2, 28, 23, 59),
                datetime(2026, 2, 28, 23),
                datetime(2026, 2, 28),
                datetime(2026, 2, 28, 23, 59, 59, 999_999),
                datetime(2026, 3, 1, 0, 1, 30),
                -3600.0,
            ),
            (
                datetime(2026, 3, 1, 0, 25),
                datetime(2026, 3, 2, 1),
                datetime(2026, 3, 26),
                datetime(2026, 2, 28, 23, 59, 59, 999_999),
                datetime(2026, 3, 1, 0, 1, 30),
                90000.0,
            ),
        ],
    ),
    # greatest() is null on some engines where one value is
    "nulls among values": Trap(
        "select {{ greatest_of(['a', 'b']) }}, {{ least_of(['a', 'b']) }}, {{ differs_from('a', 'b') }}, not {{ differs_from('a', 'b') }} "
        "from cases order by id",
        "id int, a int, b int",
        [(0, 1, 2), (1, 1, 1), (2, 1, None), (3, None, None)],
        [(2, 1, True, False), (1, 1, False, True), (1, 1, True, False), (None, None, False, True)],
    ),
    # concat() leaves null out on some engines, || never does
    "texts put together with null": Trap(
        "select a || b, coalesce(a, '') || coalesce(b, ''), {{ digest(['a', 'b']) }} from cases order by id",
        "id int, a varchar, b varchar",
        [(0, "a", "b"), (1, "a", None), (2, None, None)],
        [("ab", "ab", md5("a|b")), (None, "a", None), (None, "", None)],
    ),
    "digests of texts beyond ASCII": Trap(
        "select {{ digest(['t']) }} from cases order by id",
        "id int, t varchar",
        [(0, ""), (1, "张伟"), (2, "é"), (3, "e\u0301")],
        [(md5(""),), (md5("张伟"),), (md5("é"),), (md5("e\u0301"),)],
    ),
    # sum() takes no boolean on PostgreSQL and Spark
    "how many are true": Trap(
        "select count(case when flag then 1 end), sum(case when flag then 1 else 0 end), count(flag), count(*) from cases",
        "flag boolean",
        [(True,), (False,), (None,), (True,)],
        [(2, 2, 3, 4)],
    ),
    "parts of texts": Trap(
        "select {{ text_part('t', ';', 1) }}, {{ text_part('t', ';', 2) }}, {{ text_part('t', ' (', 1) }}, {{ without_end('t', '0') }} "
        "from cases order by id",
        "id int, t varchar",
        [(0, "a;b"), (1, "Won (Sales)"), (2, "1.500"), (3, "000"), (4, ""), (5, None)],
        [
            ("a", "b", "a;b", "a;b"),
            ("Won (Sales)", "", "Won", "Won (Sales)"),
            ("1.500", "", "1.500", "1.5"),
            ("000", "", "000", ""),
            ("", "", "", ""),
            (None, None, None, None),
        ],
    ),
    "quotes and backslashes in literals": Trap(
        "select {{ text_literal(\"it's 5 \\\\ 6\") }}, {{ text_literal('张') }} from cases",
        "id int",
        [(0,)],
        [("it's 5 \\ 6", "张")],
    ),
    "types": Trap(
        "select cast('7' as {{ engine_type('bigint') }}), cast(7 as {{ engine_type('string') }}), cast('0.1' as {{ engine_type('double') }}), "
        "cast('2026-01-02 03:04:05' as {{ engine_type('timestamp') }}), cast('true' as {{ engine_type('boolean') }}) from cases",
        "id int",
        [(0,)],
        [(7, "7", 0.1, datetime(2026, 1, 2, 3, 4, 5), True)],
    ),
    "equal rows of a union": Trap(
        "select t from cases {{ union_distinct() }} select t from cases order by 1",
        "t varchar",
        [("a",), ("b",), ("a",)],
        [("a",), ("b",)],
    ),
}
