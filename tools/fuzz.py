"""Give the importer, and the loader of seeds, files that are broken at random: `python -m tools.fuzz` (`make fuzz`).

Each file begins as an export and is damaged a few times: cut, filled with bytes, quotes and wild cells, packed, recoded. The
same seed makes the same files. What is wrong is an unforeseen exception, a run of more than ten seconds, a row that is not
accounted for, or a message that shows a whole cell; such a file is kept in target/fuzz.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from tools.importer import imports
from tools.importer.formats import Options
from tools.importer.imports import MappingError, Request, UsageError, WriteError
from tools.importer.mapping import load_mappings, read_contracts
from tools.project import ROOT

KEPT = ROOT / "target/fuzz"
SECONDS = 10  # of this process, whatever others do on the machine
MOST_TEXT = 15_000
# How many exports the loader reads in one run of dbt, and one run for how many files of the importer.
FILES_A_LOAD = 250
HEADERS = {
    "leads": "lead_id,created_at,inquiry_at,company,email,owner_id,is_deleted",
    "deals": "deal_id,created_at,closed_at,outcome,amount,currency,owner_id",
    "activities": "activity_id,activity_type,occurred_at,lead_id,user_id,status",
    "subscriptions": "subscription_id,account_id,starts_on,ends_on,quantity,unit_amount,currency,billing_interval_months",
    "users": "user_id,name,email,team_id",
    "accounts": "account_id,name,owner_id,country",
}
OTHERS = {
    "Opportunity": "Id,Name,StageName,Amount,CloseDate,CreatedDate,IsWon,IsClosed,OwnerId,CurrencyIsoCode",
    "hubspot deals": "Deal ID,Deal Name,Deal Stage,Amount,Create Date,Close Date,Associated Company ID",
    "pipedrive": "Deal - ID,Deal - Title,Deal - Value,Deal - Status,Deal - Deal created,Deal - Won time",
    "zoho": "Record Id,Deal Name,Amount,Stage,Closing Date,Created Time",
}
CELLS = (
    "", "1", "12.0", "L1", "0065i00000aBcDe", "2026-01-05", "2026-01-05T10:00:00Z", "03/04/2025", "13/04/2025", "5 Apr 2025", "45000", "1.234", "1,234.50",
    "1.234,50", "€ 9", "USD 9,400", "(12)", "20 %", "1.2万元", "true", "false", "是", "won", "lost", "open", "EUR", "USD", "Acme", "Ünal", "北京公司", "a@example.com",
)  # fmt: skip
WILD = (
    "1e999999999", "-1e-999999999", "9" * 400, "NaN", "inf", "=HYPERLINK(1)", '="007"', "@SUM(1|2)", "0000-00-00", "9999-12-31T23:59:59Z", "0001-01-01 00:00", "2024-02-30",
    "30/30/2024", "May-20", "٣١", "\u202e", "\ufeff", "\ud7ff", "𝟙𝟚", "NULL", "#N/A", "\\N", "a" * 70_000, "x\ny", 'q"uote', "'; drop table", "{{ 1 }}", "{% raw %}", "%s%n", "\t", "\x1f", "--", "…",
)  # fmt: skip


class OverTimeError(BaseException):
    """A run took longer than it may. No handler of exceptions catches it."""


def table(dice: random.Random, header: str) -> str:
    """A table of plausible cells."""
    names = header.split(",")
    held = io.StringIO()
    writer = csv.writer(held, lineterminator=dice.choice(("\n", "\r\n")))
    writer.writerow(names)
    for place in range(dice.randrange(0, 40)):
        writer.writerow([f"k{place}", *(dice.choice(CELLS) for _ in names[1:])])
    return held.getvalue()


def with_wild_cells(dice: random.Random, text: str) -> str:
    """Some cells replaced by what no column expects."""
    rows = [row for row in csv.reader(io.StringIO(text.replace("\r", ""))) if row] or [[""]]
    for _ in range(dice.randrange(1, 6)):
        row = dice.choice(rows)
        row[dice.randrange(len(row))] = dice.choice(WILD)
    held = io.StringIO()
    csv.writer(held).writerows(rows)
    return held.getvalue()


def with_ragged_rows(dice: random.Random, text: str) -> str:
    """Some lines with cells too many or too few, twice, or gone."""
    lines = text.splitlines(keepends=True)
    for _ in range(dice.randrange(1, 5)):
        lines = lines or ["\n"]
        place = dice.randrange(len(lines))
        lines[place] = dice.choice(
            (
                lines[place] * 2,
                "",
                lines[place].rstrip() + "," * dice.randrange(9) + "x\n",
                lines[place].partition(",")[0] + "\n",
                "\n",
                lines[place] + "Total,,9\n",
            )
        )
    return "".join(lines)


def with_stray(dice: random.Random, text: str) -> str:
    """Quotes, separators and line ends where none belong."""
    for _ in range(dice.randrange(1, 4)):
        place = dice.randrange(len(text) + 1)
        text = (
            text[:place]
            + dice.choice(('"', '""', "\n", "\r", ";", ",", "\t", '",', "\x00", "\u2028", "'"))
            + text[place:]
        )
    return text


def with_many_columns(dice: random.Random, text: str) -> str:
    """A thousand columns more."""
    more = "," + ",".join(f"c{number}" for number in range(dice.choice((50, 1000, 1500))))
    head, end, rest = text.partition("\n")
    return head.rstrip("\r") + more + end + rest


def with_long_cell(dice: random.Random, text: str) -> str:
    """A cell of up to ten megabytes."""
    place = dice.randrange(len(text) + 1)
    return text[:place] + "y" * dice.choice((200_000, 3_000_000, 10_000_000)) + text[place:]


def with_header_twice(_: random.Random, text: str) -> str:
    """A second header between the rows, and a title above them."""
    head, end, rest = text.partition("\n")
    return f"Report of today\n\n{head}{end}{rest}{head}{end}{rest}"


TEXT_FAULTS: tuple[tuple[Callable[[random.Random, str], str], int], ...] = (
    (with_wild_cells, 30), (with_ragged_rows, 25), (with_stray, 30), (with_header_twice, 5), (with_many_columns, 3), (with_long_cell, 1),
    (lambda dice, text: text.replace(",", dice.choice((";", "\t", "|"))), 8),
)  # fmt: skip


def damaged(dice: random.Random, data: bytes) -> bytes:
    """Bytes cut, changed, filled with others, or doubled."""
    for _ in range(dice.randrange(1, 4)):
        place = dice.randrange(len(data) + 1)
        data = dice.choice(
            (
                data[:place],
                data[:place] + dice.randbytes(dice.randrange(1, 50)) + data[place:],
                data[:place] + b"\x00" * dice.randrange(1, 9) + data[place:],
                data[:place] + data[place + dice.randrange(1, 200) :],
                data[place:] + data[:place],
            )
        )
    return data


def packed(dice: random.Random, data: bytes) -> bytes:
    """A gzip or zip of it."""
    if dice.random() < 0.5:
        return gzip.compress(data, mtime=0)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in dice.sample(("a.csv", "../a.csv", "数据.csv", "b/c.csv", ".x"), dice.randrange(1, 3)):
            archive.writestr(zipfile.ZipInfo(name), data)
    return held.getvalue()


def made(dice: random.Random, header: str, is_packed: bool = True) -> bytes:
    """One broken file."""
    text = table(dice, header)
    for fault in dice.choices(
        [fault for fault, _ in TEXT_FAULTS], [weight for _, weight in TEXT_FAULTS], k=dice.randrange(0, 4)
    ):
        text = fault(dice, text) or text
    codec = dice.choices(("utf-8", "utf-8-sig", "utf-16", "cp1252", "gb18030", "utf-32"), (70, 8, 6, 8, 6, 2))[0]
    data = text.encode(codec, "replace")
    if dice.random() < 0.05:
        data = dice.randbytes(dice.randrange(3000))
    if is_packed and dice.random() < 0.08:
        data = packed(dice, data)
    return damaged(dice, data) if dice.random() < 0.3 else data


def over_time(*_: object) -> None:
    """The time is over."""
    raise OverTimeError


def kept(name: str, path: Path) -> None:
    """Keep what a failure came of."""
    KEPT.mkdir(parents=True, exist_ok=True)
    target = KEPT / name
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(path, target)


def import_one(dice: random.Random, work: Path) -> tuple[str, str]:
    """Import a broken file; what became of it, and what was wrong ('' for nothing)."""
    source, target = work / "in", work / "out"
    shutil.rmtree(source, ignore_errors=True)
    source.mkdir()
    name, header = dice.choice([*HEADERS.items(), *OTHERS.items()])
    file = (
        os.fsencode(source)
        + b"/"
        + dice.choices((name.encode() + b".csv", b"caf\xe9.csv", b"a'b;c.txt", "数据 (1).csv".encode()), (90, 3, 3, 4))[
            0
        ]
    )
    with open(file, "wb") as stream:  # noqa: PTH123  # a path of bytes
        stream.write(made(dice, header))
    options = Options(
        dice.choice(("", "dmy")),
        dice.choice(("", "point")),
        dice.choice(("", "Europe/Madrid")),
        dice.choice(("", "EUR")),
        "",
    )
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        outcome = imports.run(Request((source,), target, options=options))
        for item in outcome.items:
            if item.rows_in != item.rows_out + item.rejected + item.merged:
                return "", f"rows of {item.label} are not accounted for"
            if any(len(text) > MOST_TEXT for text in item.messages):
                return "", "a message shows a whole cell"
        if outcome.files:
            wrong = [path for path, size in listed(target).items() if (target / path).stat().st_size != size]
            widths = {len(row) for path in listed(target) if "/" in path for row in rows_of(target / path)}
            if wrong or (len(outcome.files) == 1 and len(widths) != 1):
                return "", f"written files are not whole: {wrong} {widths}"
    except (UsageError, MappingError, WriteError) as error:
        return f"stopped ({type(error).__name__})", ""
    except OverTimeError:
        return "", f"more than {SECONDS} seconds"
    except BaseException as error:  # whatever it is, it was not foreseen
        return "", f"{type(error).__name__}: {str(error)[:200]} {traceback.format_exc(limit=-2)[-300:]}"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return ("asked" if outcome.questions else "imported" if outcome.files else "nothing usable"), ""


def listed(target: Path) -> dict[str, int]:
    """The files of an import with their sizes, as its manifest tells them."""
    manifest = json.loads((target / "import.json").read_text(encoding="utf-8"))
    return {file["path"]: file["bytes"] for file in manifest["files"]}


def rows_of(path: Path) -> list[list[str]]:
    """The rows of a clean file."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def load_many(dice: random.Random, work: Path, manifest: Any) -> Counter[str]:
    """Load a folder of broken exports with dbt; how many were loaded and refused, and what was wrong."""
    from dbt.cli.main import dbtRunner

    folder = work / "exports"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    counts: Counter[str] = Counter()
    for name, header in HEADERS.items():
        (folder / f"{name}.csv").write_bytes(made(dice, header, is_packed=dice.random() < 0.2))
    names = [f"generic__{name}" for name in HEADERS]
    variables = json.dumps({"systems": ["generic"], "exports_dir": str(folder)})
    common = [
        "--quiet",
        "--no-write-json",
        "--log-level-file",
        "none",
        "--log-path",
        str(work),
        "--target-path",
        str(work / "target"),
    ]
    started = time.process_time()
    done = dbtRunner(manifest=manifest).invoke(
        ["seed", "--select", *names, "--vars", variables, "--threads", "1", *common]
    )
    seconds = time.process_time() - started
    if done.exception is not None:
        counts[f"WRONG {type(done.exception).__name__}: {str(done.exception)[:200]}"] += 1
    for result in done.result or []:
        counts["loaded" if str(result.status) == "success" else "refused by the loader"] += 1
        message = str(result.message or "")
        if len(message) > MOST_TEXT or "Traceback" in message:
            counts[f"WRONG message of {len(message)} characters: {message[:200]}"] += 1
    if seconds > SECONDS * len(names):
        counts[f"WRONG {seconds:.0f} seconds for {len(names)} files"] += 1
    if any(kind.startswith("WRONG") for kind in counts):
        kept(f"load-{dice.random()}", folder)
    return counts


