"""What holds for every cell and every file, whatever is in it: the importer's parsers and its readers of files."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tools.importer import dates, money, numbers
from tools.importer.cells import ColumnReader, salesforce_id
from tools.importer.dates import DatePlan, DateReader
from tools.importer.formats import ColumnPlan, Options, Target, decide
from tools.importer.imports import MappingError, Request, UsageError, WriteError, run
from tools.importer.mapping import Column
from tools.importer.numbers import NumberPlan, NumberReader
from tools.importer.tables import Refusal, TableError, open_tables
from tools.project import ROOT

# The same cases in every run: a failure of one run is a failure of all.
settings.register_profile(
    "steady",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=300,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("steady")

PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
TYPES = ("text", "id", "number", "boolean", "date", "timestamp", "enum", "time_zone")

# Pieces that cells of exports are made of, and any text.
PIECES = st.sampled_from(
    [
        *"0123456789 .,-+()/:'’%eETZ年月日万",
        "USD",
        "€",
        "$",
        "Rs.",
        "1,234",
        "2024",
        "03",
        "13",
        "PM",
        "May",
        "true",
        "是",
        "٣",
        "\u2212",
    ]
)
CELLS = st.one_of(st.lists(PIECES, max_size=12).map("".join), st.text(max_size=40))
NUMBER_PLANS = st.builds(
    NumberPlan,
    decimal=st.sampled_from(["", "point", "comma"]),
    unit=st.sampled_from(
        ["", "money", "percent", "ms_to_s", "s_to_minutes", "hours_to_minutes", "clock_to_minutes", "clock_to_s"]
    ),
    factor=st.sampled_from([Decimal(1), Decimal(10_000), Decimal("0.01")]),
)
DATE_PLANS = st.builds(
    DatePlan,
    is_day=st.booleans(),
    order=st.sampled_from(["", "dmy", "mdy", "ymd"]),
    point_order=st.sampled_from(["", "dmy", "mdy"]),
    short_years=st.booleans(),
    serials=st.sampled_from(["", "days", "times"]),
    epoch=st.booleans(),
    compact=st.booleans(),
    zone=st.sampled_from(["", "UTC", "Europe/Madrid", "Asia/Kathmandu", "Pacific/Apia"]),
)


@given(CELLS, NUMBER_PLANS)
def test_a_number_is_plain_or_told(cell: str, plan: NumberPlan) -> None:
    reader = NumberReader(plan)
    made = reader.read(cell)
    assert made == cell if cell in reader.odd or not cell else PLAIN.fullmatch(made), made
    assert len(made) <= len(cell) + 100


def test_a_long_cell_costs_no_time() -> None:
    started = time.process_time()
    assert numbers.take_apart("a" * 70_000) is None
    assert time.process_time() - started < 1


def test_digits_of_other_scripts_are_read() -> None:
    assert NumberReader(NumberPlan(decimal="point", unit="money")).read("٣١٫٥".replace("٫", ".")) == "31.5"


@pytest.mark.parametrize("cell", ["1e999999999", "9e99999999", "1E-999999999", "1e400", "9" * 5000, "1,5e99999"])
def test_an_exponent_costs_no_memory(cell: str) -> None:
    reader = NumberReader(NumberPlan(factor=Decimal(10_000)))
    assert len(reader.read(cell)) < 6000


@given(
    st.decimals(min_value=-(10**14), max_value=10**14, places=2),
    st.sampled_from([("point", ".", ","), ("comma", ",", "."), ("comma", ",", "\u00a0"), ("point", ".", "'")]),
    st.sampled_from(["{}", "{} ", "USD {}", "{} €", "({})"]),
)
def test_a_number_survives_how_it_is_written(number: Decimal, style: tuple[str, str, str], around: str) -> None:
    name, decimal, group = style
    text = f"{abs(number):,.2f}".replace(",", "\0").replace(".", decimal).replace("\0", group)
    is_negative = around == "({})" or number < 0
    cell = around.format(text if around == "({})" or number >= 0 else f"-{text}")
    made = NumberReader(NumberPlan(decimal=name, unit="money")).read(cell)
    assert Decimal(made) == (-abs(number) if is_negative else number)


@given(CELLS, DATE_PLANS)
def test_a_date_is_iso_or_told(cell: str, plan: DatePlan) -> None:
    reader = DateReader(plan)
    made = reader.read(cell)
    if reader.odd.get(cell) == "bad" or not cell:
        assert made == cell
    else:
        assert (DAY if plan.is_day else re.compile(f"{DAY.pattern}|{MOMENT.pattern}")).fullmatch(made), made
        date.fromisoformat(made[:10])


FORMS = {
    "dmy": "%d/%m/%Y %H:%M:%S",
    "mdy": "%m/%d/%Y, %I:%M:%S %p",
    "iso": "%Y-%m-%dT%H:%M:%SZ",
    "point": "%d.%m.%Y %H:%M:%S",
    "cjk": "%Y年%m月%d日 %H:%M:%S",
    "named": "%d %b %Y %H:%M:%S",
}


@given(
    st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2049, 12, 31)),
    st.sampled_from(sorted(FORMS)),
    st.sampled_from(["", "Europe/Madrid", "America/New_York", "Asia/Kathmandu"]),
)
def test_a_moment_survives_how_it_is_written(moment: datetime, form: str, zone: str) -> None:
    moment = moment.replace(microsecond=0)
    local = moment.replace(tzinfo=UTC)
    if zone and form != "iso":
        local = local.astimezone(dates.ZoneInfo(zone))
    reader = DateReader(
        DatePlan(is_day=False, order=form if form in ("dmy", "mdy") else "", point_order="dmy", zone=zone)
    )
    made = reader.read(local.strftime(FORMS[form]))
    # of a local time that came twice the first is taken
    allowed = {moment, moment - timedelta(hours=1)} if "twice" in reader.odd.values() else {moment}
    assert datetime.fromisoformat(made.rstrip("Z")) in allowed


@given(
    st.sampled_from(TYPES),
    st.lists(CELLS, max_size=30),
    st.sampled_from(["", "dmy", "mdy"]),
    st.sampled_from(["", "point", "comma"]),
)
def test_every_column_can_be_planned_and_read(kind: str, cells: list[str], order: str, decimal: str) -> None:
    cells = [cell.strip() for cell in cells]
    target = Target("c", Column("c", kind, accepted=("won", "lost") if kind == "enum" else ()))
    seen = target.new_evidence()
    if seen is not None:
        seen.see(cells, range(1, len(cells) + 1))
    decision = decide(
        "f.csv", {"c": target}, {} if seen is None else {"c": seen}, Options(order, decimal, "Europe/Madrid")
    )
    if not decision.questions:
        reader = ColumnReader(target, decision.plans.get("c") or ColumnPlan())
        made = reader.read(list(cells), range(1, len(cells) + 1))
        assert len(made) == len(cells)
        if kind == "boolean":
            assert all(text in ("", "true", "false") or text in cells for text in made)


@given(CELLS)
def test_units_ids_and_money_take_any_text(cell: str) -> None:
    assert isinstance(money.code_of(cell), str)
    found = money.unit_of(cell)
    assert found is None or isinstance(found[0], Decimal)
    assert salesforce_id(cell) in ("", cell) or len(salesforce_id(cell)) == 18
    parts = numbers.take_apart(cell)
    assert parts is None or numbers.proof_of(parts.digits) in (
        "none",
        "point",
        "comma",
        "open_point",
        "open_comma",
        "bad",
    )


ROWS = st.lists(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=15), min_size=4, max_size=4
    ),
    min_size=1,
    max_size=8,
)


@given(
    st.one_of(
        st.binary(max_size=400),
        st.text(max_size=300).map(str.encode),
        st.text(max_size=200).map(lambda text: text.encode("utf-16")),
    )
)
def test_any_bytes_are_a_table_or_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(data)
    for found in open_tables([path]):
        assert isinstance(found, Refusal) or keeps_its_rows(found)


def keeps_its_rows(table: object) -> bool:
    """Whether every row of a table is in a batch, as wide as the header, or rejected."""
    try:
        batches = list(table.batches())  # type: ignore[attr-defined]
    except TableError:
        return True
    widths = {len(row) for batch in batches for row in batch.rows} - {len(table.header)}  # type: ignore[attr-defined]
    given = sum(len(batch.rows) for batch in batches)
    return not widths and table.rows_in == given + len(table.rejected)  # type: ignore[attr-defined]


@given(ROWS, st.sampled_from(["\n", "\r\n"]))
def test_quoted_cells_survive(tmp_path: Path, rows: list[list[str]], end: str) -> None:
    """Cells that a writer quotes come back, but for blank rows and what the notes tell."""
    held = io.StringIO()
    writer = csv.writer(held, quoting=csv.QUOTE_ALL, lineterminator=end)
    writer.writerow(["deal_id", "created_at", "outcome", "amount"])
    writer.writerows([[f"k{place}", *row[1:]] for place, row in enumerate(rows)])
    path = tmp_path / "deals.csv"
    path.write_bytes(held.getvalue().encode())
    (table,) = open_tables([path])
    assert not isinstance(table, Refusal)
    found = [row for batch in table.batches() for row in batch.rows]
    kinds = {note.kind for note in table.notes}
    if not kinds & {"text_guard", "footer", "unnested", "grouped", "repeated_header"} and not table.rejected:
        assert found == [[f"k{place}", *row[1:]] for place, row in enumerate(rows)]


@settings(max_examples=60)
@given(st.lists(st.lists(CELLS, min_size=5, max_size=5), max_size=6), st.sampled_from(["", "dmy"]))
def test_every_row_of_an_import_is_accounted_for(tmp_path: Path, rows: list[list[str]], order: str) -> None:
    held = io.StringIO()
    csv.writer(held).writerows([["deal_id", "created_at", "outcome", "amount", "currency"], *rows])
    source = tmp_path / "in"
    source.mkdir(exist_ok=True)
    (source / "deals.csv").write_bytes(held.getvalue().encode("utf-8", "replace"))
    try:
        outcome = run(Request((source,), tmp_path / "out", options=Options(order, "point", "", "EUR")))
    except UsageError:
        return
    for item in outcome.items:
        assert item.rows_in == item.rows_out + item.rejected + item.merged
    if outcome.files:
        manifest = json.loads((tmp_path / "out/import.json").read_text(encoding="utf-8"))
        assert [(tmp_path / "out" / made["path"]).stat().st_size for made in manifest["files"]] == [
            made["bytes"] for made in manifest["files"]
        ]


@pytest.mark.parametrize("place", ["cells", "headers", "titles"])
def test_no_message_shows_a_whole_long_text(tmp_path: Path, place: str) -> None:
    long_text = "long text " * 300
    looked_at = 0
    for system in sorted(path for path in (ROOT / "seeds/exports").iterdir() if path.is_dir()):
        source = tmp_path / system.name
        source.mkdir()
        for file in sorted(system.glob("*__*.csv")):
            with file.open(encoding="utf-8", newline="") as stream:
                header, *filled = islice(csv.reader(stream), 2)
            row = filled[0] if filled else ["x"] * len(header)
            # beside a currency in the amount, the column of currencies is judged as well
            row = ["USD 9,400" if "amount" in name.casefold() else cell for name, cell in zip(header, row, strict=True)]
            rows = [header, row]
            if place == "cells":
                rows += [[*row[:one], long_text, *row[one + 1 :]] for one in range(len(header))]
            elif place == "headers":
                rows = [[*header, long_text], [*row, "x"]]
            else:
                rows = [[long_text, *header[1:]], *rows]
            with (source / f"{file.stem.partition('__')[2]}.csv").open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream).writerows(rows)
        try:
            outcome = run(Request((source,), tmp_path / f"to-{system.name}"))
            told = [text for item in outcome.items for text in item.messages]
            told += [text for question in outcome.questions for text in vars(question).values()]
        except (UsageError, MappingError, WriteError) as error:
            told = [str(error)]
        looked_at += len(told)
        assert not [text[:200] for text in told if long_text[:700] in text]
    assert looked_at > 40
