"""Measure the project on the demo and on a made-up company, beside other programs: `make bench`.

Prints what it runs on, a table of the demo's commands, a table of the project beside scripts that compute the same KPIs, and
the targets. CPU seconds are what to compare: other programs on the machine change wall time. What was measured stays in
target/bench, one file a size, and the picture shows all of them.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import textwrap
import time
from importlib.metadata import version
from pathlib import Path

from tools.bench import beside, demo, targets
from tools.project import ROOT

RESULTS = ROOT / "target/bench"
MAIN_PACKAGES = ("dbt-core", "dbt-duckdb", "duckdb")
BESIDE_PACKAGES = "from importlib.metadata import version; import sqlite3; print(*(n + ' ' + version(n) for n in ('polars', 'pandas', 'pyarrow')), 'SQLite ' + sqlite3.sqlite_version, sep=', ')"
# Above it a build takes long: one build, and one round of the scripts.
LARGE = 2_000_000


def machine(threads: int) -> str:
    """Day, cores, and versions."""
    others = subprocess.run(
        [beside.PYTHON, "-c", BESIDE_PACKAGES], capture_output=True, text=True, check=True
    ).stdout.strip()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in MAIN_PACKAGES)
    return (
        f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GB, {threads} threads\n"
        f"Python {platform.python_version()}, {packages}, {others}"
    )


def printed(rows: list[list[str]]) -> None:
    """Print a table in Markdown, with columns of one width."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    for number, row in enumerate(rows):
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        print("| " + " | ".join(cells) + " |")
        if number == 0:
            print("|" + "|".join(["-" * (widths[0] + 2), *("-" * (width + 1) + ":" for width in widths[1:])]) + "|")
    print(flush=True)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--activities", type=int, help="measure this size alone, and leave out the demo")
    parser.add_argument("--whole", action="store_true", help="of a large company too, build with tests and a day later")
    parser.add_argument("--picture", type=Path, default=RESULTS / "benchmarks.svg")
    given = parser.parse_args()
    size = given.activities or 1_000_000
    RESULTS.mkdir(parents=True, exist_ok=True)
    print(machine(given.threads) + "\n", flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        if not given.activities:
            runs = demo.measure(folder / "demo", given.threads)
            (RESULTS / "demo.json").write_text(json.dumps(demo.figures(runs)))
            printed(demo.rows(runs))
        is_large = size > LARGE
        found = beside.measure(
            folder / "beside", size, given.threads, 1 if is_large else 3, given.whole or not is_large
        )
    (RESULTS / f"{size}.json").write_text(told(found))
    printed(beside.rows(found))
    print("wall seconds of the slowest nodes of the project:")
    for seconds, name in found.slowest:
        print(f"  {seconds:8.2f}  {name.split('.', 2)[2]}")
    print()
    printed(targets.rows(*measured_so_far()))
    for text in targets.limits(*measured_so_far()):
        print(textwrap.fill(text, 120), end="\n\n")
    subprocess.run([beside.PYTHON, "-m", "tools.bench.plot", RESULTS, given.picture], cwd=ROOT, check=True)
    print(f"picture: {given.picture}")
    differences = [line for each in found.lines.values() if each.comparison for line in each.comparison.differences]
    if differences:
        print("\n".join(["Not every cell is equal:", *differences]))
    return 1 if differences else 0


def told(found: beside.Measured) -> str:
    """What was measured at one size, for the picture and for the targets."""
    lines = {
        name: {"kpis": line.kpis, "seconds": line.run.seconds, "cpu": line.run.cpu, "megabytes": line.run.megabytes}
        for name, line in found.lines.items()
    }
    return json.dumps({"activities": found.activities, "lines": lines, "figures": found.figures}, indent=1)


def measured_so_far() -> tuple[dict[str, float], dict[int, dict[str, float]]]:
    """Figures of the demo and of every size, of this run and of earlier ones."""
    whole = RESULTS / "demo.json"
    sizes = [json.loads(path.read_text()) for path in RESULTS.glob("[0-9]*.json")]
    return json.loads(whole.read_text()) if whole.exists() else {}, {
        size["activities"]: size["figures"] for size in sizes
    }


if __name__ == "__main__":
    sys.exit(main())
