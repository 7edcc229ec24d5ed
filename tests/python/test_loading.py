"""What loading makes of exports as they really arrive: each case is a small folder, all cases share one parsed project."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

PROJECT = Path(__file__).resolve().parents[2]

# Runs every case in one process of its own: dbt parses the project once, and its connections end with the process.
RUNNER = """
import json, os, sys
from dbt.cli.main import dbtRunner
from tools.dbt_runs import EVERYTHING, NOTHING_WRITTEN, ROOT, parsed, part_of, unheard
job = json.load(open(sys.argv[1]))
common = ["--log-path", job["work"] + "/logs"]
project = parsed(ROOT, EVERYTHING, common)
common += ["--target-path", job["work"] + "/target", "--quiet", "--threads", "1", *NOTHING_WRITTEN]
messages, told = {}, []
def overtake(event):
    "Another import, whenever a table is loaded, in the case that wants it."
    if case.get("overtake") and event.info.name == "NodeFinished":
        with open(case["vars"]["exports_dir"] + "/import.json", "a") as manifest:
            manifest.write(" ")
listen = [lambda event: told.append(event.info.msg) if event.info.level == "warn" else None, overtake]
with part_of(project, {"systems": ["generic"]}), unheard("NodeFinished"):
    for case in job["cases"]:
        os.environ["SALES_KPIS_WAREHOUSE"] = case["warehouse"]
        told.clear()
        done = dbtRunner(manifest=project, callbacks=listen).invoke([*case["command"], *common, "--vars", json.dumps(case["vars"])])
        failed = [r.message for r in (done.result or []) if str(r.status) in ("error", "fail")]
        message = "\\n".join(failed) or (str(done.exception) if done.exception else "")
        messages[case["name"]] = [message, " ".join(told)]
