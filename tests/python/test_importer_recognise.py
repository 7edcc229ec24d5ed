"""What a file is taken for: whole backups, reports of other kinds, names in other spellings, columns that are not read."""

from __future__ import annotations

import csv
import io
import json
import os
import shlex
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from crm_objects import OBJECTS
from test_importer_examples import DYNAMICS, SUITE
from tools.importer.formats import Options
from tools.importer.imports import Item, Outcome, Request, UsageError, run
from tools.importer.known import load_known
from tools.importer.mapping import load_mappings, read_contracts
from tools.importer.recognise import Header, Match, Other, Unclear, Unknown, likenesses, recognise
from tools.importer.report import kpis, show
from tools.project import ROOT

# Columns that nearly every object of Salesforce has, around its own.
FIRST, LAST = "Id IsDeleted", "CreatedDate CreatedById LastModifiedDate LastModifiedById SystemModstamp"
CONTRACTS = read_contracts()
SYSTEMS = load_mappings(CONTRACTS)
KNOWN = load_known()
ROWS = 3


def header_of(columns: list[str] | str) -> list[str]:
    """The header of an object's file."""
    return f"{FIRST} {columns} {LAST}".split() if isinstance(columns, str) else columns


def objects(kind: str) -> Iterator[tuple[str, str, list[str]]]:
    """Form, object and header of everything that is read, or is not."""
    for form, of in OBJECTS.items():
        for name, columns in of[kind].items():
            yield form, name, header_of(columns)


def found(header: list[str] | str, name: str = "export") -> Match | Unclear | Other | Unknown:
    """What a header is taken for."""
    header = header.split(",") if isinstance(header, str) else header
    return recognise(header, (name,), SYSTEMS, KNOWN)


def cell(column: str, row: int) -> str:
    """Some cell of a column that is filled in every row."""
    if column.startswith("Is") or column in ("Done", "Active"):
        return "1"
    if any(word in column for word in ("Date", "Time", "时间", "日期", "From", "To", "Start", "created")):
        return f"2024-02-{row:02} 08:00:00"
    if any(word in column.lower() for word in ("amount", "金额", "duration", "price", "value")):
        return str(100 * row)
    return f"{column} {row}"


def table(header: list[str], rows: int = ROWS) -> str:
    """A file of an object, every cell filled."""
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(
        [header, *([cell(column, row) for column in header] for row in range(1, rows + 1))]
    )
    return out.getvalue()


def imported(tmp_path: Path, files: Mapping[str, str], **more: object) -> Outcome:
    """Import files; every outcome keeps the law of rows."""
    folder = tmp_path / "in"
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    outcome = run(Request((folder,), tmp_path / "out", **more))  # type: ignore[arg-type]
    for item in outcome.items:
        assert item.rows_in == item.rows_out + item.rejected + item.merged, item
    return outcome


def labels(outcome: Outcome) -> dict[str, str]:
    """What became of each file: its export, or the word for it."""
    return {i.label: i.export.label if i.export and i.became == "imported" else i.became for i in outcome.items}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def shown(outcome: Outcome, width: int = 110, language: str = "en") -> str:
    """The report of an import."""
    out = io.StringIO()
    show(outcome, Console(file=out, width=width), language)
    return out.getvalue()


def item_of(outcome: Outcome, label: str) -> Item:
    return next(item for item in outcome.items if item.label == label)


# objects -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "name", "header"), [pytest.param(*each, id=f"{each[0]} {each[1]}") for each in objects("read")]
)
@pytest.mark.parametrize("is_named", [True, False])
def test_what_is_read_is_recognised_whatever_it_is_called(
    form: str, name: str, header: list[str], is_named: bool
) -> None:
    match = found(header, name if is_named else "Pricebook2")
    assert isinstance(match, Match), match
    assert match.export.system.system == form.split()[0]
    assert not likenesses(match, Header(header))


@pytest.mark.parametrize(
    ("form", "name", "header"), [pytest.param(*each, id=f"{each[0]} {each[1]}") for each in objects("other")]
)
def test_no_other_object_is_taken_for_an_export(form: str, name: str, header: list[str]) -> None:
    """Neither under its own name, nor under that of an export."""
    assert isinstance(found(header, name), Other)
    for export in ("Opportunity", "users", "deals", "Leads", "客户"):
        assert not isinstance(found(header, export), Match | Unclear), export


