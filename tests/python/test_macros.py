"""Macros by themselves: dbt renders small queries in one process, an engine runs them on cases made here, Python checks them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.independent.merges import roots
from tests.python.macro_engines import TEXT_COLUMNS, Rows, engine, texts
from tests.python.trap_cases import TRAPS
from tools.dbt_runs import Run, run_all
from tools.project import ROOT, without_comments

ZONES = ("America/New_York", "Asia/Kolkata", "Asia/Shanghai", "Australia/Lord_Howe", "Europe/Berlin", "UTC")
FISCAL_MONTHS = range(1, 13)
PERIODS = ("week", "month", "quarter", "year")
OFFSETS = (-13, -5, -1, 0, 1, 2, 7, 30)
MONTHS = {"month": 1, "quarter": 3, "year": 12}
FORMS = ("code", "en", "zh")

PERIOD_STARTS = f"""
    with starts as ({
    " union all ".join(
        f"select day, '{kind}' as kind, {{{{ period_start('{kind}', 'day') }}}} as starts_on from cases"
        for kind in PERIODS
    )
})
    select day, kind, starts_on, {", ".join(f"{{{{ period_label('kind', 'starts_on', '{form}') }}}}" for form in FORMS)}
    from starts {{{{ join_period_texts('kind', 'starts_on', 'texts') }}}} order by day, kind
"""
ADDED = ", ".join(
    f"{{{{ add_periods('{kind}', 'day', {count}) }}}} as n{number}"
    for number, (kind, count) in enumerate((kind, count) for kind in PERIODS for count in OFFSETS)
)
# Zones whose midnight is skipped, shown twice, or follows an hour that is shown twice.
DAY_ZONES = ("America/New_York", "America/Sao_Paulo", "Asia/Beirut", "Asia/Shanghai", "Atlantic/Azores", "UTC")
DAYS = """
    select
        day,
        {{ day_instant('day', 'first') }},
        {{ day_instant('day') }},
        {{ parse_timestamp("cast(day as " ~ dbt.type_string() ~ ")", 'first') }},
        {{ parse_timestamp("cast(day as " ~ dbt.type_string() ~ ")") }},
        {{ move_day(day_instant('day'), 'first') }},
        {{ move_day(day_instant('day', 'first'), 'last') }}
    from cases order by day
"""
# Name -> the query; the tables that they read are made by the tests.
QUERIES = {
    "repeated_keys": "{{ repeated_keys('cases', ['a', 'b'], ['a']) }} order by 1, 2",
    "repeated_keys_elsewhere": "{{ default__repeated_keys('cases', ['a', 'b'], ['a']) }} order by 1, 2",
    "safe_divide": "select {{ safe_divide('a', 'b') }} from cases order by id",
    "wilson": "select {{ wilson('low', 'p', 'n', 1.959964) }}, {{ wilson('high', 'p', 'n', 1.959964) }} from cases order by id",
    "percentile": "select {{ percentile(0.9, 'x') }} from cases",
    "add_periods": f"select day, {ADDED} from cases order by day",
    "utc_to_local": "select {{ utc_to_local('moment', 'zone') }} from cases order by id",
    "local_to_utc": "select {{ local_to_utc('moment', 'zone') }} from cases order by id",
    "local_time": "select {{ local_time('day', 'hhmm') }} from cases order by id",
    "seconds_between": "select {{ seconds_between('a', 'b') }} from cases order by id",
    "add_seconds": "select {{ add_seconds('moment', 300) }}, {{ add_seconds('moment', 604800) }} from cases",
    "as_of": """
        with as_of as (select timestamp '2024-07-01 04:00:00' as ends_at, date '2024-06-30' as as_of_date)
        select {{ as_of('moment') }} is not null, {{ as_of_day('day') }} is not null
        from cases cross join as_of order by id
    """,
    "iso_weekday": "select {{ iso_weekday('day') }} from cases order by day",
    "days_between": "select {{ days_between('a', 'b') }}, {{ add_days('a', 'b - a') }} = b from cases",
    "integers_to": "select * from ({{ integers_to('last', 'n', 'cases', ['id']) }}) as made order by 1, 2",
    "follow_pointers": "with recursive {{ follow_pointers() }} select record_type, record_id, end_id from ends",
    "latest_sound_day": "with happened as (select happened_on, records from cases), {{ latest_sound_day() }} select * from latest",
    "parse_timestamp": "select {{ parse_timestamp('text') }} from cases order by id",
    "is_before": "select {{ is_before('a', 'b') }} from cases order by id",
    "is_within_days": "select {{ is_within_days('a', 'b', 7) }} from cases order by id",
    "is_day_only": "select {{ is_day_only('moment') }} from cases order by id",
    "parse_date": "select {{ parse_date('text') }} from cases order by id",
    "parse_number": "select {{ parse_number('text') }}, {{ parse_number('text', 0, 1) }} from cases order by id",
    "parse_boolean": "select {{ parse_boolean('text') }} from cases order by id",
    "parse_enum": "select {{ parse_enum('text', ['won', 'no_decision']) }} from cases order by id",
    "person_name": "select {{ person_name('whole', 'given', 'family') }} from cases order by id",
    "has_address": "select {{ has_address('text') }}, {{ has_address('text', is_id=true) }} from cases order by id",
    "public_cell": "select {{ public_cell({'type': 'timestamp'}, 'text') }}, {{ public_cell({'type': 'number'}, 'text') }} from cases order by id",
    "clean_text": "select {{ clean_text('text') }} from cases order by id",
    "grouped_number": "select {{ grouped_number('x', 0) }}, {{ grouped_number('x', 2) }} from cases order by id",
    "shown_number": """
        select {{ shown_number('x', 'unit') }}, {{ shown_number('x', 'unit', trimmed=true) }} from cases order by id
    """,
    "filled_text": """
        select {{ filled_text(['cases.a', 'cases.b', 'cases.c'], {'x': 'x', 'y': 'y'}, 'en') }},
            {{ filled_text(['cases.a', 'cases.b', 'cases.c'], {'x': 'x', 'y': 'y'}, 'zh') }}
        from cases order by id
    """,
    "shown_attainment": "select {{ shown_attainment('x') }} from cases order by id",
    "shown_change": """
        select {{ shown_change('cases', 'en') }}, {{ shown_change('cases', 'zh') }} from cases
        {{ join_texts('unit', 'cases.unit', relation='texts') }} {{ join_texts('unit', "'points'", 'points_texts', 'texts') }}
        order by id
    """,
}
# Rendered with a variable of their own each: name -> the query, the variable.
OF_VARIABLES: dict[str, tuple[str, dict[str, Any]]] = {
    f"period_start_{month}": (
        PERIOD_STARTS,
        {"fiscal_year_start_month": month},
    )
    for month in FISCAL_MONTHS
} | {f"days_{zone}": (DAYS, {"reporting_time_zone": zone}) for zone in DAY_ZONES}

Render = Callable[..., Rows]


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The SQL of every query, all rendered in one dbt process."""
    work = tmp_path_factory.mktemp("macros")
    shared = str(work / "warehouse.duckdb")
    queries = QUERIES | {name: trap.query for name, trap in TRAPS.items()}
    joined = "\n;\n".join(queries.values())
    runs = [Run("all", ("compile", "--inline", joined), {}, shared)]
    runs += [
        Run(name, ("compile", "--inline", query), variables, shared)
        for name, (query, variables) in OF_VARIABLES.items()
    ]
    outcomes = run_all(runs, work)
    assert [outcome.message for outcome in outcomes.values() if outcome.message] == []
    found = dict(zip(queries, outcomes["all"].sql.split("\n;\n"), strict=True))
    return found | {run.name: outcomes[run.name].sql for run in runs[1:]}