json.dump(messages, open(job["work"] + "/messages.json", "w"))
"""

LEADS = "lead_id,created_at,company,is_test\n"
SEED_LEADS = ["seed", "--select", "generic__leads"]


def leads_file(*rows: str) -> bytes:
    """A leads export of these rows."""
    return (LEADS + "".join(row + "\n" for row in rows)).encode()


def mappings_case(*rows: str) -> dict[str, Any]:
    """A folder with these mappings, whose seed is loaded."""
    text = "system,field,value,meaning\n" + "".join(row + "\n" for row in rows)
    return {
        "leads.csv": leads_file(),
        "value_mappings.csv": text.encode(),
        "command": ["seed", "--select", "value_mappings"],
    }


def manifest_of(sizes: dict[str, int], missing_parts: list[str] | None = None) -> bytes:
    """What an importer writes of these files."""
    files = [{"path": path, "bytes": size, "missing_parts": missing_parts or []} for path, size in sizes.items()]
    return json.dumps({"files": files}).encode()


def settings_case(*rows: str) -> dict[str, Any]:
    """A folder with these settings, whose seed is loaded."""
    text = "setting,value\n" + "".join(row + "\n" for row in rows)
    return {"leads.csv": leads_file(), "settings.csv": text.encode(), "command": ["seed", "--select", "settings"]}


def definitions_case() -> dict[str, Any]:
    """A folder with definitions of every KPI that say nothing but a minimal sample."""
    with (PROJECT / "seeds/reference/kpi_definitions.csv").open(encoding="utf-8", newline="") as handle:
        kpis = [row["kpi_id"] for row in csv.DictReader(handle)]
    text = "min_sample,kpi_id\n" + "".join(f"{7 + place},{kpi}\n" for place, kpi in enumerate(kpis))
    command = ["seed", "--select", "kpi_definitions"]
    return {"leads.csv": leads_file(), "kpi_definitions.csv": text.encode(), "command": command}


def any_cells() -> list[tuple[str, str, str, str]]:
    """Rows of cells with everything that a writer quotes."""
    dice = random.Random(5)
    # fmt: off
    pieces = ['"', '""', ',', ',,', '\n', '\r\n', ' ', '\t', 'a', 'L9', '0', '-', "'", ';', '\\', 'é', '北京', '😀', '=1', '#', 'NULL', ',,,,,,,,,x']
    # fmt: on

    def cell() -> str:
        return "".join(dice.choice(pieces) for _ in range(dice.randrange(5)))

    return [(f"L{number}", cell(), cell(), cell()) for number in range(600)]


def quoted(rows: list[tuple[str, str, str, str]]) -> bytes:
    """Rows as a writer of CSV writes them."""
    held = io.StringIO()
    csv.writer(held).writerows(rows)
    return LEADS.encode() + held.getvalue().encode()


# Names that are there and are no files.
FOLDER, PIPE = object(), object()

# Per case: files by name (bytes, or a select whose result becomes a Parquet file), and the command if not the usual one.
CASES: dict[str, dict[str, Any]] = {
    "plain": {"leads.csv": leads_file("L1,2024-01-01,Acme,true")},
    "wide": {
        "leads.csv": b"".join(b"extra %d," % n for n in range(90))
        + LEADS.encode()
        + b"x," * 90
        + b"L1,2024-01-01,Acme,true\n"
    },
    "missing_column": {"leads.csv": b"lead_id,company\nL1,Acme\n"},
    "absent_export": {"deals.csv": b"deal_id,created_at,outcome\n"},
    "no_exports_at_all": {"notes.txt": b"nothing here"},
    "parts": {
        "leads_2.csv": leads_file("L2,2024-01-02,Beta,"),
        "leads_10.csv": b"created_at,lead_id\n2024-01-03,L3\n",
        "leads_1.csv": leads_file("L1,2024-01-01,Acme,"),
    },
    "two_sources": {"leads.csv": leads_file(), "generic/leads.csv": leads_file()},
    "system_folder": {"generic/GENERIC__Leads.CSV": leads_file("L1,2024-01-01,Acme,")},
    "parquet": {
        "leads.parquet": "select 1 as lead_id, timestamptz '2024-01-01 10:00:00+02' as created_at, true as is_test, 5.5 as extra"
    },
    "parquet_days": {"leads.parquet": "select 'L1' as lead_id, timestamp '2024-01-01' as created_at"},
    "byte_order_mark": {"leads.csv": b"\xef\xbb\xbf" + leads_file("L1,2024-01-01,Acme,")},
    "mixed_line_ends": {
        "leads.csv": LEADS.encode() + b'L1,2024-01-01,"Acme",\r\nL2,2024-01-02\r\n"L3","2024-01-03","Be\nta","true"\r\n'
    },
    "header_case_and_spaces": {"leads.csv": b" Lead_ID , CREATED_AT ,Unknown,Company\nL1,2024-01-01,?,Acme\n"},
    "repeated_header": {"leads.csv": b"lead_id,created_at,Lead_Id\nL1,2024-01-01,L2\n"},
    "unread_files": {
        "leads (1).csv": leads_file(),
        "lead.csv": leads_file(),
        "leads.csv.gz": b"\x1f\x8b",
        "hubspot/contacts.csv": b"",
        "README.md": b"",
        "leads.csv": leads_file("L1,2024-01-01,Acme,true"),
    },
    "long_calendar": {
        "leads.csv": leads_file("L1,1950-01-01,Acme,", "L2,2026-01-01,Acme,"),
        "vars": {"earliest_date": "1900-01-01"},
        "command": ["build", "--exclude-resource-type", "test", "unit_test", "--select", "+dim_periods"],
    },
    "missing_part": {"leads_001.csv": leads_file("L1,2024-01-01,Acme,"), "leads_003.csv": leads_file()},
    "joined_rows": {"leads.csv": leads_file("L1,2024-01-01,Acme,", 'L2,2024-01-01,"Acme,true', 'L3,2024-01-01,Beta",')},
    "far_surplus": {"leads.csv": leads_file("L1,2024-01-01,Acme,true", "L2,2024-01-01,Acme,true,,,,,x")},
    "commas_in_text": {"leads.csv": leads_file('L1,2024-01-01,"a,b,c,d,e,f,g,h\nOslo, 1, 2, 3",true')},
    "long_lines": {"leads.csv": leads_file(*(f"{name},2024-01-01," + "x" * 10_000_000 + "," for name in ("L1", "L2")))},
    "endless_line": {"leads.csv": leads_file("L1,2024-01-01," + "x" * 20_000_000 + ",")},
    "endless_header": {"leads.csv": b"x" * 20_000_000 + b"\n" + leads_file("L1,2024-01-01,Acme,")},
    "open_quote_far_from_the_end": {
        "leads.csv": leads_file('L1,2024-01-01,"Acme,', *["L2,2024-01-01,Acme,"] * 900_000)
    },
    "quoted_cell_of_many_lines": {
        "leads.csv": leads_file("L1,2024-01-01,Acme,", 'L2,2024-01-01,"' + "a note\n" * 2_600_000 + '",')
    },
    "header_of_many_lines": {"leads.csv": b'lead_id,created_at,"' + b"a note\n" * 2_600_000 + b'"\n'},
    "far_quotes": {
        "leads.csv": leads_file('L1,2024-01-01,"Acme,', *["L2,2024-01-01,Acme,"] * 900_000, 'L3,2024-01-01,Acme",')
    },
    "no_files": {"leads.csv": FOLDER, "users.csv": PIPE, "generic/deals.csv": FOLDER, "meetings.csv": b"meeting_id\n"},
    "many_columns": {"leads.csv": leads_file().replace(b"\n", b"".join(b",c%d" % n for n in range(1200)) + b"\n")},
    "workbook": {"leads.csv": b"PK\x03\x04" + bytes(range(256)) * 99},
    "binary": {"leads.csv": bytes(range(1, 256)) * 99},
    "nul_bytes": {"leads.csv": leads_file("L1,2024-01-01,\0Acme,")},
    "not_parquet": {"leads.parquet": leads_file()},
    "parquet_ids": {
        "leads.parquet": "select 12.0::double as lead_id, date '2024-01-01' as created_at, 7.50::decimal(9, 2) as company"
    },
    "parquet_no_ids": {"leads.parquet": "select 12.5::double as lead_id, date '2024-01-01' as created_at"},
    "parquet_rounded_ids": {"leads.parquet": "select 1e17::double as lead_id, date '2024-01-01' as created_at"},
    "parquet_lists": {"leads.parquet": "select 'L1' as lead_id, date '2024-01-01' as created_at, ['a'] as company"},
    "import_as_written": {
        "generic/leads.csv": leads_file("L1,2024-01-01,Acme,true"),
        "import.json": manifest_of({"generic/leads.csv": 59, "vars.yml": 1}, ["leads_2"]),
        "users.csv": b"user_id\n",
    },
    "import_of_two_halves": {
        "generic/leads.csv": leads_file("L1,2024-01-01,Acme,true"),
        "generic/deals.csv": b"",
        "import.json": manifest_of({"generic/leads.csv": 55, "generic/users.csv": 9}),
    },
    "overtaken_import": {
        "generic/leads.csv": leads_file("L1,2024-01-01,Acme,true"),
        "import.json": manifest_of({"generic/leads.csv": 59}),
        "overtake": True,
        "command": ["seed", "--select", "generic__leads", "generic__users"],
    },
    "import_of_odd_files": {"generic/leads.csv": leads_file(), "import.json": b'{"files": [{"path": 5}, "leads.csv"]}'},
    "import_in_utf_16": {"generic/leads.csv": leads_file(), "import.json": '{"files": []}'.encode("utf-16")},
    "import_cut_off": {"generic/leads.csv": leads_file(), "import.json": b'{"files": ['},
    "any_cells": {"leads.csv": quoted(any_cells())},
    "semicolons": {"leads.csv": b"lead_id;created_at\nL1;2024-01-01\n"},
    "double_encoded_header": {"leads.csv": b'"lead_id,created_at"\n"L1,2024-01-01"\n'},
    "quoted_newlines": {"leads.csv": leads_file('L1,2024-01-01,"Acme\nof ""Oz"", Ltd",true', "L2,2024-01-02,b,")},
    "empty_file": {"leads.csv": b""},
    "header_only": {"leads.csv": leads_file()},
    "long_row": {"leads.csv": leads_file("L1,2024-01-01,Acme,true,,", "L2,2024-01-01,Acme, Inc,true")},
    "trailing_commas": {"leads.csv": leads_file("L1,2024-01-01,Acme,true,,")},
    "open_quote": {"leads.csv": leads_file('L1,2024-01-01,"Acme,', "L2,2024-01-02,Beta,")},
    "text_after_quote": {"leads.csv": leads_file('L1,2024-01-01,"Ac""me",', 'L2,2024-01-02,"Be\n""t"" a" Ltd,')},
    "quotes_inside": {
        "leads.csv": leads_file('L1,2024-01-01,"a ,""x"" y\n""b"" c, ""d"" e" ,', 'L2,2024-01-02,6" by 7" pipe,')
    },
    "not_utf_8": {"leads.csv": leads_file("L1,2024-01-01,Caf") + b"\xe9,\n"},
    "reference_override": {
        "leads.csv": leads_file(),
        "time_zones.csv": b"Time_Zone\nEurope/Zurich\n",
        "command": ["seed", "--select", "time_zones"],
    },
    "reference_without_column": {
        "leads.csv": leads_file(),
        "time_zones.csv": b"zone\nEurope/Zurich\n",
        "command": ["seed", "--select", "time_zones"],
    },
    "bad_reference_cell": {
        "leads.csv": leads_file(),
        "holidays.csv": b"calendar_id,holiday_on\ndefault,2024-12-25\ndefault,20-12-26\n",
        "command": ["seed", "--select", "holidays"],
    },
    "long_reference_cell": {
        "leads.csv": leads_file(),
        "holidays.csv": b"calendar_id,holiday_on\ndefault," + b"x" * 1_000_000 + b"\n",
        "command": ["seed", "--select", "holidays"],
    },
    "mappings": mappings_case(
        " hubspot ,stage_outcome, closed WON ,open",
        "hubspot,stage_outcome,Paid,won",
    ),
    "mapping_of_no_system": mappings_case("hubspot,stage_outcome,Paid,won", "hubspto,stage_outcome,Paid,won"),
    "mapping_of_no_field": mappings_case("pipedrive,stage_outcome,Paid,won"),
    "mapping_to_nothing": mappings_case("zoho,deal_type,Paid,won"),
    "mapping_twice": mappings_case("zoho,deal_type,Paid,renewal", "zoho,deal_type,PAID,expansion"),
    "mapping_without_value": mappings_case("zoho,deal_type,,renewal"),
    "definitions": definitions_case(),
    "settings": settings_case("touch_cap,9"),
    "setting_unknown": settings_case("touch_cap,9", "touchcap,9"),
    "setting_out_of_range": settings_case("pace_tolerance,5"),
    "setting_no_fraction": settings_case("clv_months,2.5"),
    "setting_of_no_level": settings_case("interval_level,0.85"),
    "setting_twice": settings_case("touch_cap,9", "touch_cap,10"),
    "old_setting": {"leads.csv": leads_file(), "vars": {"touch_cap": 9}},
    "old_variable": {"leads.csv": leads_file(), "vars": {"hubspot_stage_outcomes": {"Won, paid": "won"}}},
    "dirty_cells": {
        "leads.csv": leads_file(
            "L1,2024-01-01T10:00:00+02:00,\t Acme\xa0,YES",
            "L1,2024-01-01,Acme,",
            "L2,2024-02-30,Acme,",
            ",2024-01-01,Acme,",
            '"L3,2024-01-01,Acme,true"',
            "L4,2024-01-01,Acme,perhaps",
            "L1,not a time,Later but unusable,",
            "ana@acme.example,ask ana@acme.example,Acme,",
            "ana@acme.example,2024-01-01,Acme,",
            "ana@acme.example,2024-01-01,Acme,",
        ),
        "command": [
            "build",
            "--select",
            "+rejected_records",
            "+int_export_counts",
            "stg_generic__leads",
            "every_raw_row_is_accepted_or_rejected",
        ],
    },
    "rows_lost_in_the_import": {
        "leads.csv": leads_file("L1,2024-01-01,Acme,"),
        "import_rejections.csv": (
            b"system,export,file,row_number,raw_text,reason\n"
            b'generic,leads,Leads.zip / leads.csv,7,"L2,2024-01-01,Acme,,,x",too_many_cells\n'
            b"hubspot,deals,deals.csv,1,x,cut_off\n"
        ),
        "command": [
            "build",
            "--select",
            "+rejected_records",
            "+int_export_counts",
            "every_raw_row_is_accepted_or_rejected",
        ],
    },
}


def write_case(folder: Path, files: dict[str, Any]) -> None:
    """Write the files of a case; a text is a select that becomes a Parquet file."""
    for name, content in files.items():
        if name in ("command", "vars", "overtake"):
            continue
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is FOLDER:
            path.mkdir()
        elif content is PIPE:
            os.mkfifo(path)
        elif isinstance(content, bytes):
            path.write_bytes(content)
        else:
            target = str(path).replace("'", "''")
            duckdb.execute(f"copy ({content}) to '{target}' (format parquet)")


def warehouse_of(work: Path, name: str) -> Path:
    """Where a case's tables are built."""
    folder = work / "warehouses" / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "warehouse.duckdb"


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[str, Callable[[str], list[tuple]]]]:
    """A look-up by case: the error message of its run ('' where it went well), and a function that queries its warehouse."""
    work = tmp_path_factory.mktemp("loading")
    cases = []
    for name, files in CASES.items():
        folder = work / f"{name} of o'brien [1]"
        folder.mkdir()
        write_case(folder, files)
        cases.append(
            {
                "name": name,
                "warehouse": str(warehouse_of(work, name)),
                "command": files.get("command", SEED_LEADS),
                "overtake": files.get("overtake", False),
                "vars": {"systems": ["generic"], "exports_dir": str(folder)} | files.get("vars", {}),
            }
        )
    cases.append(
        {
            "name": "folder_that_is_not_there",
            "warehouse": str(warehouse_of(work, "folder_that_is_not_there")),
            "command": SEED_LEADS,
            "vars": {"systems": ["generic"], "exports_dir": str(work / "nowhere")},
        }
    )
    job = work / "job.json"
    job.write_text(json.dumps({"work": str(work), "cases": cases}))
    environment = os.environ | {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
    subprocess.run([sys.executable, "-c", RUNNER, str(job)], check=True, env=environment, cwd=PROJECT)
    messages = json.loads((work / "messages.json").read_text())

    def look_up(name: str) -> tuple[str, Callable[[str], list[tuple]]]:
        def query(sql: str) -> list[tuple]:
            with duckdb.connect(str(warehouse_of(work, name)), read_only=True) as connection:
                return connection.execute(sql).fetchall()

        return messages[name][0], query

    look_up.told = lambda name: messages[name][1]  # type: ignore[attr-defined]
    return look_up


LOADED = "select lead_id, created_at, company, is_test, _row from raw.generic__leads order by _row"


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("plain", [("L1", "2024-01-01", "Acme", "true", 1)]),
        ("wide", [("L1", "2024-01-01", "Acme", "true", 1)]),
        ("absent_export", []),
        ("header_only", []),
        (
            "parts",
            [
                ("L1", "2024-01-01", "Acme", None, 1),
                ("L2", "2024-01-02", "Beta", None, 2),
                ("L3", "2024-01-03", None, None, 3),
            ],
        ),
        ("system_folder", [("L1", "2024-01-01", "Acme", None, 1)]),
        ("parquet", [("1", "2024-01-01 08:00:00+00", None, "true", 1)]),
        (
            "quotes_inside",
            [
                ("L1", "2024-01-01", 'a ,"x" y\n"b" c, "d" e', None, 1),
                ("L2", "2024-01-02", '6" by 7" pipe', None, 2),
            ],
        ),
        ("parquet_days", [("L1", "2024-01-01", None, None, 1)]),
        ("byte_order_mark", [("L1", "2024-01-01", "Acme", None, 1)]),
        (
            "mixed_line_ends",
            [
                ("L1", "2024-01-01", "Acme", None, 1),
                ("L2", "2024-01-02", None, None, 2),
                ("L3", "2024-01-03", "Be\nta", "true", 3),
            ],
        ),
        ("header_case_and_spaces", [("L1", "2024-01-01", "Acme", None, 1)]),
        (
            "quoted_newlines",
            [("L1", "2024-01-01", 'Acme\nof "Oz", Ltd', "true", 1), ("L2", "2024-01-02", "b", None, 2)],
        ),
        ("trailing_commas", [("L1", "2024-01-01", "Acme", "true", 1)]),
        ("commas_in_text", [("L1", "2024-01-01", "a,b,c,d,e,f,g,h\nOslo, 1, 2, 3", "true", 1)]),
        ("long_lines", [(f"L{n}", "2024-01-01", "x" * 10_000_000, None, n) for n in (1, 2)]),
        ("parquet_ids", [("12", "2024-01-01", "7.50", None, 1)]),
        ("import_as_written", [("L1", "2024-01-01", "Acme", "true", 1)]),
    ],
)
def test_rows_arrive_as_they_stand(results: Callable, case: str, expected: list[tuple]) -> None:
    message, query = results(case)
    assert message == ""
    assert query(LOADED) == expected


