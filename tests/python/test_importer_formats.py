"""Dates, numbers and ids: what is proven, what is read, what becomes a question."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tools.importer.cells import ColumnReader, salesforce_id
from tools.importer.dates import DatePlan, DateReader
from tools.importer.formats import Decision, Options, Target, decide
from tools.importer.mapping import Column
from tools.importer.numbers import NumberPlan, NumberReader, take_apart
from tools.importer.recognise import HeaderUnit


def decided(columns: dict[str, tuple[str, list[str]]], options: Options | None = None, **more: str) -> Decision:
    """The decision on columns (type, cells) of one file."""
    targets = {name: Target(name, Column(name, kind), **more) for name, (kind, _) in columns.items()}
    evidence = {name: found for name, target in targets.items() if (found := target.new_evidence())}
    for name, (_, cells) in columns.items():
        if name in evidence:
            evidence[name].see(cells, range(1, len(cells) + 1))
    return decide("deals.csv", targets, evidence, options or Options())


def read(kind: str, cells: list[str], options: Options | None = None, **more: str) -> list[str]:
    """A column's cells, read by what they prove."""
    made = decided({"c": (kind, cells)}, options, **more)
    assert not made.questions, made.questions
    target = Target("c", Column("c", kind), **more)
    return ColumnReader(target, made.plans["c"]).read(cells, range(1, len(cells) + 1))


@pytest.mark.parametrize(
    ("cell", "clean"),
    [
        ("2024-01-05T10:00:00.000Z", "2024-01-05T10:00:00Z"),
        ("2024-01-05 10:00", "2024-01-05T10:00:00Z"),
        ("2024-01-05T10:00:00+02:00", "2024-01-05T08:00:00Z"),
        ("2024-01-05", "2024-01-05"),
        ("2024/1/5", "2024-01-05"),
        ("2024/1/5 9:05", "2024-01-05T09:05:00Z"),
        ("2024年1月5日", "2024-01-05"),
        ("2024年1月5日 下午3:30", "2024-01-05T15:30:00Z"),
        ("2024年1月5日上午10:30", "2024-01-05T10:30:00Z"),
        ("8/26/2023", "2023-08-26"),
        ("8/26/2023, 2:05 PM", "2023-08-26T14:05:00Z"),
        ("8/26/2023 12:05 AM", "2023-08-26T00:05:00Z"),
        ("26.08.2023", "2023-08-26"),
        ("26/08/2023 14:05", "2023-08-26T14:05:00Z"),
        ("26-08-2023", "2023-08-26"),
        ("15 Apr, 2021 00:03:00", "2021-04-15T00:03:00Z"),
        ("Apr 15, 2021", "2021-04-15"),
        ("15-Apr-2021", "2021-04-15"),
        ("15 de abril de 2021", "2021-04-15"),
        ("15. März 2021", "2021-03-15"),
        ("20240105", "2024-01-05"),
        ("45631", "2024-12-05"),
        ("45631.5", "2024-12-05T12:00:00Z"),
        ("1704448800", "2024-01-05T10:00:00Z"),
        ("1704448800000", "2024-01-05T10:00:00Z"),
        ("", ""),
    ],
)
def test_forms_of_dates(cell: str, clean: str) -> None:
    assert read("timestamp", [cell]) == [clean]


@pytest.mark.parametrize(
    "cell", ["2024-13-01", "31/02/2024", "2025-02-29 10:00:00", "soon", "24:00", "2024-01-05 25:00:00"]
)
def test_what_is_no_date_stays_as_it_is(cell: str) -> None:
    assert read("timestamp", ["2024-01-05 10:00:00", "31/12/2023", cell])[2] == cell


def test_a_day_of_a_date_column_is_the_one_that_is_written() -> None:
    assert read("date", ["2023-05-11 00:00:00", "2024-01-05T23:30:00-08:00"]) == ["2023-05-11", "2024-01-05"]


def test_other_cells_prove_the_order_of_a_date() -> None:
    assert read("date", ["03/04/2025", "26/08/2023"]) == ["2025-04-03", "2023-08-26"]
    assert read("date", ["03/04/2025", "8/26/2023"]) == ["2025-03-04", "2023-08-26"]