@pytest.fixture
def ask(rendered: dict[str, str]) -> Render:
    """A function that runs a rendered query on a table `cases` (or of another name) with these columns and rows."""

    def run(name: str, columns: str, rows: Rows, table: str = "cases") -> Rows:
        return engine().ask({table: (columns, rows), "texts": (TEXT_COLUMNS, texts())}, rendered[name])

    return run


@pytest.mark.parametrize("name", ["repeated_keys", "repeated_keys_elsewhere"])
def test_keys_of_several_rows_and_keys_that_are_not_filled_are_shown(ask: Render, name: str) -> None:
    sound = [("x", "1"), ("x", "2"), ("1", "x"), ("y", None), ("yes", ""), ("", "yes"), ("z", "1")]
    assert ask(name, "a varchar, b varchar", sound) == []
    faults = [("x", "1"), ("y", None), ("y", None), (None, "1"), (None, None), ("z", "2")]
    found = ask(name, "a varchar, b varchar", sound + faults)
    assert sorted(found, key=str) == [("x", "1", 2), ("y", None, 3), (None, "1", 1), (None, None, 1)]


# Macros of macros/engines and macros/time that make no value of a row, with what tries them.
NO_VALUE = {
    "fit_machine": "tests/python/test_fit_machine.py",
    "source_megabytes": "tests/python/test_fit_machine.py",
    "to_default": "tests/python/test_fit_machine.py",
    "float_columns": "the generic test valid_columns",
    "generate_schema_name": "every build",
    "gather_statistics": "tools/postgres_check.py",
    "grant_reading": "tools/postgres_check.py",
    "loaded_seeds": "tests/python/test_source_health.py, tools/postgres_check.py",
    "noted_seeds": "tools/postgres_check.py, tools/spark_check.py",
    "take_loaded": "tools/spark_check.py",
    "loaded_files": "tools/spark_check.py",
    "spark_files": "tools/spark_check.py",
    "stored_cte": "tools/spark_check.py",
    "create_table_as": "tools/spark_check.py",
    "reads_exports_dir": "tests/python/test_loading.py",
    "get_empty_schema_sql": "every build: contracts",
    "get_table_columns_and_constraints": "every build: contracts",
    "in_engine_types": "every build: contracts",
}


@pytest.mark.parametrize("name", TRAPS)
def test_trap(ask: Render, name: str) -> None:
    """What engines read differently comes out the same."""
    trap = TRAPS[name]
    found = ask(name, trap.columns, trap.rows)
    assert len(found) == len(trap.expected)
    for row, expected in zip(found, trap.expected, strict=True):
        for value, known in zip(row, expected, strict=True):
            assert value == (pytest.approx(known, rel=1e-9) if isinstance(known, float) else known), (row, expected)


def test_every_macro_of_engines_and_of_time_has_a_case() -> None:
    """Its name is in a query here, or in a macro that is."""
    bodies = {}
    for path in (ROOT / "macros").rglob("*.sql"):
        text = without_comments(path.read_text(encoding="utf-8"))
        for name, body in re.findall(r"\{% macro (\w+)\((.*?)\{%-? endmacro", text, re.DOTALL):
            bodies.setdefault(re.sub(r"^[a-z]+__", "", name), []).append((path, body))
    queries = [
        *QUERIES.values(),
        *(trap.query for trap in TRAPS.values()),
        *(query for query, _ in OF_VARIABLES.values()),
    ]
    waiting, tried = queries, set()
    while waiting:
        calls = set(re.findall(r"\w+(?=\()", waiting.pop())) & bodies.keys() - tried
        tried |= calls
        waiting += [body for name in calls for _, body in bodies[name]]
    # what a loader's table holds is tried on tables: tests/python/test_loader_tables.py
    places = {name: {path for path, _ in found if path.name != "loader_cells.sql"} for name, found in bodies.items()}
    asked = {name for name, paths in places.items() if any(path.parent.name in ("engines", "time") for path in paths)}
    assert asked - tried - NO_VALUE.keys() == set()
    assert NO_VALUE.keys() - asked == set()


def numbered(rows: list[Any]) -> Rows:
    """Each case with its number in front."""
    return [(number, *(row if isinstance(row, tuple) else (row,))) for number, row in enumerate(rows)]


# KPIs


