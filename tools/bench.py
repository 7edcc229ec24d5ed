"""Measure `dbt build`: wall time and peak memory, cold and warm, and dbt's own share.

Cold: no target folder, no warehouse. Warm: once more. dbt's own share is the time of a generated project with as many
models and tests as this one, each model `select 1`, each test without work. Prints one table.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tools.project import ROOT

DBT = Path(sys.executable).with_name("dbt")
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


@dataclass
class Run:
    """One measured build: seconds, peak memory in MB, and how many nodes of each kind ran."""

    seconds: float
    megabytes: float
    models: int
    seeds: int
    tests: int


# getrusage gives the peak of all finished children together: each build is measured by a parent of its own.
MEASURED = """
import json, resource, subprocess, sys, time
start = time.perf_counter()
code = subprocess.run(sys.argv[2:], stdout=open(sys.argv[1], "w"), stderr=subprocess.STDOUT).returncode
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
print(json.dumps([code, seconds, peak]))
"""


def build(folder: Path, project: Path, threads: int) -> Run:
    """Run one `dbt build` of a project with its outputs in `folder`; end the program if it fails."""
    environment = os.environ | {
        "SALES_KPIS_WAREHOUSE": str(folder / "warehouse.duckdb"),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
        "DO_NOT_TRACK": "1",
    }
    log = folder / "output.txt"
    command = [sys.executable, "-c", MEASURED, str(log), str(DBT), "build", "--threads", str(threads)]
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=True)
    code, seconds, peak = json.loads(done.stdout)
    if code:
        sys.exit(f"dbt build failed:\n{log.read_text()[-3000:]}")
    results = json.loads((folder / "target/run_results.json").read_text())["results"]
    kinds = [result["unique_id"].split(".")[0] for result in results]
    tests = kinds.count("test") + kinds.count("unit_test")
    return Run(seconds, peak, kinds.count("model"), kinds.count("seed"), tests)


def write_empty_project(folder: Path, models: int, tests: int, threads: int) -> None:
    """A project of as many models and tests that do no work."""
    (folder / "models").mkdir(parents=True)
    (folder / "macros").mkdir()
    (folder / "dbt_project.yml").write_text(EMPTY_PROJECT)
    (folder / "profiles.yml").write_text(EMPTY_PROFILE.replace("THREADS", str(threads)))
    (folder / "macros/nothing.sql").write_text(EMPTY_TEST)
    lines = ["models:"]
    for number in range(models):
        (folder / f"models/model_{number}.sql").write_text("select 1 as x\n")
        own = tests // models + (number < tests % models)
        lines.append(f"  - name: model_{number}")
        if own:
            lines += [
                "    data_tests:",
                *(f"      - nothing: {{name: nothing_{number}_{test}}}" for test in range(own)),
            ]
    (folder / "models/models.yml").write_text("\n".join(lines) + "\n")


def main() -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=2)
    threads = parser.parse_args().threads
    with tempfile.TemporaryDirectory() as temporary:
        own, empty = Path(temporary, "own"), Path(temporary, "empty")
        own.mkdir()
        runs = {"cold": build(own, ROOT, threads), "warm": build(own, ROOT, threads)}
        cold = runs["cold"]
        write_empty_project(empty, cold.models + cold.seeds, cold.tests, threads)
        outputs = Path(temporary, "outputs")
        outputs.mkdir()
        runs["empty nodes, cold"] = build(outputs, empty, threads)
        runs["empty nodes, warm"] = build(outputs, empty, threads)
    print(f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} CPUs, {threads} threads")
    print(f"{'build':20}{'seconds':>9}{'peak MB':>9}{'models':>8}{'seeds':>7}{'tests':>7}{'ms a node':>11}")
    for name, run in runs.items():
        nodes = run.models + run.seeds + run.tests
        each = 1000 * run.seconds / nodes
        print(f"{name:20}{run.seconds:9.1f}{run.megabytes:9.0f}{run.models:8}{run.seeds:7}{run.tests:7}{each:11.0f}")
    share = runs["empty nodes, warm"].seconds / runs["warm"].seconds
    print(f"dbt's own share of a warm build: {share:.0%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
