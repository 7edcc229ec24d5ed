"""Whole imports: recognition, accounting of rows, questions, writing, the command line."""

from __future__ import annotations

import csv
import io
import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest

from tools import versions
from tools.importer import reading as reading_module
from tools.importer.formats import Options
from tools.importer.imports import Outcome, Request, UsageError, run
from tools.importer.writing import WriteError
from tools.project import ROOT

FORK = multiprocessing.get_context("fork")
LEAD_REPORT = "Lead ID,Lead Owner,Company / Account,Lead Status,Created Date,Converted\n"
DEALS = "deal_id,created_at,outcome,amount,currency,closed_at\n"


def put(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Write files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def imported(tmp_path: Path, files: dict[str, str | bytes], **more: object) -> Outcome:
    """Import files into tmp_path/out; every outcome keeps the law of rows."""
    outcome = run(Request((put(tmp_path / "in", files),), tmp_path / "out", **more))  # type: ignore[arg-type]
    for item in outcome.items:
        assert item.rows_in == item.rows_out + item.rejected + item.merged, item
    return outcome


def contents(folder: Path) -> dict[str, bytes]:
    """Every file that is found in a folder, also through its links; not the versions that they lead to."""
    found = [
        Path(place, name).relative_to(folder) for place, _, names in os.walk(folder, followlinks=True) for name in names
    ]
    return {str(path): (folder / path).read_bytes() for path in found if path.parts[0] not in ("versions", "current")}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def command(*arguments: str | Path, columns: str = "80") -> subprocess.CompletedProcess[str]:
    """Run the importer as a process."""
    environment = os.environ | {"COLUMNS": columns, "PYTHONUTF8": "1", "TERM": "dumb"}
    line = [sys.executable, "-m", "tools.importer", *map(str, arguments)]
    return subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


# Salesforce in its three forms -----------------------------------------------------------------------------------


def test_three_forms_of_salesforce_come_to_the_same(tmp_path: Path) -> None:
    exported = '"Id","Company","Status","OwnerId","CreatedDate","IsConverted","ConvertedAccountId"\n'
    service = exported + (
        '"00Q5i0000000lvUEAQ","Ünal","Open","0055i00000003qtAAA","2024-04-01 06:07:14","1","000000000000000AAA"\n'
    )
    loader = exported.replace('"', "") + (
        "00Q5i0000000lvUEAQ,Ünal,Open,0055i00000003qtAAA,2024-04-01T06:07:14.000Z,true,#N/A\n"
    )
    made = []
    for name, content in (("service", service.encode("cp1252")), ("loader", loader.encode())):
        outcome = run(Request((put(tmp_path / name, {"Lead.csv": content}),), tmp_path / f"{name}-out"))
        assert outcome.exit_code == 0
        made.append((tmp_path / f"{name}-out/salesforce/Lead.csv").read_text(encoding="utf-8"))
    assert made[0] == made[1]
    (row,) = csv.DictReader(io.StringIO(made[0]))
    assert row["CreatedDate"] == "2024-04-01T06:07:14Z"
    assert row["IsConverted"] == "true"
    assert row["ConvertedAccountId"] == ""


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        (LEAD_REPORT, '00Q5i0000000lvU,Ana Ruiz,Acme,Open,"8/26/2023, 2:05 PM",1\n'),
        (
            "ID de candidato,Propietario de candidato,Compañía / Cuenta,Estado de candidato,Fecha de creación,Convertido\n",
            "00Q5i0000000lvU,Ana Ruiz,Acme,Open,26/08/2023 14:05,Sí\n",
        ),
        (
            "潜在客户 ID,潜在客户所有人,公司/客户,潜在客户状态,创建日期,已转换\n",
            "00Q5i0000000lvU,Ana Ruiz,Acme,Open,2023年8月26日 下午2:05,是\n",
        ),
    ],
)
def test_reports_in_three_languages(tmp_path: Path, header: str, cells: str) -> None:
    outcome = imported(tmp_path, {"report.csv": header + cells}, options=Options(time_zone="Europe/Madrid"))
    assert [item.export.label for item in outcome.items if item.export] == ["salesforce.lead"]
    assert rows(tmp_path / "out/salesforce/Lead.csv") == [
        {
            "Id": "00Q5i0000000lvUEAQ",
            "Company": "Acme",
            "Status": "Open",
            "OwnerName": "Ana Ruiz",
            "IsConverted": "true",
            "CreatedDate": "2023-08-26T12:05:00Z",
        }
    ]