@pytest.mark.parametrize(
    ("case", "parts"),
    [
        ("missing_column", ["leads.csv", "lacks the required column created_at", "lead_id | company"]),
        ("no_exports_at_all", ["exports_dir", "holds no export of generic"]),
        ("folder_that_is_not_there", ["nowhere", "does not exist"]),
        ("two_sources", ["several files", "leads.csv"]),
        ("repeated_header", ["more than one column named lead_id"]),
        ("semicolons", ["lacks the required columns lead_id, created_at", "lead_id;created_at", "commas"]),
        ("double_encoded_header", ["lacks the required columns lead_id, created_at"]),
        ("empty_file", ["leads.csv", "The file is empty"]),
        ("long_row", ["leads.csv", "row 2", "more cells than the header"]),
        ("text_after_quote", ["leads.csv, line 4", "closing quote", "would be lost"]),
        ("open_quote", ["leads.csv", "odd number of quotes"]),
        ("not_utf_8", ["leads.csv", "utf-8"]),
        ("joined_rows", ["leads.csv, line 3", "joins this line and the next"]),
        ("far_surplus", ["leads.csv, line 3", "more cells than the header's 4"]),
        ("endless_line", ["leads.csv, line 2: more than 16000000 bytes", "Shorten the cell"]),
        ("endless_header", ["leads.csv, line 1: more than 16000000 bytes"]),
        ("open_quote_far_from_the_end", ["leads.csv has an odd number of quotes"]),
        (
            "quoted_cell_of_many_lines",
            ["leads.csv, row 2 after the header: more than 16000000 bytes", "between two quotes", "Shorten the cell"],
        ),
        ("header_of_many_lines", ["leads.csv, header: more than 16000000 bytes", "between two quotes"]),
        ("far_quotes", ["leads.csv, row 1 after the header: more than 16000000 bytes", "double the quotes in it"]),
        (
            "no_files",
            [
                "/generic/deals.csv, ",
                "/leads.csv, ",
                "/users.csv: a folder, a pipe or a device was found",
                "Put the export there as a file",
            ],
        ),
        ("many_columns", ["leads.csv has 1000 columns or more"]),
        ("workbook", ["leads.csv is a zip or a workbook", "make import"]),
        ("binary", ["leads.csv is text in another encoding than UTF-8, or a binary file"]),
        ("nul_bytes", ["leads.csv is a binary file: it holds NUL bytes"]),
        ("not_parquet", ["leads.parquet"]),
        ("parquet_no_ids", ["leads.parquet, row 1, column lead_id: 12.5 is a DOUBLE and no id"]),
        ("parquet_rounded_ids", ["leads.parquet, row 1, column lead_id: 1e+17 is a DOUBLE and no id"]),
        ("parquet_lists", ["leads.parquet, column company, is of type VARCHAR[]; expected text"]),
        (
            "import_of_two_halves",
            [
                "generic/deals.csv (0 bytes, expected no such file)",
                "generic/leads.csv (59 bytes, expected 55 bytes)",
                "generic/users.csv (not there, expected 9 bytes)",
                "a mixture of two imports",
            ],
        ),
        ("overtaken_import", ["another import took the place of the one in", "Run it again"]),
        ("import_cut_off", ["import.json is damaged"]),
        ("import_of_odd_files", ["import.json is damaged"]),
        ("import_in_utf_16", ["import.json is damaged"]),
        (
            "long_reference_cell",
            ["holidays.csv, row 1 after the header, column holiday_on: xxx", "... was found, a day as YYYY-MM-DD"],
        ),
        ("bad_reference_cell", ["holidays.csv", "row 2", "column holiday_on", "20-12-26", "YYYY-MM-DD"]),
        ("reference_without_column", ["time_zones.csv", "lacks the required column time_zone"]),
        ("mapping_of_no_system", ["value_mappings.csv, row 2", "column system: hubspto", "one of fxiaoke, hubspot,"]),
        ("mapping_of_no_field", ["value_mappings.csv, row 1", "stage_outcome was found", "one of lost_reason,"]),
        ("mapping_to_nothing", ["column value, meaning: Paid, won", "one of new_business, expansion,"]),
        ("mapping_twice", ["value_mappings.csv, row 2", "column system, field, value", "(as in row 1)"]),
        ("mapping_without_value", ["value_mappings.csv, row 1", "column value: nothing was found"]),
        ("setting_unknown", ["settings.csv, row 2", "column setting: touchcap", "a setting of the project"]),
        ("setting_out_of_range", ["settings.csv, row 1", "pace_tolerance, 5 was found", "0 to 1"]),
        ("setting_no_fraction", ["clv_months, 2.5 was found, a whole number from 1 to 120"]),
        ("setting_of_no_level", ["interval_level, 0.85 was found", "one of 0.5, 0.8, 0.9, 0.95, 0.99"]),
        ("setting_twice", ["settings.csv, row 2", "touch_cap (as in row 1)"]),
        ("old_setting", ["touch_cap is no longer read", "\n  touch_cap,9"]),
        ("old_variable", ["hubspot_stage_outcomes is no longer read", '\n  hubspot,stage_outcome,"Won, paid",won']),
    ],
)
def test_a_file_that_cannot_be_understood_stops_the_build(results: Callable, case: str, parts: list[str]) -> None:
    message, _ = results(case)
    for part in parts:
        assert part in message
    assert len(message) < 2_000, "cells are cut"