def main() -> int:
    """Import and load broken files, and print what became of them."""
    parser = argparse.ArgumentParser(prog="python -m tools.fuzz", description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--minutes", type=float, default=30, help="stop after so long, with what was done by then")
    asked = parser.parse_args()
    contracts = read_contracts()
    systems = load_mappings(contracts, ())
    # reading them anew for each file would take longer than the file
    imports.read_contracts = lambda: contracts
    imports.load_mappings = lambda *_: systems
    signal.signal(signal.SIGPROF, over_time)
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    started = time.monotonic()
    slowest = 0.0
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        os.environ["SALES_KPIS_WAREHOUSE"] = str(work / "warehouse.duckdb")
        manifest = None
        for number in range(asked.files):
            if time.monotonic() - started > asked.minutes * 60:
                print(f"stopped after {asked.minutes:g} minutes, at file {number:,}")
                break
            dice = random.Random(f"{asked.seed}-{number}")
            began = time.process_time()
            became, fault = import_one(dice, work)
            slowest = max(slowest, time.process_time() - began)
            counts[became or "WRONG"] += 1
            if fault:
                wrong.append(f"file {number}: {fault}")
                kept(f"import-{number}", work / "in")
            if number % FILES_A_LOAD == FILES_A_LOAD - 1:
                manifest = manifest or parsed(work)
                counts += load_many(dice, work, manifest)
    print(
        f"{sum(counts.values()):,} files in {time.monotonic() - started:.0f} seconds; the slowest import took {slowest:.1f} seconds"
    )
    for what, count in sorted(counts.items()):
        print(f"  {count:6,}  {what}")
    for line in wrong[:20]:
        print(line)
    is_wrong = bool(wrong) or any(kind.startswith("WRONG") for kind in counts)
    print(f"What failed is in {KEPT}." if is_wrong else "Every file was imported, asked about or refused.")
    return 1 if is_wrong else 0


def parsed(work: Path) -> Any:
    """The project, parsed once for all loads."""
    from dbt.cli.main import dbtRunner

    duckdb.connect(os.environ["SALES_KPIS_WAREHOUSE"]).close()
    common = ["--quiet", "--log-path", str(work), "--target-path", str(work / "target")]
    done = dbtRunner().invoke(["parse", "--vars", json.dumps({"systems": ["generic"]}), *common])
    if not done.success:
        raise RuntimeError(f"the project cannot be parsed: {done.exception}")
    return done.result


if __name__ == "__main__":
    sys.exit(main())