@pytest.mark.parametrize("system", ["salesforce", "hubspot", "zoho", "zoho analytics", "pipedrive", "fxiaoke"])
def test_a_whole_backup(tmp_path: Path, system: str) -> None:
    """Everything in one zip: what is needed is read, row for row, and all else makes one line of a table that fits a screen."""
    archive = tmp_path / "backup.zip"
    read, other = (OBJECTS[system][kind] for kind in ("read", "other"))
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        for name, columns in (read | other).items():
            made.writestr(f"{name}.csv", table(header_of(columns)))
    outcome = run(Request((archive,), tmp_path / "out", options=Options("ymd", "point", "UTC")))
    assert outcome.questions == []
    used = {item.part.removesuffix(".csv") for item in outcome.items if item.became == "imported"}
    assert used == set(read)
    for item in outcome.items:
        assert item.rows_in == item.rows_out + item.rejected + item.merged, item
        assert item.rows_in == (ROWS if item.became == "imported" else 0)
    assert outcome.systems == [system.split()[0]]
    written = {made.path: made.rows for made in outcome.files}
    assert sum(written.values()) == ROWS * len(read)
    report = shown(outcome)
    grid = report.split("What to know")[0]
    assert len(grid.splitlines()) <= len(read) + 9
    assert grid.count("not needed") == 1
    assert f"{len(other)} files" in grid
    manifest = json.loads((tmp_path / "out/import.json").read_text(encoding="utf-8"))
    assert len(manifest["inputs"]) == len(read) + len(other)
    assert all(entry["object"] for entry in manifest["inputs"] if entry["became"] == "not needed")


@pytest.mark.parametrize(
    ("form", "name", "header"),
    # a SelfServiceUser has all that a user has: only the list tells it
    [each for each in objects("other") if each[1] != "SelfServiceUser"],
)
def test_an_object_that_no_list_names_is_no_export_either(form: str, name: str, header: list[str]) -> None:
    unlisted = tuple(replace(system, objects=()) for system in KNOWN)
    assert not isinstance(recognise(header, (name,), SYSTEMS, unlisted), Match | Unclear)


@pytest.mark.parametrize(
    ("header", "export"),
    [
        ("Record ID,Company name,Company owner,Email,Create Date", "hubspot.companies"),
        (
            "Record ID,Deal Name,Deal Stage,Close Date,Ticket ID,Project Name,Project Status,SKU,Unit Price",
            "hubspot.deals",
        ),
        ("Record ID,First Name,Email,Lifecycle Stage,Create Date,Service Name,Channel Type", "hubspot.contacts"),
        ("Record Id,Deal Name,Stage,Closing Date,Created By.id,Case Number,Case Origin", "zoho.deals"),
        (
            "Opportunity ID,Opportunity Name,Stage,Close Date,Install Date,Quote Number,Case Number",
            "salesforce.opportunity",
        ),
    ],
)
def test_fields_of_ones_own_do_not_make_another_object(header: str, export: str) -> None:
    match = found(header)
    assert isinstance(match, Match), match
    assert match.export.label == export


@pytest.mark.parametrize(
    "header",
    [
        # Fxiaoke: records that name their customer
        "唯一性ID,合同标题,客户名称,负责人,合同总额,签订日期,创建时间,生命状态",
        "生命状态,创建时间,负责人,收款日期,收款金额,客户名称,收款单号,唯一性ID",
        "唯一性ID（必填）,设备名称（必填）,客户名称（必填）,安装日期,负责人（必填）,创建时间,生命状态",
        "唯一性ID,客户名称,订单金额(元),下单日期,负责人,创建时间,生命状态",
        # Zoho: a module of one's own with the fields of a deal or lead
        "Record Id,Licence Name,Licence Owner.id,Licence Owner,Account Name.id,Account Name,Amount,Stage,Closing Date,Created Time",
        "Record Id,Partner Owner.id,Partner Owner,Last Name,Company,Lead Status,Lead Source,Created Time",
        # HubSpot: one that names a company
        "Record ID,Survey name,Rating,Email,Company name,Response,Create Date",
        # an id of another kind of record, in the spelling of a warehouse
        "ticket_id,created_at,status,owner_id,account_id,deal_id,company,email",
    ],
)
def test_the_name_owner_or_id_of_another_kind_of_record(header: str) -> None:
    """It tells that a file is no export, whatever else is there, and in whatever order."""
    assert not isinstance(found(header), Match | Unclear), found(header)
    assert not isinstance(found(",".join(sorted(header.split(",")))), Match | Unclear)