@pytest.mark.parametrize(
    "header",
    [
        "Opportunity: Opportunity ID,Opportunity: Opportunity Name,Opportunity: Stage,Opportunity: Close Date,"
        "Opportunity: Created Date,Opportunity: Owner: Full Name,Opportunity: Type,Amount Currency,Amount",
        "Opportunity ID,Opportunity Name,Opportunity Stage,Opportunity Close Date,Opportunity Created Date,"
        "Opportunity Owner: Full Name,Opportunity Type,Amount (converted) Currency,Amount (converted)",
    ],
)
def test_reports_of_own_types_name_the_object_too(tmp_path: Path, header: str) -> None:
    cells = "0065i00000aBcDe,Big,Closed Won,8/26/2023,1/5/2023,Ana Pérez,New Business,EUR,1200.50\n"
    imported(tmp_path, {"report.csv": f"{header},Account Name: Account Name\n{cells[:-1]},Acme\n"})
    (row,) = rows(tmp_path / "out/salesforce/Opportunity.csv")
    assert list(row.values()) == [
        *("0065i00000aBcDeAAK", "Big", "Closed Won", "1200.50", "2023-08-26"),
        *("New Business", "EUR", "Ana Pérez", "2023-01-05"),
    ]


def test_the_amount_in_the_own_currency_goes_before_the_converted_one(tmp_path: Path) -> None:
    header = (
        "Opportunity ID,Opportunity Name,Stage,Amount (converted) Currency,Amount (converted),Amount Currency,Amount\n"
    )
    imported(tmp_path, {"report.csv": header + '0065i00000aBcDe,Big,Closed Won,USD,"1,100.00",EUR,"1,000.00"\n'})
    (row,) = rows(tmp_path / "out/salesforce/Opportunity.csv")
    assert (row["Amount"], row["CurrencyIsoCode"]) == ("1000.00", "EUR")


def test_a_report_without_ids_gets_digests(tmp_path: Path) -> None:
    text = "Opportunity Name,Stage,Close Date,Amount,Opportunity Owner\nA,Won,2023-08-26,5,X\nB,Won,2023-08-26,5,X\n"
    outcome = imported(tmp_path, {"report.csv": text})
    first, second = (row["Id"] for row in rows(tmp_path / "out/salesforce/Opportunity.csv"))
    assert first != second
    assert len(first) == 24
    assert any("digest" in message for message in outcome.items[0].messages)


def test_times_without_a_zone_are_warned_about_once(tmp_path: Path) -> None:
    line = '00Q5i0000000lvU,X,A,Open,"8/26/2023, 2:05 PM",1\n'
    outcome = imported(tmp_path, {"a.csv": LEAD_REPORT + line, "b.csv": LEAD_REPORT + line + line})
    assert sum("--time-zone" in warning for warning in outcome.warnings) == 1