def test_safe_divide(ask: Render) -> None:
    """NULL, never inf, nan or an error, where there is nothing to divide by."""
    cases = [(1.0, 2.0), (0.0, 5.0), (5.0, 0.0), (0.0, 0.0), (None, 2.0), (2.0, None), (None, None), (-3.0, 2.0)]
    found = ask("safe_divide", "id int, a double, b double", numbered(cases))
    assert [value for (value,) in found] == [0.5, 0.0, None, None, None, None, None, -1.5]


def test_safe_divide_of_integers_keeps_the_fraction(ask: Render) -> None:
    assert ask("safe_divide", "id int, a bigint, b bigint", [(0, 1, 3)]) == [(1 / 3,)]


def test_wilson(ask: Render) -> None:
    """Values of the literature: 81 of 263 is 0.2553 to 0.3662, 15 of 148 0.0624 to 0.1605, none of 20 0 to 0.1611."""
    cases = [(81 / 263, 263), (15 / 148, 148), (0.0, 20), (1 / 29, 29), (1.0, 20), (0.5, 10)]
    found = ask("wilson", "id int, p double, n bigint", numbered(cases))
    expected = [
        (0.2553, 0.3662),
        (0.0624, 0.1605),
        (0.0, 0.1611),
        (0.0061, 0.1718),
        (0.8389, 1.0),
        (0.2366, 0.7634),
    ]
    for values, known in zip(found, expected, strict=True):
        assert values == pytest.approx(known, abs=5e-5)


def test_wilson_without_units(ask: Render) -> None:
    cases = numbered([(None, 0), (0.5, 0), (0.5, None), (None, 5)])
    assert ask("wilson", "id int, p double, n bigint", cases) == [(None, None)] * 4


def test_percentile_interpolates_and_leaves_nulls_out(ask: Render) -> None:
    assert ask("percentile", "x double", [(1.0,), (None,), (2.0,), (4.0,)]) == [(pytest.approx(3.6),)]


# Numbers as people read them


def test_grouped_number(ask: Render) -> None:
    """Commas between thousands, halves away from zero, NULL stays NULL."""
    numbers = [0.0, 0.005, 2.5, -2.5, 999.995, 1000.0, 1234567.891, -1234.5, 123456789012.0, None]
    assert ask("grouped_number", "id int, x double", numbered(numbers)) == [
        ("0", "0.00"),
        ("0", "0.01"),
        ("3", "2.50"),
        ("-3", "-2.50"),
        ("1,000", "1,000.00"),
        ("1,000", "1,000.00"),
        ("1,234,568", "1,234,567.89"),
        ("-1,235", "-1,234.50"),
        ("123,456,789,012", "123,456,789,012.00"),
        (None, None),
    ]


def test_shown_number(ask: Render) -> None:
    """By unit; trimmed, a target has no decimals that are zero and keeps the zeros before the point."""
    cases = [
        (0.6317, "rate"),
        (1.0, "rate"),
        (100.0, "minutes"),
        (101.68, "minutes"),
        (34.849999999999994, "minutes"),
        (1200.0, "count"),
        (0.5, "ratio"),
        (250000.0, "currency"),
        (7.0, "touches"),
        (1.0, "parsecs"),
        (None, "rate"),
    ]
    assert ask("shown_number", "id int, x double, unit varchar", numbered(cases)) == [
        ("63.2 %", "63.2 %"),
        ("100.0 %", "100 %"),
        ("100.0", "100"),
        ("101.7", "101.7"),
        ("34.9", "34.9"),
        ("1,200", "1,200"),
        ("0.50", "0.5"),
        ("250,000", "250,000"),
        ("7.00", "7"),
        # a unit that the project does not know has the form of a ratio
        ("1.00", "1"),
        (None, None),
    ]


def test_filled_text(ask: Render) -> None:
    """Parts that are missing are left out, sentences are apart in English alone, and what is unknown is a dash."""
    columns = "id int, a_en varchar, a_zh varchar, b_en varchar, b_zh varchar, c_en varchar, c_zh varchar, x varchar, y varchar"
    cases = [
        ("{x} of {y}.", "{y} 的 {x}。", "Look.", "看。", "{x} again.", "再 {x}。", "1", "2"),
        ("{x} of {y}.", "{y} 的 {x}。", None, None, "End.", "完。", "1", None),
        (None, None, "Look.", "看。", None, None, "1", "2"),
    ]
    assert ask("filled_text", columns, numbered(cases)) == [
        ("1 of 2. Look. 1 again.", "2 的 1。看。再 1。"),
        ("1 of -. End.", "- 的 1。完。"),
        (None, None),
    ]


def test_attainment_is_cut_and_not_rounded(ask: Render) -> None:
    cases = [0.9999, 1.0, 0.29, 0.005, 57.0, 9.999, None]
    found = ask("shown_attainment", "id int, x double", numbered(cases))
    assert [text for (text,) in found] == ["99 %", "100 %", "29 %", "0 %", "> 999 %", "999 %", None]


def test_shown_change(ask: Render) -> None:
    """Points for a rate, per cent for money, else the difference; none where one of the two is missing."""
    cases = [
        ("rate", 0.02, 0.04, 0.48),
        ("count", -3, -0.25, 12),
        ("minutes", -3.25, -0.25, 13),
        ("currency", 1250.0, 0.125, 10000.0),
        ("currency", 10.0, None, 0.0),
        ("touches", 0.0, 0.0, 2),
        ("currency", -1e-11, -1e-13, 100.0),
        ("parsecs", 1.5, 0.5, 3),
        ("rate", None, None, None),
    ]
    columns = "id int, unit varchar, change_value double, change_rate double, previous_value double"
    assert ask("shown_change", columns, numbered(cases)) == [
        ("+2.0 pp", "+2.0 百分点"),
        ("-3", "-3"),
        ("-3.3 min", "-3.3 分钟"),
        ("+12.5 %", "+12.5 %"),
        ("+10 USD", "+10 USD"),
        ("±0.00 a lead", "±0.00 次"),
        ("±0.0 %", "±0.0 %"),
        ("+1.50", "+1.50"),
        (None, None),
    ]


# Periods


