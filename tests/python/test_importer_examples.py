"""The mapping files of docs/examples on made-up rows under the genuine headers of their systems."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tools.importer.formats import Options
from tools.importer.imports import Outcome, Request, run
from tools.project import ROOT

Row = dict[str, str]


def imported(
    tmp_path: Path, example: str, files: dict[str, list[str]], currency: str = ""
) -> tuple[Outcome, dict[str, list[Row]]]:
    """Import files (header, then rows) by a mapping file; the outcome and the rows of the clean files by export."""
    folder = tmp_path / "in"
    folder.mkdir()
    for name, lines in files.items():
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    mapping = ROOT / f"docs/examples/{example}.yml"
    options = Options(time_zone="America/New_York", currency=currency)
    outcome = run(Request((folder,), tmp_path / "out", mappings=(mapping,), options=options))
    assert outcome.questions == []
    for item in outcome.items:
        assert item.rows_in == item.rows_out + item.rejected + item.merged, item
    found = {}
    for path in sorted((tmp_path / "out/generic").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            found[path.stem] = list(csv.DictReader(stream))
    return outcome, found


def picked(rows: list[Row], *columns: str) -> list[tuple[str, ...]]:
    """Some columns of rows; '' for one that the file does not have."""
    return [tuple(row.get(column, "") for column in columns) for row in rows]


HIDDEN = '"(Do Not Modify) {}","(Do Not Modify) Row Checksum","(Do Not Modify) Modified On"'
DYNAMICS = {
    "All Users 11-30-2026.csv": [
        HIDDEN.format("User") + ',"Full Name","Business Unit","Title","Primary Email","Status"',
        "u-1,x=,1/5/2026 9:00 AM,Ana Moss,North,Rep,ana@example.test,Enabled",
        "u-2,x=,1/5/2026 9:00 AM,Bo Reed,North,Rep,bo@example.test,Disabled",
        "u-3,x=,1/5/2026 9:00 AM,Kim Park,North,Rep,kim@example.test,Enabled",
        "u-4,x=,1/5/2026 9:00 AM,Kim Park,South,Rep,park@example.test,Enabled",
    ],
    "All Accounts.csv": [
        HIDDEN.format("Account")
        + ',"Account Name","Main Phone","Address 1: City","Address 1: Country/Region","Parent Account","Industry","Owner","Created On"',
        "a-1,x=,1/5/2026 9:00 AM,Alder Works,,Bern,CH,,Retail,Ana Moss,1/15/2026 9:00 AM",
        "a-2,x=,1/5/2026 9:00 AM,Birch Labs,,Ulm,DE,Alder Works,Retail,Bo Reed,1/15/2026 9:00 AM",
        "a-3,x=,1/5/2026 9:00 AM,Twin,,Ulm,DE,,Retail,Bo Reed,1/15/2026 9:00 AM",
        "a-4,x=,1/5/2026 9:00 AM,Twin,,Lyon,FR,,Retail,Bo Reed,1/15/2026 9:00 AM",
    ],
    "All Leads.csv": [
        HIDDEN.format("Lead") + ',"Name","Topic","Company Name","Status","Status Reason","Owner","Email","Lead Source","Created On"',
        "l-1,x=,1/5/2026 9:00 AM,Lou Roe,Fifty seats,Birch Labs,Qualified,Qualified,Ana Moss,lou@example.test,Web,1/15/2026 9:00 AM",
    ],
    "All Opportunities.csv": [
        HIDDEN.format("Opportunity")
        + ',"Topic","Account","Contact","Est. Close Date","Est. Revenue","Actual Close Date","Actual Revenue","Currency",'
        '"Status","Status Reason","Pipeline Phase","Owner","Originating Lead","Created On"',
        'o-1,x=,1/5/2026 9:00 AM,Fifty seats,Birch Labs,Lou Roe,3/1/2026,"1,000.00",3/13/2026,"1,200.00",US Dollar,Won,Won,Close,Ana Moss,Lou Roe,1/15/2026 9:00 AM',
        "o-2,x=,1/5/2026 9:00 AM,Ten seats,Alder Works,,3/1/2026,300.00,3/14/2026,$0.00,US Dollar,Lost,Out-Sold,Close,Bo Reed,,1/15/2026 9:00 AM",
        "o-3,x=,1/5/2026 9:00 AM,More seats,Cedar Ltd,,6/1/2026,50.00,,,US Dollar,Open,In Progress,Propose,Someone Else,,1/15/2026 9:00 AM",
        "o-4,x=,1/5/2026 9:00 AM,Few seats,Twin,,6/1/2026,60.00,,,US Dollar,Open,In Progress,Propose,Kim Park,,1/15/2026 9:00 AM",
    ],
    "All Activities.csv": [
        HIDDEN.format("Activity")
        + ',"Subject","Regarding","Activity Type","Activity Status","Owner","Priority","Start Date","Due Date","Actual End","Created On"',
        "c-1,x=,1/5/2026 9:00 AM,Intro,Lou Roe,Phone Call,Completed,Ana Moss,Normal,,1/16/2026 10:00 AM,1/16/2026 9:30 AM,1/15/2026 9:00 AM",
        "c-2,x=,1/5/2026 9:00 AM,Demo,Fifty seats,Appointment,Completed,Ana Moss,Normal,1/20/2026 2:00 PM,1/20/2026 3:00 PM,,1/16/2026 9:00 AM",
        "c-3,x=,1/5/2026 9:00 AM,Write,Birch Labs,Task,Open,Bo Reed,Normal,,1/22/2026 10:00 AM,,1/16/2026 9:00 AM",
        "c-4,x=,1/5/2026 9:00 AM,Call off,Ten seats,Appointment,Canceled,Bo Reed,Normal,1/21/2026 2:00 PM,1/21/2026 3:00 PM,,1/16/2026 9:00 AM",
    ],
}  # fmt: skip


def test_dynamics_365(tmp_path: Path) -> None:
    """Own ids where a file tells them, names looked up, one file of activities into two exports, and the day of a close."""
    outcome, found = imported(tmp_path, "dynamics_365", DYNAMICS)
    assert picked(found["users"], "user_id", "name", "team_id", "is_active") == [
        ("u-1", "Ana Moss", "North", "true"),
        ("u-2", "Bo Reed", "North", "false"),
        ("u-3", "Kim Park", "North", "true"),
        ("u-4", "Kim Park", "South", "true"),
    ]
    assert picked(found["accounts"], "account_id", "name", "parent_account_id", "owner_id") == [
        ("a-1", "Alder Works", "", "u-1"),
        ("a-2", "Birch Labs", "a-1", "u-2"),
        ("a-3", "Twin", "", "u-2"),
        ("a-4", "Twin", "", "u-2"),
    ]
    assert picked(found["leads"], "lead_id", "status", "created_at", "owner_id") == [
        ("l-1", "Qualified", "2026-01-15T14:00:00Z", "u-1")
    ]
    columns = ("deal_id", "outcome", "closed_at", "amount", "currency", "account_id", "lead_id", "stage")
    assert picked(found["deals"], *columns) == [
        ("o-1", "won", "2026-03-13", "1200.00", "USD", "a-2", "l-1", "Close"),
        ("o-2", "lost", "2026-03-14", "300.00", "USD", "a-1", "", "Close"),
        ("o-3", "open", "", "50.00", "USD", "Cedar Ltd", "", "Propose"),
        ("o-4", "open", "", "60.00", "USD", "Twin", "", "Propose"),
    ]
    owners = [row["owner_id"] for row in found["deals"]]
    assert owners[:2] == ["u-1", "u-2"]
    # whom no user is called, and whom two are, only a digest tells: no name of a person is a key
    assert all(len(owner) == 37 and owner.startswith("name:") for owner in owners[2:])
    assert picked(found["meetings"], "meeting_id", "starts_at", "ends_at", "deal_id", "outcome", "organizer_id") == [
        ("c-2", "2026-01-20T19:00:00Z", "2026-01-20T20:00:00Z", "o-1", "held", "u-1"),
        ("c-4", "2026-01-21T19:00:00Z", "2026-01-21T20:00:00Z", "o-2", "canceled", "u-2"),
    ]
    columns = ("activity_id", "type", "status", "occurred_at", "lead_id", "account_id", "deal_id", "user_id")
    assert picked(found["activities"], *columns) == [
        ("c-1", "call", "completed", "2026-01-16T14:30:00Z", "l-1", "", "", "u-1"),
        ("c-3", "task", "planned", "2026-01-22T15:00:00Z", "", "a-2", "", "u-2"),
    ]
    assert outcome.currency == "USD"
    assert any("2 rows of deals.csv name a record" in text and "Cedar Ltd" in text for text in outcome.warnings)
    activities = [item for item in outcome.items if item.label == "All Activities.csv"]
    assert [(item.rows_in, item.rows_out) for item in activities] == [(2, 2), (2, 2)]


SUITE_TAIL = (
    '"Assigned to","Assigned User ID","Date Created","Date Modified","Created By ID","Modified By ID","Deleted"'
)
SUITE_ROW = "ana,u-1,01/15/2026 09:00 am,01/15/2026 09:00 am,1,1,0"
SUITE = {
    "Users.csv": [
        '"ID","User Name","First Name","Last Name","Full Name","Title","Department","Email Address","Status"',
        "u-1,ana,Ana,Moss,Ana Moss,Rep,North,ana@example.test,Active",
    ],
    "Accounts.csv": [
        f'"Name","ID","Website","Email Address","Office Phone","Billing Country","Type","Industry","Parent Account ID",{SUITE_TAIL}',
        f"Alder Works,a-1,,,,CH,Customer,Retail,,{SUITE_ROW}",
    ],
    "Leads.csv": [
        '"First Name","Last Name","ID","Account Name","Email Address","Status","Status Description","Lead Source",'
        f'"Account ID","Opportunity ID",{SUITE_TAIL}',
        f"Lou,Roe,l-1,Alder Works,lou@example.test,Converted,,Web Site,a-1,o-1,{SUITE_ROW}",
    ],
    "Opportunities.csv": [
        '"Opportunity Name","ID","Opportunity Amount","Currency","Expected Close Date","Sales Stage","Probability (%)",'
        f'"Next Step","Type","Account Name","Amount","Lead Source",{SUITE_TAIL}',
        f"Fifty seats,o-1,500.00,-99,03/13/2026,Closed Won,100,,New Business,Alder Works,500.00,Web Site,{SUITE_ROW}",
        f"Ten seats,o-2,90.00,f0e1-cur,03/14/2026,Closed Lost,0,,Existing Business,Birch Labs,100.00,,{SUITE_ROW}",
        f"More,o-3,70.00,-99,06/30/2026,Id. Decision Makers,40,,,Alder Works,70.00,,{SUITE_ROW}",
    ],
    "Calls.csv": [
        '"Subject","ID","Description","Status","Direction","Start Date and Time","End Date","Duration Hours",'
        f'"Duration Minutes","Related To Module","Parent ID",{SUITE_TAIL}',
        f"Intro,c-1,,Held,Outbound,01/16/2026 09:30 am,01/16/2026 09:45 am,0,15,Leads,l-1,{SUITE_ROW}",
        f"Again,c-2,,Not Held,Inbound,01/17/2026 09:30 am,01/17/2026 09:45 am,0,15,Accounts,a-1,{SUITE_ROW}",
    ],
    "Tasks.csv": [
        f'"Subject","ID","Description","Status","Start Date","Due Date","Priority","Related To Module","Related To ID","Contact ID",{SUITE_TAIL}',
        f"Write,t-1,,Completed,,01/18/2026 05:00 pm,High,Opportunities,o-1,,{SUITE_ROW}",
    ],
    "Meetings.csv": [
        '"Subject","ID","Description","Status","Location","Start Date","End Date","Duration Hours","Duration Minutes",'
        f'"Meeting Type","Related To Module","Parent ID",{SUITE_TAIL}',
        f"Demo,m-1,,Held,,01/20/2026 02:00 pm,01/20/2026 03:00 pm,1,0,Sugar,Opportunities,o-1,{SUITE_ROW}",
    ],
}  # fmt: skip


def test_suitecrm(tmp_path: Path) -> None:
    """Calls and tasks of two layouts are activities; what a record belongs to is found by its id in whichever module."""
    outcome, found = imported(tmp_path, "suitecrm", SUITE)
    assert {item.label: item.export.label for item in outcome.items if item.export} == {
        f"{name}.csv": f"suitecrm.{'deals' if name == 'Opportunities' else name.lower()}"
        for name in ("Users", "Accounts", "Leads", "Opportunities", "Calls", "Tasks", "Meetings")
    }
    assert picked(found["users"], "user_id", "name", "is_active") == [("u-1", "Ana Moss", "true")]
    assert picked(found["accounts"], "account_id", "name", "owner_id") == [("a-1", "Alder Works", "u-1")]
    assert picked(found["leads"], "lead_id", "account_id", "deal_id", "owner_id", "is_deleted") == [
        ("l-1", "a-1", "o-1", "u-1", "false")
    ]
    columns = ("deal_id", "outcome", "closed_at", "deal_type", "account_id", "amount", "currency")
    assert picked(found["deals"], *columns) == [
        ("o-1", "won", "2026-03-13", "new_business", "a-1", "500.00", ""),
        ("o-2", "lost", "2026-03-14", "expansion", "Birch Labs", "100.00", ""),
        ("o-3", "open", "2026-06-30", "", "a-1", "70.00", ""),
    ]
    columns = ("activity_id", "type", "direction", "status", "occurred_at", "lead_id", "account_id", "deal_id")
    assert picked(found["activities"], *columns) == [
        ("c-1", "call", "outbound", "completed", "2026-01-16T14:30:00Z", "l-1", "", ""),
        ("c-2", "call", "inbound", "failed", "2026-01-17T14:30:00Z", "", "a-1", ""),
        ("t-1", "task", "", "completed", "2026-01-18T22:00:00Z", "", "", "o-1"),
    ]
    assert picked(found["meetings"], "meeting_id", "invited_at", "starts_at", "outcome", "deal_id") == [
        ("m-1", "2026-01-15T14:00:00Z", "2026-01-20T19:00:00Z", "held", "o-1")
    ]
    # no column tells the system's own currency
    assert outcome.currency == ""
    assert any("3 amounts have no currency" in text for text in outcome.warnings)


@pytest.mark.parametrize("name", ["Users", "Accounts", "Leads", "Opportunities", "Calls", "Tasks", "Meetings"])
def test_a_module_of_suitecrm_is_recognised_alone(tmp_path: Path, name: str) -> None:
    """Not by its neighbours, nor by the name of its file."""
    outcome, _ = imported(tmp_path, "suitecrm", {"export.csv": SUITE[f"{name}.csv"]})
    assert [item.export.name for item in outcome.items if item.export] == [
        "deals" if name == "Opportunities" else name.lower()
    ]


def test_a_day_without_a_time_stays_a_day(tmp_path: Path) -> None:
    """The build takes it for that day in the reporting zone; a clock of 00:00:00 would be a moment in UTC."""
    header = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value"
    rows = [
        "A1,Noa Vance,Kit,Alder,Won,2026-03-01,2026-04-01,100",
        "A2,Noa Vance,Kit,Birch,Lost,2026-03-01,2026-03-31,0",
    ]
    outcome, found = imported(tmp_path, "maven_crm", {"sales_pipeline.csv": [header, *rows]})
    assert outcome.exit_code == 0
    assert picked(found["deals"], "created_at", "closed_at", "outcome") == [
        ("2026-03-01", "2026-04-01", "won"),
        ("2026-03-01", "2026-03-31", "lost"),
    ]