@pytest.mark.parametrize(
    ("header", "cells", "clean"),
    [
        (
            "Deal - ID,Deal - Title,Deal - Deal value,Deal - Stage (pipeline),Deal - Status,Deal - Deal created on,Deal - Won time",
            '7,Big,"1,500.50",Qualified,Won,2024-05-01 10:00:00,2024-06-01 10:00:00',
            "pipedrive/deals.csv",
        ),
        (
            "Deal Id,Deal Owner.id,Deal Name,Amount,Stage,Closing Date,Created Time,Company Name.id,Company Name,Sub-Pipeline",
            'zcrm_7,zcrm_1,Big,"1,500.50",Qualified,2024-06-01,2024-05-01 10:00:00,zcrm_9,Acme,Standard',
            "zoho/deals.csv",
        ),
        (
            "Deal ID,Deal Name,Deal Stage,Amount,Create Date,Associated Company ID,Associated Contact IDs",
            '7,Big,Qualified,"1,500.50",2024-05-01 10:00,9,3;4',
            "hubspot/deals.csv",
        ),
    ],
)
def test_older_and_other_labels_of_deals(tmp_path: Path, header: str, cells: str, clean: str) -> None:
    imported(tmp_path, {"deals.csv": f"{header}\n{cells}\n"})
    (row,) = rows(tmp_path / "out" / clean)
    assert "1500.50" in row.values()
    assert "Qualified" in row.values()
    assert "2024-05-01T10:00:00Z" in row.values()
    if not clean.startswith("pipedrive"):
        assert row.get("account_name_id", row.get("primary_associated_company_id")) in ("zcrm_9", "9")


# recognition -----------------------------------------------------------------------------------------------------


def test_a_wrong_name_does_not_mislead(tmp_path: Path) -> None:
    outcome = imported(tmp_path, {"leads.csv": DEALS + "1,2024-01-01,won,5,EUR,2024-01-02\n"})
    (item,) = outcome.items
    assert item.export is not None
    assert item.export.label == "generic.deals"
    assert "named like Leads" in item.messages[0]


def test_an_unknown_file_does_not_stop_the_others(tmp_path: Path) -> None:
    outcome = imported(
        tmp_path, {"x.csv": "deal_id,created_at,amount\n1,2,3\n", "deals.csv": DEALS + "1,2024-01-01,won,,,\n"}
    )
    assert outcome.exit_code == 0
    (unknown,) = (item for item in outcome.items if item.export is None)
    assert "outcome is missing" in unknown.messages[0]


def test_nothing_usable(tmp_path: Path) -> None:
    outcome = imported(tmp_path, {"x.csv": "colour,size\nred,3\n"})
    assert outcome.exit_code == 1
    assert not (tmp_path / "out").exists()


def test_a_doubtful_match_is_left_out_until_it_is_chosen(tmp_path: Path) -> None:
    files = {"list.csv": "account_id,colour\n7,red\n"}
    outcome = imported(tmp_path, files)
    assert (outcome.exit_code, outcome.questions) == (1, [])
    assert "--as list.csv=generic.accounts" in outcome.items[0].messages[0]
    outcome = imported(tmp_path, files, chosen=(("list.csv", "generic.accounts"),))
    assert outcome.exit_code == 0
    with pytest.raises(UsageError, match="no such export"):
        imported(tmp_path, files, chosen=(("list.csv", "generic.cats"),))
    with pytest.raises(UsageError, match="no table is called"):
        imported(tmp_path, files, chosen=(("cats.csv", "generic.accounts"),))


def test_a_needed_header_twice(tmp_path: Path) -> None:
    header = "deal_id,created_at,outcome,outcome\n"
    outcome = imported(tmp_path, {"deals.csv": header + "1,2024-01-01,won,lost\n"})
    assert outcome.items[0].became == "refused"
    assert "occurs twice" in outcome.items[0].messages[-1]
    outcome = imported(tmp_path, {"deals.csv": header + "1,2024-01-01,won,won\n"})
    assert outcome.exit_code == 0
    assert any("same cells" in message for message in outcome.items[0].messages)


# rows ------------------------------------------------------------------------------------------------------------