def start_of(kind: str, day: date, fiscal_month: int) -> date:
    """The first day of the period that holds a day."""
    if kind == "week":
        return day - timedelta(days=day.weekday())
    if kind == "month":
        return day.replace(day=1)
    months = day.year * 12 + day.month - fiscal_month
    return month_of(months - months % MONTHS[kind] + fiscal_month - 1)


def month_of(months: int) -> date:
    """The first day of a month, counted from January of the year 0."""
    return date(months // 12, months % 12 + 1, 1)


def some_days() -> Rows:
    """The edges of every month of three years, one of them a leap year, and every day of a month around New Year."""
    firsts = [date(year, month, 1) for year in (2023, 2024, 2025) for month in range(1, 13)]
    edges = {first + timedelta(days=offset) for first in firsts for offset in (-1, 0, 1, 27, 28)}
    return [(day,) for day in sorted(edges | {date(2024, 12, 17) + timedelta(days=n) for n in range(31)})]


@pytest.mark.parametrize("fiscal_month", FISCAL_MONTHS)
def test_period_start(ask: Render, fiscal_month: int) -> None:
    for day, kind, start, *_ in ask(f"period_start_{fiscal_month}", "day date", some_days()):
        assert start == start_of(kind, day, fiscal_month), (day, kind)


def label_of(kind: str, start: date, fiscal_month: int) -> tuple[str, str, str]:
    """The code and the English and Chinese names of a period; a fiscal year is called by the year in which it ends."""
    if kind == "week":
        year, week, _ = start.isocalendar()
        return f"{year}-W{week:02}", f"W{week:02} {year}", f"{year}年第{week}周"
    if kind == "month":
        return f"{start:%Y-%m}", f"{start:%B %Y}", f"{start.year}年{start.month}月"
    months = (start.month - fiscal_month) % 12
    last = month_of(start.year * 12 + start.month - 1 - months + 11)
    mark, zh = ("FY", "财年") if fiscal_month > 1 else ("", "年")
    if kind == "year":
        return f"{mark}{last.year}", f"{mark}{last.year}", f"{last.year}{zh}"
    quarter = months // 3 + 1
    return f"{mark}{last.year}-Q{quarter}", f"Q{quarter} {mark}{last.year}", f"{last.year}{zh}第{quarter}季度"


@pytest.mark.parametrize("fiscal_month", FISCAL_MONTHS)
def test_period_label(ask: Render, fiscal_month: int) -> None:
    found = ask(f"period_start_{fiscal_month}", "day date", some_days())
    assert len(found) == len(PERIODS) * len(some_days())
    for _, kind, start, *labels in found:
        assert tuple(labels) == label_of(kind, start, fiscal_month)


def test_labels_of_known_periods() -> None:
    """ISO 8601 puts the first days of 2027 into the last week of 2026; Britain's fiscal year 2027 began in April 2026."""
    assert label_of("week", date(2026, 12, 28), 1)[0] == "2026-W53"
    assert label_of("quarter", date(2026, 4, 1), 4)[1] == "Q1 FY2027"
    assert label_of("year", date(2026, 10, 1), 10)[0] == "FY2027"
    assert label_of("quarter", date(2026, 7, 1), 1) == ("2026-Q3", "Q3 2026", "2026年第3季度")


def test_add_periods(ask: Render) -> None:
    """From the first day of a month, which every longer period starts on, and from Mondays for weeks."""
    days = [(date(2023, month, 1),) for month in range(1, 13)] + [(date(2024, 2, 26),)]
    for day, *values in ask("add_periods", "day date", days):
        steps = [(kind, count) for kind in PERIODS for count in OFFSETS]
        for (kind, count), value in zip(steps, values, strict=True):
            if kind == "week":
                assert value == day + timedelta(weeks=count)
            elif day.day == 1:
                assert value == month_of(day.year * 12 + day.month - 1 + MONTHS[kind] * count)


def test_weekdays_and_days(ask: Render) -> None:
    days = [(date(2024, 2, 26) + timedelta(days=n),) for n in range(14)]
    assert ask("iso_weekday", "day date", days) == [(day.isoweekday(),) for (day,) in days]
    pairs = [(date(2024, 2, 28), date(2024, 3, 1)), (date(2024, 3, 1), date(2024, 2, 28)), (date(2024, 1, 1),) * 2]
    assert ask("days_between", "a date, b date", pairs) == [(2, True), (-2, True), (0, True)]
    counts = ask("integers_to", "id int, last bigint", [(0, 2), (1, 0), (2, -1), (3, None)])
    assert counts == [(0, 0), (0, 1), (0, 2), (1, 0)]


# Time


def instants() -> list[tuple[datetime, str]]:
    """Instants around every change of the clocks of two years, to the minute, in each zone."""
    found = []
    for name in ZONES:
        zone = ZoneInfo(name)
        hours = [datetime(2024, 1, 1) + timedelta(hours=n) for n in range(2 * 8_784)]
        changes = [hour for hour, following in pairwise(hours) if offset_at(hour, zone) != offset_at(following, zone)]
        moments = [change + timedelta(minutes=15 * n) for change in changes for n in range(-12, 13)]
        found += [(at, name) for at in [*moments, datetime(2024, 6, 30, 23, 59, 59, 999_999), datetime(1999, 12, 31)]]
    return found


def offset_at(at: datetime, zone: ZoneInfo) -> timedelta | None:
    """The offset of a zone at an instant of UTC."""
    return at.replace(tzinfo=UTC).astimezone(zone).utcoffset()


def to_local(at: datetime, zone: str) -> datetime:
    """The clock on the wall at an instant."""
    return at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def test_utc_to_local(ask: Render) -> None:
    cases = instants()
    assert len(cases) > 300
    found = ask("utc_to_local", "id int, moment timestamp, zone varchar", numbered(cases))
    assert [value for (value,) in found] == [to_local(*case) for case in cases]


def test_local_to_utc(ask: Render) -> None:
    """Every wall time that exists once comes back to its instant."""
    cases = [(to_local(at, zone), zone, at) for at, zone in instants()]
    once = [(wall, zone, at) for wall, zone, at in cases if not is_repeated(wall, zone)]
    assert 250 < len(once) < len(cases)
    found = ask(
        "local_to_utc", "id int, moment timestamp, zone varchar", numbered([(wall, zone) for wall, zone, _ in once])
    )
    assert [value for (value,) in found] == [at for _, _, at in once]


def is_repeated(wall: datetime, zone: str) -> bool:
    """Whether the clocks show a wall time twice (or, of one that is skipped, have two offsets for it)."""
    aware = wall.replace(tzinfo=ZoneInfo(zone))
    return aware.utcoffset() != aware.replace(fold=1).utcoffset()


def test_repeated_and_skipped_wall_times_are_an_hour_off_at_most(ask: Render) -> None:
    """Which of two instants a repeated wall time means is the engine's choice; it is one of the two."""
    cases = [
        (datetime(2024, 10, 27, 2, 30), "Europe/Berlin"),
        (datetime(2024, 11, 3, 1, 30), "America/New_York"),
        (datetime(2024, 3, 31, 2, 30), "Europe/Berlin"),
        (datetime(2024, 3, 10, 2, 30), "America/New_York"),
    ]
    found = ask("local_to_utc", "id int, moment timestamp, zone varchar", numbered(cases))
    for (value,), (wall, zone) in zip(found, cases, strict=True):
        aware = wall.replace(tzinfo=ZoneInfo(zone))
        either = {aware.replace(fold=fold).astimezone(UTC).replace(tzinfo=None) for fold in (0, 1)}
        assert value in either


def test_local_time(ask: Render) -> None:
    cases = [(date(2024, 2, 29), text) for text in ("00:00", "09:05", "17:30", "23:59", "24:00")]
    found = ask("local_time", "id int, day date, hhmm varchar", numbered(cases))
    midnight = datetime(2024, 2, 29)
    minutes = [0, 9 * 60 + 5, 17 * 60 + 30, 23 * 60 + 59, 24 * 60]
    assert [value for (value,) in found] == [midnight + timedelta(minutes=n) for n in minutes]


def test_seconds(ask: Render) -> None:
    """Elapsed time with its fraction; not the number of borders crossed."""
    first = datetime(2024, 2, 28, 23, 59, 59, 999_999)
    cases = [
        (first, first + timedelta(microseconds=1)),
        (first, first),
        (first, first - timedelta(seconds=1.5)),
        (first, datetime(2024, 3, 1)),
        (datetime(1969, 12, 31, 23, 59, 59, 500_000), datetime(2030, 1, 1)),
        (None, first),
        (first, None),
    ]
    found = ask("seconds_between", "id int, a timestamp, b timestamp", numbered(cases))
    expected = [(b - a).total_seconds() if a and b else None for a, b in cases]
    assert [value for (value,) in found] == pytest.approx(expected, abs=1e-9)
    later = ask("add_seconds", "moment timestamp", [(first,)])
    assert later == [(first + timedelta(minutes=5), first + timedelta(days=7))]


def test_nothing_counts_from_the_as_of_midnight_on(ask: Render) -> None:
    """The last instant before the midnight counts, and the as-of day itself; the midnight and the next day do not."""
    midnight, day = datetime(2024, 7, 1, 4), date(2024, 6, 30)
    later = timedelta(microseconds=1)
    cases = [(midnight - later, day), (midnight, day + timedelta(days=1)), (midnight + later, None), (None, None)]
    found = ask("as_of", "id int, moment timestamp, day date", numbered(cases))
    assert found == [(True, True), (False, False), (False, False), (False, False)]


# Days without a time


def first_second(day: date, zone: str) -> datetime:
    """The first second (UTC) of a day in a zone, found by looking at every minute."""
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=15)
    while moment.astimezone(ZoneInfo(zone)).date() < day:
        moment += timedelta(minutes=1)
    return moment.replace(tzinfo=None)