@pytest.mark.parametrize(
    "header",
    [
        "唯一性ID,客户名称,客户编号,上级客户名称,公海名称,部门名称,工商名称,累计订单金额,最近下单日期,负责人,创建时间",
        "客户名称,负责人",
    ],
)
def test_an_account_of_fxiaoke_may_name_what_it_belongs_to(header: str) -> None:
    match = found(header)
    assert isinstance(match, Match), match
    assert match.export.label == "fxiaoke.accounts"


def test_a_list_of_all_activities_is_no_export_of_one_kind(tmp_path: Path) -> None:
    """Its meetings would be calls; nor is it said that no KPI needs it."""
    header = (
        "Record ID,Activity type,Activity date,Create date,Call title,Meeting name,Task title,Associated Contact IDs"
    )
    outcome = imported(
        tmp_path, {"activities.csv": f"{header}\n1,Meeting,2024-01-05 10:00,2024-01-05 10:00,,Demo,,5\n"}
    )
    assert labels(outcome) == {"activities.csv": "not recognised"}


def test_users_of_a_system_of_which_nothing_else_is_there(tmp_path: Path) -> None:
    """A few columns that any list of people has do not bring another system in; beside files of that system they do."""
    deals = "Record ID,Deal Name,Deal Stage,Close Date\n1,Mill,Closed Won,2024-03-15 10:00\n"
    users = "User ID,Name,Email,Role\n7,Ana,ana@example.test,Rep\n"
    outcome = imported(tmp_path, {"deals.csv": deals, "users.csv": users})
    assert (labels(outcome)["users.csv"], outcome.systems) == ("not recognised", ["hubspot"])
    assert "--as users.csv=zoho.users" in item_of(outcome, "users.csv").messages[0]
    (tmp_path / "in/deals.csv").write_text(
        "Record Id,Deal Name,Stage,Closing Date,Deal Owner.id\n1,Mill,Closed Won,2024-03-15,7\n", encoding="utf-8"
    )
    assert labels(imported(tmp_path, {}))["users.csv"] == "zoho.users"


def test_files_of_one_name_in_two_folders_are_told_apart(tmp_path: Path) -> None:
    text = "deal_id,created_at,outcome\n1,03/04/2025,won\n"
    for folder in ("east", "west"):
        (tmp_path / "in" / folder).mkdir(parents=True)
        (tmp_path / f"in/{folder}/deals.csv").write_text(
            text.replace("1,", f"{len(folder)}{folder[0]},"), encoding="utf-8"
        )
    outcome = imported(tmp_path, {})
    assert [question.file for question in outcome.questions] == ["east/deals.csv", "west/deals.csv"]
    left = imported(tmp_path, {}, left_out=("east/deals.csv",), options=Options(date_order="dmy"))
    assert labels(left) == {"east/deals.csv": "left out", "west/deals.csv": "generic.deals"}


def test_known_objects_are_no_exports() -> None:
    """A group of headers that a needed file may have would throw that file away."""
    for _, name, header in objects("read"):
        places = Header(header).places
        hits = [
            f"{each.system}: {each.name}"
            for system in KNOWN
            for each in system.objects
            if any(group.is_in(places) for group in each.having) and not any(g.is_in(places) for g in each.excluding)
        ]
        assert not hits, name