def test_another_column_of_the_file_proves_the_order() -> None:
    made = decided({"a": ("date", ["03/04/2025"]), "b": ("date", ["26/08/2023"])})
    assert not made.questions
    assert made.plans["a"].date is not None
    assert made.plans["a"].date.order == "dmy"


def test_an_open_date_is_asked() -> None:
    (question,) = decided({"Close Date": ("date", ["03/04/2025", ""])}).questions
    assert question.column == "Close Date"
    assert "03/04/2025 (row 1)" in question.found
    assert "2025-04-03" in question.readings
    assert "2025-03-04" in question.readings
    assert "--date-order" in question.answer
    assert read("date", ["03/04/2025"], Options(date_order="mdy")) == ["2025-03-04"]


def test_two_orders_in_one_column_are_asked() -> None:
    (question,) = decided({"c": ("date", ["13/04/2025", "04/13/2025"])}).questions
    assert "13/04/2025 (row 1) and 04/13/2025 (row 2)" in question.found
    assert read("date", ["13/04/2025", "04/13/2025"], Options(date_order="dmy")) == ["2025-04-13", "04/13/2025"]


def test_two_digit_years_need_a_word() -> None:
    assert decided({"c": ("date", ["26/08/23"])}).questions
    assert read("date", ["26/08/23"], Options(date_order="dmy")) == ["2023-08-26"]
    assert read("date", ["23/08/26"], Options(date_order="ymd")) == ["2023-08-26"]


def test_serials_only_where_all_cells_are_serials() -> None:
    assert read("date", ["45631", "45632"]) == ["2024-12-05", "2024-12-06"]
    assert read("date", ["45631", "2024-12-05"]) == ["45631", "2024-12-05"]
    assert read("date", ["45631", "12"]) == ["45631", "12"]
    assert read("timestamp", ["45631", "45631.25"]) == ["2024-12-05T00:00:00Z", "2024-12-05T06:00:00Z"]


def test_local_times_and_the_change_of_clocks() -> None:
    cells = ["2024-07-01 10:00:00", "2024-10-27 02:30:00", "2024-03-31 02:30:00", "2024-07-01"]
    clean = ["2024-07-01T08:00:00Z", "2024-10-27T00:30:00Z", "2024-03-31T01:30:00Z", "2024-07-01"]
    assert read("timestamp", cells, zone="Europe/Madrid") == clean
    reader = DateReader(DatePlan(is_day=False, zone="Europe/Madrid"))
    assert [reader.read(cell) for cell in cells] == clean
    assert set(reader.odd.values()) == {"twice", "absent"}
    assert read("timestamp", ["2024-07-01 10:00"], zone="Asia/Kolkata") == ["2024-07-01T04:30:00Z"]


@pytest.mark.parametrize("kind", ["fast", "cell by cell"])
def test_odd_years_are_counted(kind: str) -> None:
    cells = ["1970-01-20 10:00:00", "2050-01-01 00:00:00", "2024-01-05 10:00:00"]
    cells += [] if kind == "fast" else ["2024/1/5"]
    target = Target("c", Column("c", "timestamp"))
    plan = decided({"c": ("timestamp", cells)}).plans["c"]
    assert plan.date is not None
    assert plan.date.fast == (kind == "fast")
    reader = ColumnReader(target, plan)
    reader.read(cells, range(1, len(cells) + 1))
    assert {k: (o.count, o.example.row) for k, o in reader.oddities.items()} == {"early": (1, 1), "late": (1, 2)}