def test_whatever_a_writer_quotes_is_read_as_it_was(results: Callable) -> None:
    message, query = results("any_cells")
    assert message == ""
    found = [tuple(cell or "" for cell in row[:4]) for row in query(LOADED)]
    assert [(a, b) for a, b in zip(found, any_cells(), strict=True) if a != b] == []


def test_files_that_nothing_reads_are_told_once(results: Callable) -> None:
    message, query = results("unread_files")
    assert message == ""
    assert query(LOADED) == [("L1", "2024-01-01", "Acme", "true", 1)]
    told = results.told("unread_files")
    assert (
        "4 files were found and not read: lead.csv (is it leads?), leads (1).csv (is it leads?), leads.csv.gz (is it leads?), "
        "hubspot/contacts.csv. A file is read by its name" in told
    )
    assert "not read" not in results.told("import_as_written") + results.told("parts")


def test_more_than_a_thousand_periods_of_a_type_are_told(results: Callable) -> None:
    """Of weeks there are; of months there are 913."""
    message, query = results("long_calendar")
    assert message == ""
    assert query("select count(*) from dim_periods where period_type = 'month'") == [(913,)]
    told = results.told("long_calendar")
    assert "dim_periods: 3967 periods of type week from 1949-12-26 to 2026-01-04 were found, at most 1000" in told
    assert "of type month" not in told