@pytest.mark.parametrize("zone", DAY_ZONES)
def test_day_is_its_first_second_or_its_last(ask: Render, zone: str) -> None:
    """Also where the clock changes at midnight: a parsed day, a day given and one moved from the other end are the same."""
    changes = ("2018-02-17", "2018-02-18", "2018-11-03", "2018-11-04", "2025-03-30", "2025-10-25", "2025-10-26")
    days = [date.fromisoformat(text) for text in (*changes, "2025-03-09", "2025-11-02", "2024-02-29", "2024-12-31")]
    for day, *found in ask(f"days_{zone}", "day date", [(day,) for day in days]):
        first = first_second(day, zone) + timedelta(microseconds=999_999)
        last = first_second(day + timedelta(days=1), zone) - timedelta(microseconds=1)
        assert found == [first, last, first, last, first, last], day


def test_only_the_last_microsecond_of_a_second_is_a_day(ask: Render) -> None:
    second = datetime(2024, 3, 9, 23, 59, 59)
    early = datetime(1960, 3, 9)
    cases = [second, second.replace(microsecond=999_998), second.replace(microsecond=999_999), None]
    cases += [early, early - timedelta(microseconds=1), early + timedelta(microseconds=1)]
    found = values(ask("is_day_only", "id int, moment timestamp", numbered(cases)))
    assert found == [False, False, True, False, False, True, False]


def test_before_compares_days_where_one_is_only_a_day(ask: Render) -> None:
    """The rule, on every pair of times, first seconds and last seconds of three days."""
    moments: list[tuple[datetime, bool]] = []
    for day in (8, 9, 10):
        start = datetime(2024, 3, day)
        moments += [
            (start, False),
            (start.replace(hour=12), False),
            (start + timedelta(days=1, microseconds=-2), False),
        ]
        moments += [(start.replace(microsecond=999_999), True), (start + timedelta(days=1, microseconds=-1), True)]
    pairs = [(one, other) for one in moments for other in moments]
    found = values(ask("is_before", "id int, a timestamp, b timestamp", numbered([(a, b) for (a, _), (b, _) in pairs])))
    expected = [a.date() < b.date() if only or other else a < b for (a, only), (b, other) in pairs]
    assert found == expected
    missing = [(moments[0][0], None), (None, moments[0][0]), (moments[3][0], None), (None, moments[3][0])]
    assert values(ask("is_before", "id int, a timestamp, b timestamp", numbered(missing))) == [None] * 4


