"""One measured command: wall and CPU seconds, and peak memory."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

DBT = Path(sys.executable).with_name("dbt")

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


@dataclass
class Run:
    """What a command took: wall and CPU seconds, peak memory in MB, and how many nodes of each kind dbt ran."""

    seconds: float
    cpu: float
    megabytes: float
    nodes: Counter[str] = field(default_factory=Counter)


def measured(command: list[str], project: Path, log: Path, environment: dict[str, str] | None = None) -> Run:
    """Run a command in a folder; end the program with what it said if it fails."""
    own = [sys.executable, "-c", MEASURED, str(log), *command]
    given = os.environ | (environment or {})
    done = subprocess.run(own, cwd=project, env=given, capture_output=True, text=True, check=True)
    code, seconds, cpu, peak = json.loads(done.stdout)
    if code:
        sys.exit(f"{' '.join(command)} failed:\n{log.read_text()[-3000:]}")
    # a benchmark takes minutes: what is done so far
    told = " ".join([Path(command[0]).name, *command[1:3]])
    print(f"  {told}: {cpu:.1f} CPU s, {peak:,.0f} MB", file=sys.stderr, flush=True)
    return Run(seconds, cpu, peak)


def dbt(folder: Path, project: Path, *arguments: str) -> Run:
    """Run dbt on a project with its outputs in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    environment = {
        "SALES_KPIS_WAREHOUSE": str(folder / "warehouse.duckdb"),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
        "DO_NOT_TRACK": "1",
    }
    run = measured([str(DBT), *arguments], project, folder / "output.txt", environment)
    if arguments[0] == "build":
        run.nodes.update(node["unique_id"].split(".")[0] for node in results(folder))
    return run


def results(folder: Path) -> list[dict[str, object]]:
    """What dbt wrote of each node of its last run."""
    return json.loads((folder / "target/run_results.json").read_text())["results"]


def median(runs: list[Run]) -> Run:
    """The median of wall and CPU seconds, the highest peak."""
    return Run(
        statistics.median(run.seconds for run in runs),
        statistics.median(run.cpu for run in runs),
        max(run.megabytes for run in runs),
        runs[-1].nodes,
    )