# reports and files of other kinds --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        "First Name,Last Name,Company,Member Status,Status,Campaign Name,Lead Owner,Created Date",
        "Nombre,Apellidos,Compañía,Estado del miembro,Propietario de candidato,Estado de candidato",
        "Quote Name,Status,Opportunity Name,Account Name,Stage,Amount,Created Date,Quote ID",
        "业务机会名称,阶段,报价名称,金额,创建日期",
        "Case Number,Subject,Status,Account Name,Case Owner,Date/Time Opened,Type",
        "Opportunity Name,Stage,Close Date,Field / Event,Old Value,New Value",
        "Product Name,Product Code,Active,Product Family",
        "Account Name,Account Owner,Asset Name,Install Date,Price",
        "First Name,Last Name,Account Name,Account Owner,Email,Title",
        # of no CRM
        "Company,Status,Email,Name",
        "Name,Email,Company,Role,Phone",
        "Name,Email,Role,Status",
        "First Name,Last Name,Email,Active",
        "user_id,email,plan,signup_date,country",
        "user_id,email,first_name,last_name,company,created_at",
        "ticket_id,account_id,owner_id,created_at,subject,priority",
        "invoice_id,account_id,amount,currency,created_at",
        "session_id,started_at,user_id,browser",
        "Title,Status,Assignee,Created,Priority",
        "Title,Status,Value,Owner",
        "Name,Status,Type,StartDate,EndDate,IsActive",
        "姓名,公司,手机,状态,创建时间",
    ],
)
def test_a_few_matching_columns_are_no_proof(header: str) -> None:
    assert not isinstance(found(header), Match | Unclear), found(header)


@pytest.mark.parametrize(
    "columns",
    [
        "Product Name,Quantity,Total Price",
        "Contact Name,Role,Phone",
        "Competitor Name,Strengths,Weaknesses",
        "Schedule Date,Quantity,Revenue",
    ],
)
def test_several_rows_a_deal_need_the_id_of_the_deal(tmp_path: Path, columns: str) -> None:
    """A report of products is one of deals where Opportunity ID says which rows are one deal."""
    header = f"Opportunity Name,Stage,Close Date,{columns},Amount,Opportunity Owner,Created Date"
    lines = [f"Mill,Closed Won,2024-03-15,{cells},700,Ana,2024-02-13" for cells in ("A,1,2", "B,3,4")]
    without = imported(tmp_path, {"report.csv": "\n".join([header, *lines])})
    assert (without.exit_code, labels(without)) == (1, {"report.csv": "refused"})
    with_ids = [f"{header},Opportunity ID", *(f"{line},0065i00000aBcDe" for line in lines)]
    assert labels(imported(tmp_path, {"report.csv": "\n".join(with_ids)})) == {"report.csv": "salesforce.opportunity"}
    assert {row["Id"] for row in rows(tmp_path / "out/salesforce/Opportunity.csv")} == {"0065i00000aBcDeAAK"}


@pytest.mark.parametrize(("system", "files"), [("Dynamics 365", DYNAMICS), ("SuiteCRM", SUITE)])
def test_files_of_other_systems_are_told_the_mapping_that_reads_them(
    tmp_path: Path, system: str, files: dict[str, list[str]]
) -> None:
    outcome = imported(tmp_path, {name: "\n".join(lines) + "\n" for name, lines in files.items()})
    assert set(labels(outcome).values()) == {"not recognised"}
    mapping = f"docs/examples/{system.lower().replace(' ', '_')}.yml"
    assert {text for item in outcome.items for text in item.messages} == {
        f"Left out: it is a file of {system}. Import again with --mapping {mapping}."
    }
    assert (ROOT / mapping).is_file()


# spellings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "export", "unread"),
    [
        ("DealId,CreatedAt,Outcome,Amount,ClosedAt,OwnerId", "generic.deals", []),
        ("record_id,deal_name,deal_stage,amount,close_date,create_date,deal_owner", "hubspot.deals", []),
        ("RecordID,DealName,DealStage,CloseDate,CreateDate", "hubspot.deals", []),
        (
            "opportunity_id,account_id,opportunity_name,stage_name,amount,close_date,is_won,is_closed,created_date,owner_id",
            "salesforce.opportunity",
            [],
        ),
        ("lead_id,lead_owner,company,lead_status,created_date,lead_source", "salesforce.lead", []),
        ("First Name,Company,Email,Lead Source,Status", "salesforce.lead", ["First Name"]),
        ("ID de registro,Nombre del negocio,Etapa del negocio,Fecha de cierre,Fecha de creacion", "hubspot.deals", []),
        ("Deal Name,Deal Owner,Stage,Amount,Closing Date,Created Time,Colour", "zoho.deals", ["Colour"]),
    ],
)
def test_names_match_across_spellings(header: str, export: str, unread: list[str]) -> None:
    match = found(header)
    assert isinstance(match, Match), match
    assert (match.export.label, match.unread(header.split(","))) == (export, unread)


