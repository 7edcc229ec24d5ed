"""Measure dbt on the demo: a cold and a warm `dbt build`, beside a project of as many nodes of each kind without work.

Cold: no target folder, no warehouse. Warm: once more. Each row has wall seconds, CPU seconds and peak memory; CPU seconds
are what to compare, as other programs on the machine change wall time. The generated project is dbt's floor: each model
is `select 1`, each seed one row, each test and unit test without work. Prints one table.

With --activities, instead: seeds and models, without tests, of a made-up company with so many activities
(tools/bench_exports.py), and the nodes that take longest.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tools.bench_exports import write_exports
from tools.project import ROOT

DBT = Path(sys.executable).with_name("dbt")
KINDS = ("model", "seed", "test", "unit_test")
EMPTY_PROFILE = """\
empty:
  target: duckdb
  outputs:
    duckdb: {type: duckdb, path: empty.duckdb, threads: THREADS}
"""
EMPTY_PROJECT = """\
name: empty
config-version: 2
profile: empty
flags: {send_anonymous_usage_stats: false}
models: {+materialized: table}
"""
EMPTY_TEST = "{% test nothing(model) %}select 1 as fault where 1 = 0{% endtest %}\n"
EMPTY_UNIT_TEST = """\
  - name: unit_NUMBER
    model: model_NUMBER
    given: []
    expect: {rows: [{x: 1}]}
"""


@dataclass
class Run:
    """One measured command: wall and CPU seconds, peak memory in MB, and how many nodes of each kind ran."""

    seconds: float
    cpu: float
    megabytes: float
    nodes: Counter[str]


# getrusage adds up all finished children: each command is measured by a parent of its own.
MEASURED = """
import json, resource, subprocess, sys, time
start = time.perf_counter()
code = subprocess.run(sys.argv[2:], stdout=open(sys.argv[1], "w"), stderr=subprocess.STDOUT).returncode
seconds = time.perf_counter() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
peak = used.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
print(json.dumps([code, seconds, used.ru_utime + used.ru_stime, peak]))
"""


def measured(folder: Path, project: Path, *arguments: str) -> Run:
    """Run dbt on a project with its outputs in `folder`; end the program if it fails."""
    environment = os.environ | {
        "SALES_KPIS_WAREHOUSE": str(folder / "warehouse.duckdb"),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
        "DO_NOT_TRACK": "1",
    }
    log = folder / "output.txt"
    command = [sys.executable, "-c", MEASURED, str(log), str(DBT), *arguments]
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=True)
    code, seconds, cpu, peak = json.loads(done.stdout)
    if code:
        sys.exit(f"dbt {' '.join(arguments)} failed:\n{log.read_text()[-3000:]}")
    nodes: Counter[str] = Counter()
    if arguments[0] == "build":
        results = json.loads((folder / "target/run_results.json").read_text())["results"]
        nodes.update(result["unique_id"].split(".")[0] for result in results)
    return Run(seconds, cpu, peak, nodes)


def write_empty_project(folder: Path, nodes: Counter[str], threads: int) -> None:
    """A project of as many models, seeds, tests and unit tests that do no work."""
    for name in ("models", "macros", "seeds"):
        (folder / name).mkdir(parents=True)
    (folder / "dbt_project.yml").write_text(EMPTY_PROJECT)
    (folder / "profiles.yml").write_text(EMPTY_PROFILE.replace("THREADS", str(threads)))
    (folder / "macros/nothing.sql").write_text(EMPTY_TEST)
    for number in range(nodes["seed"]):
        (folder / f"seeds/seed_{number}.csv").write_text("x\n1\n")
    models, tests, unit_tests = nodes["model"], nodes["test"], nodes["unit_test"]
    lines = ["models:"]
    for number in range(models):
        (folder / f"models/model_{number}.sql").write_text("select 1 as x\n")
        own = tests // models + (number < tests % models)
        lines.append(f"  - name: model_{number}")
        if own:
            lines.append("    data_tests:")
            lines += [f"      - nothing: {{name: nothing_{number}_{test}}}" for test in range(own)]
    if unit_tests:
        lines.append("unit_tests:")
        for number in range(unit_tests):
            text = EMPTY_UNIT_TEST.replace("unit_NUMBER", f"unit_{number}")
            lines.append(text.replace("NUMBER", str(number % models)).rstrip())
    (folder / "models/models.yml").write_text("\n".join(lines) + "\n")


def printed(name: str, run: Run) -> None:
    """Print a row of the table."""
    counts = "".join(f"{run.nodes[kind] or '':>10}" for kind in KINDS)
    total = sum(run.nodes[kind] for kind in KINDS)
    each = f"{1000 * run.cpu / total:10.0f}" if total else ""
    print(f"{name:30}{run.seconds:8.1f}{run.cpu:8.1f}{run.megabytes:9.0f}{counts}{each}", flush=True)


def beside(name: str, folder: Path, threads: int, *options: str) -> None:
    """Measure a cold and a warm build, and dbt's floor for as many nodes of each kind; print the rows and the ratio."""
    own, empty, outputs = folder / "own", folder / "empty", folder / "outputs"
    for path in (own, outputs):
        path.mkdir(parents=True)
    build = ("build", "--threads", str(threads), *options)
    runs = {f"{name}, {state}": measured(own, ROOT, *build) for state in ("cold", "warm")}
    for title, run in runs.items():
        printed(title, run)
    warm = runs[f"{name}, warm"]
    write_empty_project(empty, warm.nodes, threads)
    measured(outputs, empty, "build", "--threads", str(threads))
    floor = measured(outputs, empty, "build", "--threads", str(threads))
    printed("  dbt's floor, warm", floor)
    print(f"  warm: {warm.cpu / floor.cpu:.2f} times the floor's CPU", flush=True)