def test_168_hours_are_seven_days_where_one_is_only_a_day(ask: Render) -> None:
    noon, day = datetime(2024, 3, 9, 12), datetime(2024, 3, 9, 23, 59, 59, 999_999)
    week = timedelta(days=7)
    cases: dict[tuple[datetime | None, datetime | None], bool | None] = {
        (noon, noon): True,
        (noon, noon + week): True,
        (noon, noon + week + timedelta(seconds=1)): False,
        (noon, noon - timedelta(seconds=1)): False,
        (noon, day): True,
        (noon, day + week): True,
        (noon, day + week + timedelta(days=1)): False,
        (noon, day - timedelta(days=1)): False,
        (day, noon): True,
        (day, noon + week): True,
        (day, noon + week + timedelta(hours=13)): False,
        (day, day): True,
        (day, None): None,
        (None, day): None,
    }
    found = values(ask("is_within_days", "id int, a timestamp, b timestamp", numbered(list(cases))))
    assert dict(zip(cases, found, strict=True)) == cases


# Pointers


def random_pointers(rng: Random) -> dict[str, str]:
    """A graph in which every record points to one other at most: chains, branches, cycles, and ids that are nowhere."""
    names = [f"{rng.choice('abÄZ')}{n}" for n in range(rng.randrange(1, 25))]
    pointers = {}
    for name in names:
        if rng.random() < 0.8:
            pointers[name] = rng.choice(names) if rng.random() < 0.95 else "nowhere"
    return pointers


def graphs() -> dict[str, dict[str, str]]:
    """Random graphs, and the shapes that chance does not make."""
    rng = Random(7)
    found = {f"random {n}": random_pointers(rng) for n in range(400)}
    found["long chain"] = {f"c{n:03}": f"c{n + 1:03}" for n in range(190)}
    found["long cycle"] = {f"c{n:03}": f"c{(n + 1) % 90:03}" for n in range(90)}
    found["branch into a cycle"] = (
        found["long cycle"] | {f"a{n:02}": f"a{n + 1:02}" for n in range(80)} | {"a80": "c45"}
    )
    found["to itself"] = {"x": "x", "a": "x"}
    return {name: pointers for name, pointers in found.items() if pointers}


def test_follow_pointers(ask: Render) -> None:
    given = graphs()
    rows = [(name, record, following) for name, pointers in given.items() for record, following in pointers.items()]
    columns = "record_type varchar, record_id varchar, next_id varchar"
    found = {(name, record): end for name, record, end in ask("follow_pointers", columns, rows, "pointers")}
    expected = {(name, record): end for name, pointers in given.items() for record, end in walk(pointers).items()}
    assert found == expected


def walk(pointers: dict[str, str]) -> dict[str, str]:
    """Where each record's chain ends: step by step, and at the smallest id of a cycle."""
    ends = {}
    for record in pointers:
        path = [record]
        while path[-1] in pointers and pointers[path[-1]] not in path:
            path.append(pointers[path[-1]])
        following = pointers.get(path[-1])
        cycle = path[path.index(following) :] if following else path[-1:]
        ends[record] = min(cycle, key=lambda text: text.encode())
    return ends


def test_both_walks_agree() -> None:
    """The independent computation follows pointers by another way."""
    for pointers in graphs().values():
        ends = roots(pointers)
        assert {record: ends[record] for record in pointers} == walk(pointers)


# Cells

TIMESTAMPS: dict[str, datetime | None] = {
    "2024-02-29": datetime(2024, 2, 29, 23, 59, 59, 999_999),
    "2024-02-29T00:00:00": datetime(2024, 2, 29),
    "2024-02-29 23:59:59.999999": datetime(2024, 2, 29, 23, 59, 59, 999_998),
    "2024-02-29T23:59:59.9999999Z": datetime(2024, 2, 29, 23, 59, 59, 999_998),
    "2024-02-29T10:11:12.999999+02:00": datetime(2024, 2, 29, 8, 11, 12, 999_998),
    "2024-02-29T10:11:12.9999989Z": datetime(2024, 2, 29, 10, 11, 12, 999_998),
    "2024-02-29T10:11": datetime(2024, 2, 29, 10, 11),
    "2024-02-29 10:11:12": datetime(2024, 2, 29, 10, 11, 12),
    "2024-02-29T10:11:12Z": datetime(2024, 2, 29, 10, 11, 12),
    "2024-02-29T10:11:12.5Z": datetime(2024, 2, 29, 10, 11, 12, 500_000),
    "2024-02-29T10:11:12.123456+00:00": datetime(2024, 2, 29, 10, 11, 12, 123_456),
    "2024-03-01T00:30:00+02:00": datetime(2024, 2, 29, 22, 30),
    "2024-02-29T23:30:00-0530": datetime(2024, 3, 1, 5, 0),
    "2024-02-29T23:30:00-05": datetime(2024, 3, 1, 4, 30),
    "2024-12-31T23:59:59-00:01": datetime(2025, 1, 1, 0, 0, 59),
    "2024-02-29T00:00+14:00": datetime(2024, 2, 28, 10),
    "2023-02-29": None,
    "2024-02-30T10:00:00Z": None,
    "2024-13-01 00:00:00": None,
    "2024-00-10": None,
    "2024-01-00": None,
    "2024-02-29T24:00:00": None,
    "2024-02-29T10:60:00": None,
    "2024-02-29T10": None,
    "2024-2-9": None,
    "24-02-29": None,
    "0000-01-01": None,
    "2024-02-29T10:11:12 Z": None,
    "2024-02-29T10:11:12+25:00": None,
    "2024-02-29T10:11:12+2": None,
    "2024-02-29Z": None,
    "20240229T101112Z": None,
    "29.02.2024": None,
    "2/29/2024": None,
    "45631": None,
    "yesterday": None,
    "now": None,
    "today": None,
    "infinity": None,
    "epoch": None,
    "nan": None,
    "２０２４-０２-２９": None,
}
DATES: dict[str, date | None] = {
    "2024-02-29": date(2024, 2, 29),
    "0001-01-01": date(1, 1, 1),
    "9999-12-31": date(9999, 12, 31),
    "2023-02-29": None,
    "2024-02-29 00:00:00": date(2024, 2, 29),
    "2024-02-29T00:00": date(2024, 2, 29),
    "2024-02-29T00:00:00.000Z": date(2024, 2, 29),
    "2024-02-29T00:00Z": date(2024, 2, 29),
    "2024-02-29T00:00:00+00": date(2024, 2, 29),
    "2024-02-29 00:00:00+00:00": date(2024, 2, 29),
    "2024-02-29T00:00:00.0+0000": date(2024, 2, 29),
    "2024-02-29T00:00:01": None,
    "2024-02-29T00:00:00.001Z": None,
    "2024-02-29T12:00:00Z": None,
    "2024-02-29T00:00:00+01:00": None,
    "2024-02-29T00:00:00-05:00": None,
    "2024-02-29T00": None,
    "2024-02-29Z": None,
    "2023-02-29T00:00:00": None,
    "2024-02-29 00:00:00 ": None,
    "2024-02-29 ": None,
    "2024-2-9": None,
    "2024/02/29": None,
    "29.02.2024": None,
    "20240229": None,
    "0000-01-01": None,
    "-2024-01-01": None,
    "2024-02-29 (BC)": None,
    "epoch": None,
    "infinity": None,
    "today": None,
}
NUMBERS: dict[str, float | None] = {
    "0": 0.0,
    "-0": 0.0,
    "007": 7.0,
    "+5": 5.0,
    "-5.25": -5.25,
    ".5": 0.5,
    "5.": 5.0,
    "1e3": 1000.0,
    "1E-3": 0.001,
    "1.5e+2": 150.0,
    "12345678901234567890": 12345678901234567890.0,
    "0.1": 0.1,
    "1e308": 1e308,
    "1e309": None,
    "1e999": None,
    "-1e999": None,
    "nan": None,
    "NaN": None,
    "inf": None,
    "-Infinity": None,
    "1,234.5": None,
    "1_000": None,
    "1 000": None,
    "$9": None,
    "10 %": None,
    "1.2.3": None,
    "0x10": None,
    "1e": None,
    "e3": None,
    ".": None,
    "-": None,
    "ten": None,
    "１２": None,
    "true": None,
}
BOOLEANS = {
    **dict.fromkeys(("true", "TRUE", "True", "1", "yes", "YES"), True),
    **dict.fromkeys(("false", "False", "0", "no", "No"), False),
    **dict.fromkeys(("t", "f", "y", "n", "on", "off", "2", "01", "null", "maybe", "wahr"), None),
}