@pytest.mark.parametrize(
    ("case", "missing"),
    [
        ("missing_part", ["leads_002"]),
        ("parts", [f"leads_{number}" for number in range(3, 10)]),
        ("import_as_written", ["leads_2"]),
        ("plain", []),
    ],
)
def test_missing_parts_are_noted(results: Callable, case: str, missing: list[str]) -> None:
    """source_health does not trust what needs them: test_small_folders.py."""
    _, query = results(case)
    ((note,),) = query("select comment from duckdb_tables() where table_name = 'generic__leads'")
    assert json.loads(note)["missing_parts"] == missing


def test_reference_data_in_the_folder_replaces_the_seed(results: Callable) -> None:
    message, query = results("reference_override")
    assert message == ""
    assert query("select time_zone from reference.time_zones") == [("Europe/Zurich",)]


def test_mappings_in_the_folder_add_to_those_of_the_project(results: Callable) -> None:
    """A row of the folder takes the place of the project's for the same value, in any case; all others stay."""
    message, query = results("mappings")
    assert message == ""
    with (PROJECT / "seeds/reference/value_mappings.csv").open(encoding="utf-8", newline="") as handle:
        own = {(row["system"], row["field"], row["value"]): row["meaning"] for row in csv.DictReader(handle)}
    assert own.pop(("hubspot", "stage_outcome", "Closed Won")) == "won"
    own |= {("hubspot", "stage_outcome", "closed WON"): "open", ("hubspot", "stage_outcome", "Paid"): "won"}
    rows = query("select system, field, value, meaning from reference.value_mappings")
    assert sorted(rows) == sorted((*key, meaning) for key, meaning in own.items())


