"""Grouped reports: groups are filled down, subtotals are no rows, flat reports stay as they are."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from tools.importer.groups import group_columns, is_stepped, is_subtotal
from tools.importer.imports import Outcome, Request, run

HEADER = ["Opportunity Owner", "Opportunity Name", "Stage", "Amount", "Close Date", "Created Date"]
DATES = ["2024-03-20", "2024-01-15"]


def imported(tmp_path: Path, source: Path) -> tuple[Outcome, list[dict[str, str]]]:
    """Import one report; the outcome and the clean rows."""
    outcome = run(Request((source,), tmp_path / "out"))
    with (tmp_path / "out/salesforce/Opportunity.csv").open(encoding="utf-8", newline="") as stream:
        return outcome, list(csv.DictReader(stream))


def text_file(tmp_path: Path, rows: list[list[str]]) -> Path:
    """A CSV file of rows."""
    path = tmp_path / "report.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def deal(owner: str, name: str) -> list[str]:
    """A row of the report."""
    return [owner, name, "Closed Won", "1,200.50", *DATES]


def test_groups_of_a_text_are_filled_down(tmp_path: Path) -> None:
    body = [
        *(deal("Ana Pérez", "A"), deal("", "B"), ["Subtotal", "", "", "2,401.00", "", ""], ["Count", "2", *[""] * 4]),
        *(deal("Bob", "C"), ["Subtotal", "", "", "1,200.50", "", ""], ["Grand Total", "", "", "$3,601.50", "", ""]),
    ]
    outcome, rows = imported(tmp_path, text_file(tmp_path, [HEADER, *body]))
    assert [(row["OwnerName"], row["Name"]) for row in rows] == [("Ana Pérez", "A"), ("Ana Pérez", "B"), ("Bob", "C")]
    assert (outcome.items[0].rows_in, outcome.items[0].rows_out) == (3, 3)
    told = " ".join(outcome.items[0].messages)
    assert "Subtotals between the rows that were left out: 4" in told
    assert "grouped by Opportunity Owner: 1 blank cells" in told


def test_a_formatted_workbook_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        *([None, "Opportunities by Owner"], [None, "As of 2024-04-01 10:00"], [], [None, "Filtered By"], []),
        [None, "Opportunity Owner  \u2191", None, *HEADER[1:]],
        [None, "Ana Pérez", None, *deal("", "A")[1:]],
        [None, None, None, *deal("", "B")[1:]],
        *([None, "Subtotal", "Sum", None, None, 2401], [None, None, "Count", 2]),
        [None, "Bob", None, *deal("", "C")[1:]],
        *([None, "Subtotal", "Sum", None, None, 1200.5], [None, "Total", "Sum", None, None, 3601.5]),
        [None, "Confidential Information - Do Not Distribute"],
        [None, "Copyright © 2000-2024 salesforce.com, inc. All rights reserved."],
    ):
        sheet.append(row)
    book.save(tmp_path / "report.xlsx")
    outcome, rows = imported(tmp_path, tmp_path / "report.xlsx")
    assert [(row["OwnerName"], row["Name"]) for row in rows] == [("Ana Pérez", "A"), ("Ana Pérez", "B"), ("Bob", "C")]
    assert outcome.items[0].rows_in == 3


def test_totals_at_the_end_make_no_groups(tmp_path: Path) -> None:
    body = [deal("Ana Pérez", "A"), deal("", "B"), deal("", "C")]
    footer = [[], ["Grand Totals (3 records)", "", "", "3,601.50", "", ""]]
    _, rows = imported(tmp_path, text_file(tmp_path, [HEADER, *body, *footer]))
    assert [row["OwnerName"] for row in rows] == ["Ana Pérez", "", ""]


def test_a_report_that_is_only_sorted_keeps_its_blanks() -> None:
    rows = [["", "A"], ["", "B"], ["Ana", "C"], ["Bob", "D"]]
    assert group_columns(["Owner \u2191", "Name"], rows) == ()
    assert group_columns(["Owner \u2193", "Name"], rows[::-1]) == ()
    assert group_columns(["Owner \u2191", "Name"], [["Ana", "A"], ["", "B"], ["Bob", "C"]]) == (0,)


@pytest.mark.parametrize(
    ("filled", "stepped"),
    [([], False), ([True, True], False), ([False, True], False), ([True, True, False], False), ([True, False], True)],
)
def test_steps_are_told_from_an_end_of_blanks(filled: list[bool], stepped: bool) -> None:
    assert is_stepped(filled) is stepped


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (["Subtotal", "", "$1,200.50"], True),
        (["", "Count", "40"], True),
        (["小计", "", "EUR 1.200,50"], True),
        (["Total", "Sum", "", "12"], True),
        (["Subtotal", "", ""], False),
        (["Total", "Acme renewal", "12"], False),
        (["Total Energies", "", "12"], False),
    ],
)
def test_what_a_subtotal_is(row: list[str], expected: bool) -> None:
    assert is_subtotal(row) is expected
