"""Measure the importer on a made file of deals, beside iconv and DuckDB's CSV reader on the same file in the same run.

`python -m tools.importer_bench --megabytes 1000 --encoding gb18030`
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.project import ROOT

HEADER = (
    "Id,IsDeleted,AccountId,Name,StageName,Amount,CloseDate,Type,IsClosed,IsWon,CurrencyIsoCode,OwnerId,CreatedDate,"
    "Loss_Reason__c,LeadSource"
)
STAGES = ("Discovery", "Demo", "Proposal", "Closed Won", "Closed Lost")
NAMES = ("筱川舟教育有限公司", "Indigo Cove Software", "Gossamer Harbor", "云杉数据科技（上海）有限公司", "Acme, Inc.")
BLOCK_ROWS = 20_000


@dataclass(frozen=True)
class Measure:
    """One command's time and processor time in seconds, and the most memory that it held, in bytes."""

    name: str
    seconds: float
    processor: float
    peak: int


def make(path: Path, megabytes: int, encoding: str) -> int:
    """Write a file of about so many megabytes; its number of rows."""
    rng = random.Random(1)
    rows = 0
    with path.open("wb") as stream:
        stream.write((HEADER + "\n").encode(encoding))
        while stream.tell() < megabytes * 1_000_000:
            lines = [row(rng, rows + place) for place in range(BLOCK_ROWS)]
            stream.write("".join(lines).encode(encoding))
            rows += BLOCK_ROWS
    return rows


def row(rng: random.Random, number: int) -> str:
    """A deal as the Data Export Service writes it."""
    stage = rng.choice(STAGES)
    is_closed = int(stage.startswith("Closed"))
    created = f"20{rng.randint(20, 25)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    clock = f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:{rng.randint(0, 59):02}"
    cells = (
        f"0065i{number:010}AAA", "0", f"0015i{rng.randint(0, 200_000):010}AAA", f"{rng.choice(NAMES)} - {number}", stage,
        f"{rng.randint(1_000, 90_000)}.{rng.randint(0, 99):02}", f"{created} 00:00:00", "New Business", str(is_closed),
        str(int(stage == "Closed Won")), "USD", f"0055i{rng.randint(0, 300):010}AAA", f"{created} {clock}", "", "Web",
    )  # fmt: skip
    return ",".join(f'"{cell}"' for cell in cells) + "\n"


def measure(name: str, command: Sequence[str], stdout: Path | None = None) -> Measure:
    """Run a command as a process of its own.

    Raises:
        RuntimeError: it failed.
    """
    start = time.perf_counter()
    with (stdout or Path(os.devnull)).open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{name} failed with exit code {process.returncode}")
    factor = 1 if sys.platform == "darwin" else 1024
    return Measure(name, time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * factor)


def main() -> None:
    """Make the file, run both ways in turn, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--encoding", choices=("utf-8", "gb18030"), action="append")
    parser.add_argument("--folder", type=Path, help="where the file is made, and removed again")
    arguments = parser.parse_args()
    for encoding in arguments.encoding or ("utf-8", "gb18030"):
        with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
            compare(Path(folder), arguments.megabytes, encoding)


def compare(work: Path, megabytes: int, encoding: str) -> None:
    """Both ways on one file."""
    source = work / "Opportunity.csv"
    rows = make(source, megabytes, encoding)
    size = source.stat().st_size / 1e6
    print(f"\n{encoding}: {rows:,} rows of 15 columns, {size:,.0f} MB", flush=True)
    decoded = source if encoding == "utf-8" else work / "decoded.csv"
    copy = f"copy (from read_csv('{decoded}', all_varchar=true, header=true)) to '{work / 'copied.csv'}' (header, delimiter ',')"
    script = f"import duckdb; duckdb.execute({copy!r})"
    measures = [
        measure("importer", [sys.executable, "-m", "tools.importer", str(source), "--to", str(work / "imports")])
    ]
    if encoding != "utf-8":
        measures.append(measure("iconv", ["iconv", "-f", encoding, "-t", "utf-8", str(source)], decoded))
    measures.append(measure("DuckDB read_csv, COPY to CSV", [sys.executable, "-c", script]))
    for one in measures:
        print(
            f"  {one.name:<28} {one.seconds:6.1f} s ({one.processor:5.1f} s of processor) {rows / one.seconds:10,.0f} rows/s"
            f" {size / one.seconds:6.1f} MB/s, at most {one.peak / 1e6:5.0f} MB of memory",
            flush=True,
        )


if __name__ == "__main__":
    main()