def test_definitions_in_the_folder_may_lack_columns(results: Callable) -> None:
    """What a file of one's own does not say of a KPI, the project says; a KPI that it lacks is refused (test_reference_data)."""
    message, query = results("definitions")
    assert message == ""
    with (PROJECT / "seeds/reference/kpi_definitions.csv").open(encoding="utf-8", newline="") as handle:
        projects = list(csv.DictReader(handle))
    names = [name for name in projects[0] if name != "min_sample"]
    cells = ", ".join(f"coalesce(cast({name} as varchar), '')" for name in names)
    found = query(f"select min_sample, {cells} from reference.kpi_definitions order by min_sample")
    assert [row[0] for row in found] == [7 + place for place in range(len(projects))]
    assert [row[1:] for row in found] == [tuple(row[name] for name in names) for row in projects]


def test_settings_in_the_folder_add_to_those_of_the_project(results: Callable) -> None:
    """Only what is changed is written; the columns and rows that the folder lacks are the project's."""
    message, query = results("settings")
    assert message == ""
    with (PROJECT / "seeds/reference/settings.csv").open(encoding="utf-8", newline="") as handle:
        own = {row["setting"]: (float(row["value"]), row["meaning"]) for row in csv.DictReader(handle)}
    expected = own | {"touch_cap": (9, own["touch_cap"][1])}
    rows = query("select setting, value, meaning from reference.settings")
    assert sorted(rows) == sorted((name, *rest) for name, rest in expected.items())