def test_a_label_is_not_found_under_an_api_name() -> None:
    """In the Bulk Read API Account_Name holds an id, in a module export Account Name a name."""
    match = found("Record Id,Contact Owner.id,Last Name,Account Name,Created Time")
    assert isinstance(match, Match)
    assert ("account_name" in match.columns, "account_name_id" in match.columns) == (True, False)


def test_deals_in_the_spelling_of_a_warehouse_are_read_whole_or_not(tmp_path: Path) -> None:
    """deal_id and amount_usd are not dropped in silence, and customers are no users."""
    files = {
        "deals.csv": "deal_id,user_id,deal_name,amount_usd,stage,created_date,close_date,deal_type,owner\n"
        "d1,u1,Mill,1000,Closed Won,2024-01-03,2024-01-20,New Business,ana@example.test\n",
        "contacts.csv": "hs_contact_id,user_id,email,first_name,last_name,lifecycle_stage,lead_source,created_date\n"
        "c1,u1,kim@example.test,Kim,Doe,customer,Web,2024-01-01\n",
    }
    outcome = imported(tmp_path, files)
    assert (outcome.exit_code, set(labels(outcome).values())) == (1, {"not recognised"})
    (text,) = item_of(outcome, "deals.csv").messages
    assert "The nearest is Deals of" in text
    assert "is missing" in text
    assert "amount_usd looks like Amount" in text
    assert item_of(outcome, "contacts.csv").unread[0] == "hs_contact_id"
    assert "Users" not in item_of(outcome, "contacts.csv").messages[0]


# columns ---------------------------------------------------------------------------------------------------------


def test_columns_that_are_not_read_are_told(tmp_path: Path) -> None:
    header = "Deal Name,Deal Owner,Stage,Closing Date,Created Time,Guid,Amount (list),One,Two,Three,Four,Five"
    line = "Mill,Ana,Closed Won,2024-03-01,2024-01-01 10:00:00,g1,500,1,2,3,4,5\n"
    # a Guid that two rows share is no id
    files = {"deals.csv": f"{header}\n{line}{line.replace('Mill', 'Dam')}"}
    outcome = imported(tmp_path, files, options=Options(time_zone="UTC"))
    item = item_of(outcome, "deals.csv")
    assert item.read == ["Deal Name", "Deal Owner", "Stage", "Closing Date", "Created Time"]
    assert item.unread == ["Guid", "Amount (list)", "One", "Two", "Three", "Four", "Five"]
    assert any("Guid is not read, and looks like Record Id, which is missing" in text for text in item.messages)
    assert any("Amount (list) is not read, and looks like Amount" in text for text in item.messages)
    told = "5 of 12 columns are read. Not read: Guid, Amount (list), One, Two, Three and 2 others."
    assert told in item.messages
    (entry,) = json.loads((tmp_path / "out/import.json").read_text(encoding="utf-8"))["inputs"]
    assert (entry["columns_read"], entry["columns_not_read"]) == (item.read, item.unread)
    assert " 5/12 " in shown(outcome)


def test_a_column_that_proves_to_be_the_id_is_read(tmp_path: Path) -> None:
    files = {
        "deals.csv": "Deal Name,Stage,Closing Date,Created Time,Guid\nMill,Won,2024-03-01,2024-01-01,g1\nDam,Won,2024-03-01,2024-01-01,g2\n"
    }
    item = item_of(imported(tmp_path, files, options=Options(time_zone="UTC")), "deals.csv")
    assert (item.read[-1], item.unread) == ("Guid", [])
    assert not any("is not read" in text for text in item.messages)