def values(found: Rows) -> list[Any]:
    """The first column."""
    return [row[0] for row in found]


LAST = date(2026, 10, 14)


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        ([(32, 1, 1)], LAST),
        ([(31, 1, 1)], LAST + timedelta(31)),
        ([(32, 2, 1)], LAST + timedelta(32)),
        # 2028 and 2050: one in a thousand together, however far apart
        ([(500, 1, 1), (9000, 1, 1)], LAST + timedelta(500)),
        ([(500, 1, 1), (9000, 1, 1), (-1, 1899, 1)], LAST),
        # what has happened by then is none of the dates that are judged, and no date before it stands apart
        ([(60, 5, 0)], LAST + timedelta(60)),
        ([(60, 5, 0), (70, 1, 1)], LAST + timedelta(70)),
        ([(60, 5, 0), (99, 1, 1)], LAST + timedelta(60)),
    ],
)
def test_latest_sound_day(ask: Render, later: list[tuple[int, int, int]], expected: date) -> None:
    """100 dates of one day, and `later` ones: days after it, how many, and whether they tell the day."""
    found = ask(
        "latest_sound_day",
        "happened_on date, records int",
        [(LAST, 1)] * 100 + [(LAST + timedelta(days), told) for days, count, told in later for _ in range(count)],
    )
    assert found == [(expected, expected)]


def test_latest_sound_day_of_few_dates_is_the_latest_and_evident_is_what_others_support(ask: Render) -> None:
    rows: Rows = [(LAST, 1)] * 98 + [(date(9999, 12, 31), 1), (None, 1)]
    assert ask("latest_sound_day", "happened_on date, records int", rows) == [(date(9999, 12, 31), LAST)]
    assert ask("latest_sound_day", "happened_on date, records int", [(None, 1)]) == [(None, None)]


def test_parse_timestamp(ask: Render) -> None:
    found = values(ask("parse_timestamp", "id int, text varchar", numbered([*TIMESTAMPS, None])))
    assert dict(zip(TIMESTAMPS, found, strict=False)) == TIMESTAMPS
    assert found[-1] is None


def test_parse_date(ask: Render) -> None:
    found = values(ask("parse_date", "id int, text varchar", numbered([*DATES, None])))
    assert dict(zip(DATES, found, strict=False)) == DATES
    assert found[-1] is None


def test_parse_number(ask: Render) -> None:
    found = ask("parse_number", "id int, text varchar", numbered([*NUMBERS, None]))
    assert dict(zip(NUMBERS, values(found), strict=False)) == NUMBERS
    assert found[-1] == (None, None)
    assert all(math.isfinite(value) for value in values(found) if value is not None)
    bounded = {text: number if number is not None and 0 <= number <= 1 else None for text, number in NUMBERS.items()}
    assert dict(zip(NUMBERS, [row[1] for row in found], strict=False)) == bounded


def test_parse_boolean(ask: Render) -> None:
    found = values(ask("parse_boolean", "id int, text varchar", numbered([*BOOLEANS, None])))
    assert dict(zip(BOOLEANS, found, strict=False)) == BOOLEANS
    assert found[-1] is None


def test_parse_enum(ask: Render) -> None:
    cases = {"won": "won", "WON": "won", "No_Decision": "no_decision", "no decision": None, "wonn": None, "": None}
    found = values(ask("parse_enum", "id int, text varchar", numbered(list(cases))))
    assert dict(zip(cases, found, strict=True)) == cases