def test_rows_are_accounted_for(tmp_path: Path) -> None:
    """A cut row goes to the rejections, a file given twice counts once, parts are read in the order of their numbers."""
    line = "{},2024-01-01,won,5,EUR,2024-01-02\n"
    cut = "3,2024-01-01,won,5,EUR,2024-01-02,one,cell,too,many\n"
    files = {
        "deals_2024-02-01.csv": DEALS + line.format(9),
        "deals_2024-01-01_10.csv": DEALS + line.format(10),
        "deals_2024-01-01_2.csv": DEALS + line.format(2) + cut,
        "deals_copy.csv": DEALS + line.format(10),
    }
    outcome = imported(tmp_path, files)
    # a name without a date comes first, so that the copy is the one that counts
    assert [row["deal_id"] for row in rows(tmp_path / "out/generic/deals.csv")] == ["10", "2", "9"]
    assert sum(item.merged for item in outcome.items) == 1
    assert sum(item.rejected for item in outcome.items) == 1
    (rejected,) = rows(tmp_path / "out/import_rejections.csv")
    assert list(rejected) == ["system", "export", "file", "row_number", "raw_text", "reason"]
    assert (rejected["system"], rejected["export"], rejected["row_number"]) == ("generic", "deals", "2")
    assert "too,many" in rejected["raw_text"]


def test_the_law_of_rows_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_module.PartWriter, "report", lambda self, reading: None)
    with pytest.raises(RuntimeError, match="fault of the importer"):
        imported(tmp_path, {"deals.csv": DEALS + "1,2024-01-01,won,,,\n"})
    assert not (tmp_path / "out").exists()


def test_a_file_of_other_formats_further_down_is_read_again(tmp_path: Path) -> None:
    """The first rows prove nothing of the decimal sign; the last one does."""
    lines = "".join(f"{n},2024-01-01,won,{n},EUR,\n" for n in range(1, 9001))
    imported(
        tmp_path, {"deals.csv": DEALS + lines + '9001,2024-01-01,won,"1.234,50",EUR,\n9002,2024-01-01,won,1.234,EUR,\n'}
    )
    amounts = [row["amount"] for row in rows(tmp_path / "out/generic/deals.csv")]
    assert len(amounts) == 9002
    assert amounts[-2:] == ["1234.50", "1234"]


def test_rounded_ids_are_refused(tmp_path: Path) -> None:
    outcome = imported(tmp_path, {"deals.csv": DEALS + "1.23457E+11,2024-01-01,won,,,\n"})
    assert outcome.items[0].became == "refused"
    assert "1.23457E+11" in outcome.items[0].messages[-1]


def test_parts_with_different_columns(tmp_path: Path) -> None:
    imported(
        tmp_path,
        {
            "deals_1.csv": "outcome,deal_id,created_at\nwon,1,2024-01-01\n",
            "deals_2.csv": 'deal_id,created_at,outcome,name\n2,2024-01-01,lost,"A, B"\n',
        },
    )
    assert (tmp_path / "out/generic/deals.csv").read_text() == (
        'deal_id,created_at,outcome,name\n1,2024-01-01,won,\n2,2024-01-01,lost,"A, B"\n'
    )


def test_currencies_come_from_cells_and_headers(tmp_path: Path) -> None:
    header = "deal_id,created_at,outcome,amount\n"
    text = header + '1,2024-01-01,won,"€ 9.400,00"\n2,2024-01-01,won,"$5,50"\n'
    imported(tmp_path, {"deals.csv": text}, options=Options(currency="USD"))
    assert [(row["amount"], row["currency"]) for row in rows(tmp_path / "out/generic/deals.csv")] == [
        ("9400.00", "EUR"),
        ("5.50", ""),
    ]
    imported(tmp_path, {"deals.csv": header.replace("amount", "amount（万元）") + "1,2024-01-01,won,1.2\n"})
    assert rows(tmp_path / "out/generic/deals.csv")[0]["amount"] == "12000"
    assert "reporting_currency: CNY" in (tmp_path / "out/vars.yml").read_text()


def test_the_build_is_told_the_day_of_the_import(tmp_path: Path) -> None:
    # without it deals that closed after the last one was created would be open
    imported(tmp_path, {"deals.csv": DEALS + "1,2024-01-01,won,1,EUR,2024-02-01\n"}, today=date(2024, 3, 5))
    assert 'imported_on: "2024-03-05"' in (tmp_path / "out/vars.yml").read_text(encoding="utf-8")


# questions and writing -------------------------------------------------------------------------------------------