@pytest.mark.parametrize(
    ("cells", "clean"),
    [
        (["1,234.56", "1,234"], ["1234.56", "1234"]),
        (["1.234,56", "1.234"], ["1234.56", "1234"]),
        (["1 234,56", "1\u202f234,5", "1\xa0234,5"], ["1234.56", "1234.5", "1234.5"]),
        (["1'234.56"], ["1234.56"]),
        (["$9,400.00", "$12"], ["9400.00", "12"]),
        (["€ 9.400,00", "9.400,00 €"], ["9400.00", "9400.00"]),
        (["¥1,234.5", "USD 9,400", "US$9,400.25"], ["1234.5", "9400", "9400.25"]),
        (["1.2万元", "3亿", "9400元", "0.5 万"], ["12000", "300000000", "9400", "5000"]),
        (["(1,234.00)", "-5", "5-", "−3"], ["-1234.00", "-5", "-5", "-3"]),
        (["12 %", "12.5%"], ["0.12", "0.125"]),
        (["117.0", "9400.5", "1.234"], ["117.0", "9400.5", "1.234"]),
        (["1.234.567", "1.234"], ["1234567", "1234"]),
        (["12,34,567.00"], ["1234567.00"]),
        (["0.123", "1.234"], ["0.123", "1.234"]),
        (["１２３"], ["123"]),
        (["12", "", "abc"], ["12", "", "abc"]),
    ],
)
def test_forms_of_numbers(cells: list[str], clean: list[str]) -> None:
    assert read("number", cells, unit="money") == clean


@pytest.mark.parametrize("cell", ["1.234", "1,234", "123.456"])
def test_an_open_number_is_asked(cell: str) -> None:
    (question,) = decided({"Amount": ("number", [cell, "12"])}).questions
    assert cell in question.found
    assert "--decimal" in question.answer
    assert read("number", [cell], Options(decimal="point")) != read("number", [cell], Options(decimal="comma"))


def test_another_column_proves_the_decimal_sign() -> None:
    made = decided({"a": ("number", ["1.234"]), "b": ("number", ["9,5"])})
    assert not made.questions
    assert made.plans["a"].number is not None
    assert made.plans["a"].number.decimal == "comma"


def test_two_decimal_signs_are_asked_but_of_a_system_that_writes_one() -> None:
    cells = ["27397.20", "12.500,00"]
    assert decided({"a": ("number", cells)}).questions
    assert read("number", cells, decimal="point") == cells


def test_a_header_multiplies() -> None:
    reader = NumberReader(NumberPlan(decimal="point", unit="money", factor=Decimal(10_000)))
    assert [reader.read(cell) for cell in ("1.2", "1.2万", "3")] == ["12000", "12000", "30000"]
    assert HeaderUnit(Decimal(10_000), "CNY") != HeaderUnit()


def test_lengths() -> None:
    assert NumberReader(NumberPlan(unit="ms_to_s")).read("90000") == "90"
    assert NumberReader(NumberPlan(unit="clock_to_minutes")).read("01:30") == "90"


def test_salesforce_ids_get_their_checksum() -> None:
    assert salesforce_id("0065i0000000IiB") == "0065i0000000IiBAAU"
    assert salesforce_id("0065i0000000IiBAAU") == "0065i0000000IiBAAU"
    assert salesforce_id("000000000000000AAA") == ""
    upper, lower = salesforce_id("0065i0000000IiB"), salesforce_id("0065i0000000iIB")
    assert upper.lower() != lower.lower()


def test_zeros_behind_ids_are_cut_only_where_all_have_them() -> None:
    assert read("id", ["117.0", "0118.0", ""]) == ["117", "0118", ""]
    assert read("id", ["117.0", "118"]) == ["117.0", "118"]
    assert read("id", ["007", "010"]) == ["007", "010"]


def test_booleans_of_several_languages() -> None:
    cells = ["Yes", "0", "Sí", "是", "否", "✓", "FALSE", "maybe"]
    assert read("boolean", cells) == ["true", "false", "true", "true", "false", "true", "false", "maybe"]


@pytest.mark.parametrize(
    ("cell", "digits", "currency"),
    [
        ("Rs. 1,200.00", "1,200.00", ""),
        ("Rs.1,20,000", "1,20,000", ""),
        ("1.200,50 kr.", "1.200,50", ""),
        ("Fr. 1'200.00", "1'200.00", ""),
        ("S/. 50.10", "50.10", "PEN"),
        ("R 1,200", "1,200", "ZAR"),
        ("RM12", "12", "MYR"),
    ],
)
def test_signs_of_currencies_may_be_abbreviations(cell: str, digits: str, currency: str) -> None:
    parts = take_apart(cell)
    assert parts is not None
    assert (parts.digits, parts.currency) == (digits, currency)