def test_bad_cells_and_rows_are_rejected_and_listed(results: Callable) -> None:
    digest = f"digest:{hashlib.md5(b'ana@acme.example').hexdigest()}"
    message, query = results("dirty_cells")
    assert message == ""
    assert query(
        "select lead_id, cast(created_at as varchar), company, is_test, origin from staging.stg_generic__leads"
        " where _rejected_reason is null order by 1"
    ) == [
        ("L1", "2024-01-01 00:00:00.999999", "Acme", False, "inbound"),
        (digest, "2024-01-01 00:00:00.999999", "Acme", False, "inbound"),
    ]
    assert query(
        "select file_row, column_name, raw_text, reason, is_row_rejected from rejected_records order by 1"
    ) == [
        (1, "lead_id", "L1", "duplicate_key", True),
        (3, "created_at", "2024-02-30", "bad_timestamp", True),
        (4, "lead_id", None, "missing_required", True),
        (5, "created_at", None, "missing_required", True),
        (6, "is_test", "perhaps", "bad_boolean", True),
        (7, "created_at", "(timestamp, 10 characters)", "bad_timestamp", True),
        (8, "created_at", "(timestamp, 20 characters)", "bad_timestamp", True),
        (9, "lead_id", digest, "duplicate_key", True),
    ]
    assert query(
        "select raw_rows, accepted_rows, rejected_rows, rejected_cells from intermediate.int_export_counts where export = 'leads'"
    ) == [(10, 2, 8, 0)]


def test_what_the_importer_could_not_use_is_listed_and_counted(results: Callable) -> None:
    """Rows of a system that is not loaded are not."""
    message, query = results("rows_lost_in_the_import")
    assert message == ""
    assert query("select export, file_name, file_row, column_name, raw_text, reason from rejected_records") == [
        ("leads", "Leads.zip / leads.csv", 7, "(whole row)", "(row, 22 characters)", "too_many_cells")
    ]
    assert query(
        "select raw_rows, accepted_rows, rejected_rows from intermediate.int_export_counts where export = 'leads'"
    ) == [(2, 1, 1)]


def test_the_contract_covers_what_is_committed() -> None:
    """Every column of the contract has a text type for dbt's own seed loader, and committed exports know no other export."""
    for system in ("generic", "salesforce"):
        manifest_file = PROJECT / "seeds" / "exports" / system / f"_{system}__exports.yml"
        text = manifest_file.read_text(encoding="utf-8")
        declared = {line.split(": ")[1] for line in text.splitlines() if line.startswith("  - name: ")}
        committed = {path.stem for path in (PROJECT / "seeds" / "exports" / system).glob("*.csv")}
        assert declared == committed