def at_scale(folder: Path, activities: int, threads: int) -> None:
    """Measure seeds and models of a company with so many activities; print the rows and the slowest nodes."""
    exports, outputs = folder / "exports", folder / "outputs"
    write_exports(exports, activities)
    outputs.mkdir()
    variables = json.dumps({"systems": ["generic"], "exports_dir": str(exports)})
    build = ("build", "--threads", str(threads), "--vars", variables, "--exclude-resource-type", "test", "unit_test")
    printed(f"{activities:,} activities, no tests", measured(outputs, ROOT, *build))
    results = json.loads((outputs / "target/run_results.json").read_text())["results"]
    print("wall seconds of the slowest nodes:")
    for result in sorted(results, key=lambda result: -result["execution_time"])[:20]:
        print(f"  {result['execution_time']:8.2f}  {result['unique_id'].split('.', 2)[2]}")


def main() -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--activities", type=int, help="measure a made-up company of this size")
    arguments = parser.parse_args()
    threads = arguments.threads
    print(f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} CPUs, {threads} threads")
    heads = "".join(f"{kind.replace('_', ' ') + 's':>10}" for kind in KINDS)
    print(f"{'':30}{'wall s':>8}{'CPU s':>8}{'peak MB':>9}{heads}{'ms each':>10}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        if arguments.activities:
            at_scale(folder, arguments.activities, threads)
            return 0
        beside("dbt build", folder / "data", threads)
        own = folder / "data/own"
        printed("dbt parse, nothing changed", measured(own, ROOT, "parse"))
        scorecard = ("run-operation", "print_scorecard")
        printed("scorecard in the terminal", measured(own, ROOT, *scorecard))
        printed("dbt parse, another variable", measured(own, ROOT, "parse", "--vars", "{gross_margin: 0.7}"))
        beside("with unit tests", folder / "all", threads, "--selector", "everything")
    return 0


if __name__ == "__main__":
    sys.exit(main())