@pytest.mark.parametrize(
    ("whole", "given", "family", "name"),
    [
        ("伟 王", "伟", "王", "王伟"),
        (None, "娜", "欧阳", "欧阳娜"),
        (None, "민준", "김", "김민준"),
        (None, "寧々", "佐々木", "佐々木寧々"),
        (None, "𠮷", "𡈽", "𡈽𠮷"),  # beyond the first plane
        ("Wei Wang", "伟", "Wang", "Wei Wang"),
        (None, "伟", "Wang", "伟 Wang"),
        (None, "Wei", "王", "Wei 王"),
        ("王 伟", None, "王", "王 伟"),
        (None, None, "王", "王"),
        ("Lee, Ann", "Ann", "Lee", "Lee, Ann"),
        (None, "Ann", "Lee", "Ann Lee"),
        (None, "さくら", "田中", "さくら 田中"),  # kana is neither Han nor Hangul
        (None, "伟 a", "王", "伟 a 王"),
        (None, None, None, None),
    ],
)
def test_person_name(whole: str | None, given: str | None, family: str | None, name: str | None, ask: Render) -> None:
    """The family name first where both parts are Han or Hangul, else as the system has it, else put together."""
    assert ask("person_name", "id int, whole varchar, given varchar, family varchar", [(0, whole, given, family)]) == [
        (name,)
    ]


def test_clean_text(ask: Render) -> None:
    cases = {
        " a b ": "a b",
        "\t a\r\n": "a",
        "\u00a0a\u00a0": "a",
        "　全角　": "全角",
        "": None,
        " \t\n\u00a0　": None,
        "a": "a",
    }
    found = values(ask("clean_text", "id int, text varchar", numbered(list(cases))))
    assert dict(zip(cases, found, strict=True)) == cases


# What is an address in any text, what in a text that is no id, and what is none.
ADDRESSES = (
    *("ana@a.example", "ask ana@a.example", "https://a.example", "see WWW.a.example/x", "call +49 170 1234567"),
    *("+491701234567", "+49 (0)170-123 45 67", "Tel.+86 138 0013 8000", "+1.212.555.0123"),
)
PHONE_NUMBERS = (
    *(
        "0170 1234567",
        "call 0170/1234567",
        "(030) 123456",
        "030 12345",
        "13800138000",
        "wechat 13800138000",
        "x(212) 555-0123",
    ),
    *("06 12 34 56 78", "612 345 678", "010-12345678", "400-820-8820", "ring 555-0123 now", "电话 021-55551234"),
)
NO_ADDRESSES = (
    *(
        "Webinar 2024-09-15",
        "Expo 15.09.2024",
        "01.02.2024",
        "01/2024",
        "2024-2025",
        "20240915",
        "€ 1,234,567.89",
        "Q3 2026",
    ),
    *("+12.5 %", "Stage 4 (80 %)", "a + b", "Closed Won", "2026-09-01", "3 of 45", "Inc.", "Acme.com", ""),
)


def test_an_address_is_found_in_any_text(ask: Render) -> None:
    texts = (*ADDRESSES, *PHONE_NUMBERS, *NO_ADDRESSES, "550e8400-e29b-41d4-a716-446655440000", "0170-1234567")
    found = ask("has_address", "id integer, text varchar", list(enumerate(texts)))
    expected = dict.fromkeys(ADDRESSES, (True, True)) | dict.fromkeys(PHONE_NUMBERS, (True, False))
    last = {"550e8400-e29b-41d4-a716-446655440000": (True, False), "0170-1234567": (True, False)}
    assert dict(zip(texts, found, strict=True)) == expected | dict.fromkeys(NO_ADDRESSES, (False, False)) | last


SHOWN = (
    *(
        "2024-02-30",
        "31/12/2026",
        "13.02.2026 09:30",
        "2025-13-45 10:00:00",
        "2024-02-30T10:00:00.000+0000",
        "1.234,5x",
    ),
    *(
        "N/A",
        " n/a",
        "n/k",
        "maybe",
        "?",
        "--",
        "45000",
        "45291.4166666667",
        "$9,400.00",
        "USD 4000",
        "10k",
        "12th of May",
    ),
    *(
        "0000-00-00T00:00:00Z",
        "2024年3月15日 10:30",
        "20240230",
        "1e400",
        "#DIV/0!",
        "12 May 2024 10:30 PM",
        "2025/13/01",
    ),
)
SHOWN_AS_NUMBERS = ("1.234.567,89", "(12,500,000.00 EUR)", "-1234567", "1234567,89")
HIDDEN = (
    *(
        "Ann",
        "Quentin Planted",
        "Müller",
        "Łukasz",
        "张伟",
        "张伟 3",
        "Jan Mar",
        "O'Neil 2",
        "Li Wei 12",
        "J. D.",
        "Sales",
    ),
    *("0170 1234567", "0170-1234567", "(030) 123456", "13800138000", "+49 170 1234567", "555-0123", "06 12 34 56 78"),
    *(
        "612 345 678",
        "06.12.34.56.78",
        "4111 1111 1111 1111",
        "1700000000",
        "tel 030 12345",
        "12 Baker Street",
        "SW1A 2AA 55",
    ),
    *("ana@a.example", "www.a.example", "1@2", "1" * 41),
)


def test_a_cell_is_shown_where_its_own_text_is_plain(ask: Render) -> None:
    """Whatever column it stands in: a shifted row has names and telephone numbers in columns of dates and numbers."""
    texts = (*SHOWN, *SHOWN_AS_NUMBERS, *HIDDEN)
    found = ask("public_cell", "id integer, text varchar", list(enumerate(texts)))
    expected = dict.fromkeys(SHOWN, (True, True)) | dict.fromkeys(SHOWN_AS_NUMBERS, (False, True))
    shown = {text: tuple(cell == text for cell in row) for text, row in zip(texts, found, strict=True)}
    assert shown == expected | dict.fromkeys(HIDDEN, (False, False))
    assert ask("public_cell", "id integer, text varchar", [(1, "Ann"), (2, None)]) == [
        ("(timestamp, 3 characters)", "(number, 3 characters)"),
        (None, None),
    ]