def test_only_columns_with_values_make_a_kpi_possible(tmp_path: Path) -> None:
    header = "deal_id,created_at,outcome,amount,closed_at,owner_id\n"
    lacking = {}
    for amount, closed in (("", ""), ("5", ""), ("5", "2024-02-01")):
        files = {"deals.csv": f"{header}1,2024-01-01,won,{amount},{closed},u1\n"}
        lacking[amount, closed] = dict(kpis(imported(tmp_path, files)))["Deal win/loss ratio"]
    assert lacking == {
        ("", ""): ["deals.closed_at", "deals.amount"],
        ("5", ""): ["deals.closed_at"],
        ("5", "2024-02-01"): [],
    }


def test_subscriptions_without_an_end_make_their_kpis_possible(tmp_path: Path) -> None:
    """An end may be empty in all rows, as none has ended; without the column nobody knows."""
    for column, possible in (("ends_on", True), ("colour", False)):
        files = {
            "subscriptions.csv": f"subscription_id,account_id,starts_on,{column},unit_amount\ns1,a1,2024-01-01,,100\n"
        }
        assert (dict(kpis(imported(tmp_path, files)))["Monthly recurring revenue"] == []) is possible


def test_every_system_says_which_columns_its_kpis_need() -> None:
    """A column that no entry names would be told as missing for ever."""
    with (ROOT / "seeds/reference/kpi_required_columns.csv").open(encoding="utf-8-sig", newline="") as stream:
        needed = {(row["export"], row["column_name"]) for row in csv.DictReader(stream)}
    for system in SYSTEMS:
        fed = {feed for export in system.exports.values() for feed in export.contract.feeds}
        served = {
            (of, c) for export in system.exports.values() for of, columns in export.serves.items() for c in columns
        }
        required = {
            (export, column)
            for export, column in needed
            # accounts are no export that a KPI requires: the column only places its rows
            if export in fed - {"accounts"} and not CONTRACTS["generic"][export].columns[column].has_default
        }
        assert required <= served, (system.label, required - served)


# files that are left out -----------------------------------------------------------------------------------------

SUBSCRIPTIONS = (
    "subscription_id,account_id,starts_on,ends_on,unit_amount,billing_interval_months\ns1,a1,2024-01-01,,100,1\n"
)


def test_an_unknown_file_beside_others_is_left_out(tmp_path: Path) -> None:
    tickets = "ticket_id,account_id,submitted_at,priority\nt1,a1,2024-02-01,high\nt2,a1,2024-02-05,low\n"
    outcome = imported(tmp_path, {"subscriptions.csv": SUBSCRIPTIONS, "support_tickets.csv": tickets})
    assert (outcome.exit_code, outcome.questions) == (0, [])
    assert labels(outcome) == {"subscriptions.csv": "generic.subscriptions", "support_tickets.csv": "not recognised"}
    (text,) = item_of(outcome, "support_tickets.csv").messages
    assert text.startswith("Left out")
    assert "generic.accounts" not in text


def test_a_file_can_be_left_out(tmp_path: Path) -> None:
    """A whole name means that file alone; a part of a name every file that has it."""
    deals = "deal_id,created_at,outcome\n1,2024-01-01,won\n"
    files = {"deals.csv": deals, "old deals.csv": deals.replace("1,", "2,")}
    outcome = imported(tmp_path, files, left_out=("deals.csv",))
    assert labels(outcome) == {"deals.csv": "left out", "old deals.csv": "generic.deals"}
    assert labels(imported(tmp_path, files, left_out=("deals",))) == dict.fromkeys(files, "left out")
    with pytest.raises(UsageError, match="--leave-out cats: no table is called so"):
        imported(tmp_path, files, left_out=("cats",))


