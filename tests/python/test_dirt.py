"""Dirt of real files on its way from the download to the marts: docs/importing.md lists the outcomes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tools.dbt_runs import BUILD, Run, run_all
from tools.importer.formats import Options
from tools.importer.imports import Outcome, Request, run

HUBSPOT_DEALS = (
    b"\xef\xbb\xbf Record ID ,Deal Name,Deal Stage,Pipeline,Close Date,Create Date,Amount,Is Closed Won\n"
    b"1,plain,Closed Won,Sales,2024-03-01 10:00,2024-01-01 10:00,100,true\r\n"
    b'"2,nested,Closed Won,Sales,2024-03-01 10:00,2024-01-01 10:00,200,true"\r\n'
    b"3,first,Closed Won,Sales,2024-03-01 10:00,2024-01-01 10:00,1000,true\r\n"
    b"3,last,Closed Won,Sales,2024-03-01 10:00,2024-01-01 10:00,300,true\r\n"
    b"4,twin,Closed Won,Sales,2024-03-01 10:00,2024-01-01 10:00,400,true\r\n"
    b"5,twin,Closed Won,Sales,2024-03-01 10:00,2024-01-01 10:00,400,true\r\n"
    b"6,credit,Closed Won,Sales,2024-03-01 10:00,2024-01-01 10:00,-50,true\r\n"
    b"7,sentinel,Closed Won,Sales,2024-03-01 10:00,2024-01-01 10:00,-1,true\r\n"
    b"8,blank,Closed Won,Sales,2024-03-01 10:00,2024-01-01 10:00,  ,true\r\n"
    b"9,band,Closed Won,Sales,2024-03-01 10:00,2024-01-01 10:00,May-20,true\r\n"
    + "10,emoji,🎉 Closed Won,Sales,2024-03-01 10:00,2024-01-01 10:00,500,true\r\n".encode()
    + b"11,surplus,Closed Won,Sales,2024-03-01 10:00,2024-01-01 10:00,600,true,x,y\r\n"
    b",no id,Closed Won,Sales,2024-03-01 10:00,2024-01-01 10:00,700,true\r\n"
    b"12,open end,Qualified,Sales,2050-12-31 00:00,2024-01-01 10:00,800,false\r\n"
)
LEADS = (
    "Id,Company,Status,LeadSource,OwnerId,CreatedDate,ConvertedAccountId,Qualified_At__c\n"
    "00Q5i0000000lvU,Upper,Open,Google,005,2024-01-05 10:00:00,000,2024-01-05 10:30:00\n"
    "00Q5i0000000lvu,Lower,Open,google,005,2024-01-05 10:00:00,000000000000000AAA,2024-01-05 10:30:00\n"
)
TASKS = (
    "Id,WhoId,Subject,Status,Type,IsClosed,CreatedDate,OwnerId\n"
    "00T1,00Q5i0000000lvU,too early,Completed,Call,true,2024-01-01 09:00:00,005\n"
    "00T2,00Q5i0000000lvU,answer,Completed,Call,true,2024-01-05 11:00:00,005\n"
    "00T3,00Q5i0000000lvu,in 1970,Completed,Call,true,1970-01-20 09:00:00,005\n"
)
ZOHO = (
    "Record Id,Deal Name,Stage,Amount,Closing Date,Created Time,Lead Source\n"
    'zcrm_1,A,Closed Won,"$9,400.00",2024-02-01,2024-01-01 10:00:00,-None-\n'
    'zcrm_2,B,Closed Won,"$1,000.50",2024-02-01,2024-01-01 10:00:00,Select\n'
)
ASKED = (
    "--select",
    "+fct_activities",
    "+fct_deals",
    "+fct_lead_responses",
    "+fct_leads",
    "+rejected_records",
    "int_export_counts",
)
Query = Callable[[str, str], list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Outcome, Path]]:
    """What each import told, and the folder that it wrote."""
    made = {}
    for name, files in {
        "hubspot": {"deals.csv": HUBSPOT_DEALS},
        "salesforce": {"Lead.csv": LEADS.encode(), "Task.csv": TASKS.encode()},
        "zoho": {"Deals.csv": ZOHO.encode()},
    }.items():
        work = tmp_path_factory.mktemp(name)
        (work / "in").mkdir()
        for file, content in files.items():
            (work / "in" / file).write_bytes(content)
        outcome = run(Request((work / "in",), work / "out", options=Options(time_zone="UTC")))
        assert (outcome.questions, outcome.exit_code) == ([], 0)
        made[name] = (outcome, work / "out")
    return made


@pytest.fixture(scope="module")
def query(outcomes: dict[str, tuple[Outcome, Path]], tmp_path_factory: pytest.TempPathFactory) -> Query:
    """A function that queries the warehouse that was built from an import."""
    work = tmp_path_factory.mktemp("builds")
    runs = [
        Run(
            name,
            (*BUILD, *ASKED),
            {"systems": [name], "exports_dir": str(folder), "as_of_date": "2024-06-30"},
        )
        for name, (_, folder) in outcomes.items()
    ]
    built = run_all(runs, work)
    assert {name: outcome.message for name, outcome in built.items()} == dict.fromkeys(outcomes, "")

    def ask(name: str, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(built[name].warehouse), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    return ask


def test_rows_of_deals(outcomes: dict[str, tuple[Outcome, Path]], query: Query) -> None:
    (item,) = outcomes["hubspot"][0].items
    assert (item.rows_in, item.rows_out, item.rejected, item.merged) == (14, 13, 1, 0)
    found = query(
        "hubspot", "select record_id, column_name, reason, is_row_rejected from rejected_records order by all"
    )
    assert found == [
        ("3", "record_id", "duplicate_key", True),
        ("9", "amount", "bad_number", False),
        (None, "(whole row)", "too_many_cells", True),
        (None, "record_id", "missing_required", True),
    ]
    ((raw, accepted, rejected),) = query(
        "hubspot",
        "select raw_rows, accepted_rows, rejected_rows from intermediate.int_export_counts where export = 'deals'",
    )
    assert (raw, accepted, rejected) == (14, 11, 3)


def test_amounts_of_deals(query: Query) -> None:
    """The nested row is read, of two rows with one id the last counts, twins both, and negatives are summed."""
    found = dict(query("hubspot", "select deal_id, native_amount from fct_deals where outcome = 'won'"))
    assert found == {
        "1": 100,
        "2": 200,
        "3": 300,
        "4": 400,
        "5": 400,
        "6": -50,
        "7": -1,
        "8": None,
        "9": None,
        "10": 500,
    }
    assert query("hubspot", "select stage from fct_deals where deal_id = '10'") == [("🎉 Closed Won",)]
    assert query("hubspot", "select outcome, closed_at from fct_deals where deal_id = '12'") == [("open", None)]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("hubspot", "hold"),
        ("hubspot", "May-20"),
        ("hubspot", "2050"),
        ("hubspot", "1 row has no record_id"),
        ("salesforce", "1970"),
    ],
)
def test_what_is_kept_or_repaired_is_warned_about(
    outcomes: dict[str, tuple[Outcome, Path]], name: str, words: str
) -> None:
    told = "\n".join(message for item in outcomes[name][0].items for message in item.messages)
    assert words in told


def test_ids_that_differ_in_capitals_are_two_leads(query: Query) -> None:
    found = query("salesforce", "select lead_id, account_id, source from fct_leads order by 1")
    assert [(len(lead), account, source) for lead, account, source in found] == [
        (18, None, "Google"),
        (18, None, "google"),
    ]
    assert found[0][0][:15].lower() == found[1][0][:15].lower()


def test_an_activity_before_its_lead_is_no_answer(query: Query) -> None:
    """It stays an activity; the later one answers. One of 1970 is out of range."""
    assert query("salesforce", "select count(*) from fct_activities") == [(2,)]
    assert query("salesforce", "select record_id, reason from rejected_records") == [("00T3", "out_of_range")]
    assert query(
        "salesforce", "select answered_at from steps.fct_lead_responses where answered_at is not null"
    ) == query("salesforce", "select occurred_at from fct_activities where activity_id = '00T2'")


def test_money_and_null_words(query: Query) -> None:
    assert query("zoho", "select native_amount from fct_deals order by 1") == [(1000.5,), (9400,)]