def test_one_question_stops_all_and_all_are_told(tmp_path: Path) -> None:
    files = {
        "a.csv": DEALS + "1,03/04/2025,won,1,EUR,\n",
        "b.csv": DEALS + '2,2025-01-01,won,"1,234",EUR,\n',
        "c.csv": DEALS + "3,2025-01-01,won,1,EUR,\n",
    }
    outcome = imported(tmp_path, files)
    assert outcome.exit_code == 2
    assert [(q.file, q.column) for q in outcome.questions] == [("a.csv", "created_at"), ("b.csv", "amount")]
    assert not (tmp_path / "out").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["in"]
    outcome = imported(tmp_path, files, options=Options("dmy", "comma"))
    assert outcome.exit_code == 0


def test_an_import_is_repeatable_and_tidies_up_after_itself(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "deals.csv": DEALS + "1,2024-01-01,won,,,\n",
        "users.csv": "user_id,name\n1,A\n",
    }
    imported(tmp_path, files)
    out = tmp_path / "out"
    (out / "mine.csv").write_text("keep\n")
    before = contents(out)
    imported(tmp_path, files)
    assert contents(out) == before
    (tmp_path / "in/users.csv").unlink()
    imported(tmp_path, {})
    assert not (out / "generic/users.csv").exists()
    assert (out / "mine.csv").exists()
    manifest = json.loads((out / "import.json").read_text())
    assert [made["path"] for made in manifest["files"]] == ["generic/deals.csv", "import_rejections.csv", "vars.yml"]