def test_the_answers_of_a_question_can_be_run(tmp_path: Path) -> None:
    """The command is whole and quoted; leaving the file out is one of the answers."""
    folder = tmp_path / "in of Ana's"
    folder.mkdir()
    (folder / "my deals.csv").write_text("deal_id,created_at,outcome\n1,03/04/2025,won\n", encoding="utf-8")
    (folder / "subscriptions.csv").write_text(SUBSCRIPTIONS, encoding="utf-8")
    line = ["-m", "tools.importer", str(folder), "--to", str(tmp_path / "out")]
    environment = os.environ | {"COLUMNS": "80", "PYTHONUTF8": "1"}
    asked = subprocess.run(
        [sys.executable, *line], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert asked.returncode == 2
    lines = [each.strip() for each in asked.stdout.splitlines()]
    assert [each for each in lines if each.startswith(("Answer: ", "or: "))] == [
        "Answer: --date-order dmy",
        "or: --date-order mdy",
        "or: --leave-out 'my deals.csv'",
    ]
    command = next(each for each in lines if each.startswith("python -m tools.importer"))
    for answer in ("", " --leave-out 'my deals.csv'"):
        words = shlex.split(command.replace(" --date-order dmy", answer or " --date-order dmy"))
        again = subprocess.run([sys.executable, *words[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
        assert again.returncode == 0, again.stderr
    assert not (tmp_path / "out/generic/deals.csv").exists()


def test_a_table_that_fits_two_exports_is_decided_by_the_other_files(tmp_path: Path) -> None:
    """Alone it is a question, of which leaving it out is one answer; beside files of one system it is of that system."""
    day = "2024-01-05 10:00:00"
    twin = f"Subject,Call Start Time,Call type,Call title,Activity date,Create date\nHi,{day},Outbound,Hi,{day},{day}\n"
    alone = imported(tmp_path, {"list.csv": twin}, options=Options(time_zone="UTC"))
    assert alone.exit_code == 2
    assert {"--as list.csv=zoho.calls", "--as list.csv=hubspot.calls"} <= set(alone.questions[0].answer.split(" or "))
    assert "--leave-out list.csv" in shown(alone)
    tasks = "Task title,Task status,Due date\nWrite,Completed,2024-01-05 10:00\n"
    beside = imported(tmp_path, {"list.csv": twin, "tasks.csv": tasks}, options=Options(time_zone="UTC"))
    assert labels(beside) == {"list.csv": "hubspot.calls", "tasks.csv": "hubspot.tasks"}


# words -----------------------------------------------------------------------------------------------------------


def test_a_note_for_several_files_is_told_once(tmp_path: Path) -> None:
    empty = "deal_id,created_at,outcome\n"
    files = {f"deals_{n}.csv": empty for n in range(12)} | {"deals_99.csv": empty + "1,2024-01-01,won\n"}
    outcome = imported(tmp_path, {name: text + "\n" * place for place, (name, text) in enumerate(files.items())})
    report = " ".join(shown(outcome).split())
    assert report.count("a header and no rows") == 1
    assert "and 4 others: It has a header and no rows" in report


def test_many_unknown_files_make_one_row_of_the_table_and_a_line_each(tmp_path: Path) -> None:
    files = {f"list {n}.csv": f"colour {n},size\nred,3\n" for n in range(9)}
    report = shown(imported(tmp_path, files | {"subscriptions.csv": SUBSCRIPTIONS}))
    grid, notes = report.split("What to know")
    assert "9 files" in grid
    assert "list 1.csv" not in grid
    assert notes.count("Left out") == 9
    assert notes.count("docs/import_mappings.md") == 1


@pytest.mark.parametrize(
    ("header", "hint"),
    [
        ("Record ID,Deal Name,Amount,Create Date,Deal owner,Close Date", "Deals of HubSpot, but Deal Stage is missing"),
        (
            "ID de registro,Nombre del negocio,Fecha de cierre,Propietario del negocio",
            "but Etapa del negocio is missing",
        ),
        ("记录 ID,交易名称,关闭日期,交易负责人", "but 交易阶段 is missing"),
        ("Name,Shape,Colour", ""),
    ],
)
def test_the_hint_speaks_the_language_of_the_file(tmp_path: Path, header: str, hint: str) -> None:
    (item,) = imported(tmp_path, {"view.csv": f"{header}\n{',' * header.count(',')}\n"}).items
    assert len(item.messages) == 1
    assert hint in item.messages[0]
    assert ("The nearest is" in item.messages[0]) is bool(hint)


def test_the_report_in_chinese(tmp_path: Path) -> None:
    other = table(header_of(OBJECTS["salesforce"]["other"]["Pricebook2"]))
    files = {"Pricebook2.csv": other, "PriceCopy.csv": other, "subscriptions.csv": SUBSCRIPTIONS}
    report = shown(imported(tmp_path, files), language="zh")
    assert "2 个文件" in report
    assert "已识别，不需要" in report
    assert "已识别，但没有 KPI 需要: PriceCopy.csv (Pricebook2), Pricebook2.csv" in report


# Zoho Analytics --------------------------------------------------------------------------------------------------


def test_tables_of_zoho_analytics(tmp_path: Path) -> None:
    """Ids in capitals, look-ups as ids of which 0 means none, months in words; users are users of Zoho."""
    files = {
        "Calls.csv": "TASKID,Call Start Time,Call Owner,Call Owner Id,Subject,Call Type,LEADID,CONTACTID,ACCOUNTID,POTENTIALID\n"
        "71,2021-04-15 10:00:00,Ana Moss,11,Intro,Outbound,1,,,0\n"
        "72,2021-04-15 10:00:00,Ana Moss,11,Intro,Outbound,0,9,44,0\n"
        "73,2021-04-15 10:00:00,Ana Moss,11,Intro,Outbound,,,44,55\n",
        "Potentials.csv": "Potential Name,Potential Owner,Created Time,Closing Date,Amount,Stage,Type,LEADID,ACCOUNTID\n"
        '"Doe, Kim",Ana Moss,"15 Apr, 2021 00:02:00","16 Apr, 2021 00:03:00","$12,500.00",Closed Won,New Business,1,44\n'
        '"Doe, Kim",Bo Reed,"15 Apr, 2021 00:02:00","18 Apr, 2021 00:03:00","$800.00",Closed Lost,New Business,2,0\n',
        "Users.csv": "USER_ID,First Name,Last Name,Email\n11,,Ana Moss,ana@example.test\n",
        "Invoices.csv": "INVOICEID,Subject,Invoice Number,Invoice Owner Id,Invoice Owner,Created Time,Account Id,Contact Id\n"
        '31,Chair,15,11,Ana Moss,"20 Apr, 2021 07:49:50",44,9\n',
    }
    outcome = imported(tmp_path, files, options=Options(time_zone="UTC"))
    assert labels(outcome) == {
        "Calls.csv": "zoho.calls",
        "Invoices.csv": "not needed",
        "Potentials.csv": "zoho.deals",
        "Users.csv": "zoho.users",
    }
    calls = rows(tmp_path / "out/zoho/calls.csv")
    assert [(row["record_id"], row["contact_name_id"], row["related_to_id"]) for row in calls] == [
        ("71", "1", ""),
        ("72", "9", "44"),
        ("73", "", "55"),
    ]
    deals = rows(tmp_path / "out/zoho/deals.csv")
    assert [(row["stage"], row["amount"], row["lead_id"], row["account_name_id"]) for row in deals] == [
        ("Closed Won", "12500.00", "1", "44"),
        ("Closed Lost", "800.00", "2", ""),
    ]
    assert [row["closing_date"] for row in deals] == ["2021-04-16", "2021-04-18"]
    assert rows(tmp_path / "out/zoho/users.csv")[0]["record_id"] == "11"


@pytest.mark.parametrize("name", OBJECTS["zoho analytics"]["read"])
def test_every_id_of_a_table_of_zoho_analytics_is_read(name: str) -> None:
    header = OBJECTS["zoho analytics"]["read"][name]
    match = found(header, name)
    assert isinstance(match, Match)
    # the owner of a contact is nobody's in a KPI
    unread = {"SMOWNERID"} if name == "Contacts" else set()
    assert {column for column in match.unread(header) if column.endswith("ID")} == unread


def test_users_with_their_names_in_the_spelling_of_the_generic_form_stay_generic() -> None:
    match = found("user_id,name,email", "users")
    assert isinstance(match, Match)
    assert match.export.label == "generic.users"