def test_targets_that_cannot_be(tmp_path: Path) -> None:
    source = put(tmp_path / "in", {"deals.csv": DEALS + "1,2024-01-01,won,,,\n"})
    (tmp_path / "file").write_text("")
    with pytest.raises(WriteError, match="is a file"):
        run(Request((source,), tmp_path / "file"))
    with pytest.raises(WriteError, match="inside the input folder"):
        run(Request((source,), source / "out"))
    with pytest.raises(WriteError, match=r"cannot be written|may not be written"):
        run(Request((source,), tmp_path / "file/out"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "in"]


def test_a_full_disk_leaves_no_debris(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(reading_module.PartWriter, "write", full)
    with pytest.raises(WriteError, match="is full"):
        imported(tmp_path, {"deals.csv": DEALS + "1,2024-01-01,won,,,\n"})
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_zips_are_opened(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("deals.csv", DEALS + "1,2024-01-01,won,,,\n")
        archive.writestr("users.csv", "user_id,name\n1,A\n")
    outcome = imported(tmp_path, {"all.zip": buffer.getvalue()})
    assert {made.path for made in outcome.files} == {"generic/deals.csv", "generic/users.csv"}


def test_own_mapping_with_families_constants_and_digests(tmp_path: Path) -> None:
    mapping = tmp_path / "own.yml"
    mapping.write_text(
        """system: generic
exports:
  deals:
    needs: [deal_id]
    columns:
      deal_id: Number
      created_at: [{from: Started, else: 2020-01-01}]
      outcome: State
      stage: {from: State}
      owner_id: {from: Rep, digest: true}
      currency: {constant: EUR}
    values: {outcome: {won: [yes], open: ["?"]}}
    families:
      - header: "Since (?P<stage>.+)"
        export: deal_stage_history
        columns: {deal_id: "{deal_id}", stage: "{stage}", entered_at: "{cell}"}
""",
        encoding="utf-8",
    )
    text = "Number,Started,State,Rep,Since Demo,Since  Won\n1,,yes, Ana RUIZ ,26.08.2023,\n2,03.04.2023,?,,1.9.2023,2.9.2023\n"
    outcome = imported(tmp_path, {"x.csv": text}, mappings=(mapping,))
    assert outcome.items[0].derived == 3
    assert rows(tmp_path / "out/generic/deal_stage_history.csv") == [
        {"deal_id": "1", "stage": "Demo", "entered_at": "2023-08-26"},
        {"deal_id": "2", "stage": "Demo", "entered_at": "2023-09-01"},
        {"deal_id": "2", "stage": "Won", "entered_at": "2023-09-02"},
    ]
    first, second = rows(tmp_path / "out/generic/deals.csv")
    assert (first["created_at"], first["outcome"], first["stage"], first["currency"]) == (
        "2020-01-01",
        "won",
        "yes",
        "EUR",
    )
    assert first["owner_id"] == "name:30994b4e2d70400547dc63e07a0d391c"
    assert second["created_at"] == "2023-04-03"


# command line ----------------------------------------------------------------------------------------------------


def test_the_report_is_plain_and_fits_80_columns(tmp_path: Path) -> None:
    source = put(tmp_path / "in", {"deals.csv": DEALS + "1,2024-01-01,won,May-20,,2060-01-01\n", "x.csv": "a,b\n1,2\n"})
    done = command(source, "--to", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout
    body = done.stdout.split("\nNext\n")[0]
    assert max(map(len, body.splitlines())) <= 80
    flat = " ".join(done.stdout.split())
    assert "a spreadsheet has made a date" in flat
    assert "2050 or later" in flat
    assert "Deal win/loss ratio" in flat
    assert "make build VARS=" in flat


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["missing.csv"], 2, "does not exist"),
        (["{in}", "--date-order", "xyz"], 2, "expected one of dmy"),
        (["{in}", "--time-zone", "Mars/Base"], 2, "no time zone"),
        (["{in}", "--as", "deals"], 2, "FILE=SYSTEM.EXPORT"),
        (["{in}", "--mapping", "missing.yml"], 2, "missing.yml"),
        (["{in}", "--language", "xx"], 2, "expected one of en"),
        (["{in}/deals.csv", "--to", "{in}/deals.csv"], 1, "is a file"),
    ],
)
def test_mistakes_are_told_in_one_line(tmp_path: Path, arguments: list[str], code: int, words: str) -> None:
    source = put(tmp_path / "in", {"deals.csv": DEALS + "1,2024-01-01,won,,,\n"})
    to = [] if "--to" in arguments else ["--to", str(tmp_path / "out")]
    done = command(*(text.replace("{in}", str(source)) for text in arguments), *to)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_help_names_everything() -> None:
    done = command("--help")
    assert done.returncode == 0
    for word in ("--as", "--mapping", "--date-order", "--decimal", "--time-zone", "--encoding", "--to"):
        assert word in done.stdout


def test_headings_in_chinese(tmp_path: Path) -> None:
    source = put(tmp_path / "in", {"deals.csv": DEALS + "1,2024-01-01,won,,,\n"})
    done = command(source, "--to", tmp_path / "out", "--language", "zh")
    assert "识别为" in done.stdout
    assert "赢单/输单比" in done.stdout


# what a build is told, and what is left to the user --------------------------------------------------------------


def test_targets_are_the_users_own_file(tmp_path: Path) -> None:
    """Without a file of its own a company would be measured by the demo's targets."""
    deals = {"deals.csv": DEALS + "1,2024-01-01,won,5,EUR,2024-02-01\n"}
    first = imported(tmp_path, deals)
    targets = tmp_path / "out/kpi_targets.csv"
    header = (ROOT / "seeds/reference/kpi_targets.csv").read_text(encoding="utf-8").splitlines()[0]
    assert targets.read_text(encoding="utf-8") == header + "\n"
    assert [text for text in first.warnings if "kpi_targets.csv" in text]
    targets.write_text(header + "\nmine\n", encoding="utf-8")
    second = imported(tmp_path, deals)
    assert targets.read_text(encoding="utf-8") == header + "\nmine\n"
    assert not [text for text in second.warnings if "kpi_targets.csv" in text]


def test_the_zone_of_the_account_reaches_the_build(tmp_path: Path) -> None:
    text = "Deal - ID,Deal - Title,Deal - Status,Deal - Won time\n1,A,Won,2024-01-05 10:00:00\n"
    imported(tmp_path, {"deals.csv": text}, options=Options(time_zone="Asia/Tokyo"))
    assert 'pipedrive_time_zone: "Asia/Tokyo"' in (tmp_path / "out/vars.yml").read_text(encoding="utf-8")
    assert [row["won_time"] for row in rows(tmp_path / "out/pipedrive/deals.csv")] == ["2024-01-05T01:00:00Z"]


def test_a_date_that_reads_alike_in_both_orders_is_no_question(tmp_path: Path) -> None:
    report = "Opportunity Name,Stage,Close Date,Opportunity Owner\n"
    alike = imported(tmp_path, {"report.csv": report + "A,Won,05/05/2025,X\nB,Won,11/11/2025,X\n"})
    assert not alike.questions
    assert [row["CloseDate"] for row in rows(tmp_path / "out/salesforce/Opportunity.csv")] == [
        "2025-05-05",
        "2025-11-11",
    ]
    asked = imported(tmp_path, {"report.csv": report + "A,Won,05/05/2025,X\nB,Won,03/04/2025,X\n"})
    assert [question.found for question in asked.questions] == ["03/04/2025 (row 2)"]


# what happens when an import is cut off, and what is not read ------------------------------------------------------

DEAL = "1,2024-01-01,won,5,EUR,2024-02-01\n"


def test_a_killed_import_leaves_the_old_one_whole_and_the_next_removes_what_it_left(tmp_path: Path) -> None:
    out, dice, killed = tmp_path / "out", random.Random(3), 0
    sources = [
        put(tmp_path / name, {"deals.csv": DEALS + DEAL * 3000, "users.csv": "user_id,name\n" + f"1,{name}\n" * 9})
        for name in "ab"
    ]
    whole = {}
    for source in sources:
        run(Request((source,), out))
        whole[contents(out)["import.json"]] = contents(out)
    started = time.monotonic()
    run(Request((sources[0],), out))
    usual = time.monotonic() - started
    for number in range(12):
        importer = FORK.Process(target=run, args=(Request((sources[number % 2],), out),))
        importer.start()
        time.sleep(dice.uniform(0, 1.2 * usual))
        importer.kill()
        importer.join()
        killed += importer.exitcode == -signal.SIGKILL
        found = {name: data for name, data in contents(out).items() if ".staging" not in name}
        assert found == whole[found["import.json"]]
    assert killed >= 3
    (tmp_path / ".out-a1b2c3d4").mkdir()  # what importers left that wrote beside the target
    run(Request((sources[1],), out))
    assert len(list((out / "versions").iterdir())) == 1
    assert not [path for path in [*out.iterdir(), *tmp_path.iterdir()] if path.name.startswith((".staging", ".out-"))]


def test_an_import_takes_the_place_of_one_without_versions(tmp_path: Path) -> None:
    out = put(tmp_path / "out/generic", {"deals.csv": "old", "users.csv": "old"}).parent
    put(
        out,
        {"import.json": '{"files": [{"path": "generic/deals.csv"}, {"path": "generic/users.csv"}]}', "mine.csv": ""},
    )
    imported(tmp_path, {"deals.csv": DEALS + DEAL})
    assert sorted(contents(out)) == [
        *(
            ".lock",
            "fx_rates.csv",
            "generic/deals.csv",
            "import.json",
            "import_rejections.csv",
            "kpi_targets.csv",
            "mine.csv",
            "vars.yml",
        ),
    ]


def test_files_of_others_are_never_taken_away(tmp_path: Path) -> None:
    files = {"deals.csv": DEALS + DEAL}
    put(tmp_path / "out/generic", {"leads.csv": "mine"})
    with pytest.raises(WriteError, match=r"did not write: generic/leads.csv"):
        imported(tmp_path, files)
    assert (tmp_path / "out/generic/leads.csv").read_text() == "mine"
    assert not list((tmp_path / "out").glob(".staging*"))
    (tmp_path / "out/generic/leads.csv").unlink()
    (tmp_path / "out/generic").rmdir()
    imported(tmp_path, files)
    (tmp_path / "out/generic/leads.csv").write_text("mine")
    with pytest.raises(WriteError, match=r"did not write: generic/leads.csv"):
        imported(tmp_path, files)


def test_two_imports_do_not_write_at_once(tmp_path: Path) -> None:
    with versions.alone(tmp_path / "out"), pytest.raises(WriteError, match="Another import is writing"):
        imported(tmp_path, {"deals.csv": DEALS + DEAL})
    assert imported(tmp_path, {"deals.csv": DEALS + DEAL}).exit_code == 0


@pytest.mark.parametrize(
    ("names", "missing"),
    [
        (("deals_001.csv", "deals_003.csv"), ["deals_002"]),
        (("Deals 2.csv", "Deals 5.csv"), ["deals_1", "deals_3", "deals_4"]),
        (("deals_2023.csv", "deals_2025.csv"), ["deals_2024"]),
        (("deals.csv", "deals_2.csv"), []),
        (("deals_0.csv", "deals_1.csv"), []),
        (("deals (1).csv", "deals (3).csv"), []),
        (("deals_2024-01-01_1.csv", "deals_2024-03-01_1.csv"), []),
        (("deals_7.csv",), []),
        (("deals_37.csv", "deals_91.csv"), []),
    ],
)
def test_missing_parts_are_told(tmp_path: Path, names: tuple[str, ...], missing: list[str]) -> None:
    outcome = imported(tmp_path, {name: DEALS + DEAL.replace("1", str(place), 1) for place, name in enumerate(names)})
    assert [any(name in text and "missing" in text for text in outcome.warnings) for name in missing] == [True] * len(
        missing
    )
    assert any("numbered parts" in text for text in outcome.warnings) == bool(missing)
    manifest = json.loads((tmp_path / "out/import.json").read_text())
    assert [made["missing_parts"] for made in manifest["files"] if made["path"] == "generic/deals.csv"] == [missing]


def test_two_stray_quotes_cost_one_row(tmp_path: Path) -> None:
    first, second = '1,2024-01-01,won,"5,EUR,2024-02-01\n', '2,2024-01-01,won,5",EUR,2024-02-01\n'
    outcome = imported(tmp_path, {"deals.csv": DEALS + first + "3,2024-01-01,won,7,EUR,2024-02-01\n" + second})
    assert [row["deal_id"] for row in rows(tmp_path / "out/generic/deals.csv")] == ["3", "2"]
    assert outcome.items[0].rejected == 1


def test_text_of_several_lines_is_no_row_of_its_own(tmp_path: Path) -> None:
    text = '"Dear all,\nbest, Ann, Berlin, and team, yours, truly\n3 people, 2, 1, 0, 9, 8"'
    outcome = imported(tmp_path, {"users.csv": f"user_id,name,email,team_id,team_name\n1,{text},,,\n2,B,,,\n"})
    assert (outcome.items[0].rows_out, outcome.items[0].rejected) == (2, 0)


def test_what_is_found_and_not_read_is_listed_once(tmp_path: Path) -> None:
    source = put(
        tmp_path / "in", {"deals.csv": DEALS + DEAL, "notes.csv": "a,b\n1,2\n", "leads.csv": b"\x00\x01\x02" * 99}
    )
    (source / "users.csv").symlink_to("nowhere.csv")
    (tmp_path / "other").mkdir()
    (source / "linked").symlink_to(tmp_path / "other")
    os.close(os.open(os.fsencode(source) + b"/caf\xe9.csv", os.O_CREAT | os.O_WRONLY))
    done = command(source, "--to", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    words = " ".join(done.stdout.split())
    assert (
        "Found and not read: refused: caf\\udce9.csv, leads.csv, users.csv, linked; not recognised: notes.csv." in words
    )
    assert "a link that leads nowhere (nowhere.csv)" in words
    json.loads((tmp_path / "out/import.json").read_text(encoding="utf-8"))


def test_a_lone_carriage_return_ends_no_row(tmp_path: Path) -> None:
    imported(tmp_path, {"users.csv": 'user_id,name,email\n1,"A\rB",a\n2,"C\r\nD",c\n'})
    assert [row["name"] for row in rows(tmp_path / "out/generic/users.csv")] == ["A\nB", "C\r\nD"]
