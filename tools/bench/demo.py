"""Measure dbt on the demo company: builds beside dbt's own floor, parsing, the scorecard."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tools.bench.dbt_floor import write_empty_project
from tools.bench.measure import Run, dbt, median
from tools.project import ROOT

ROUNDS = 2
KINDS = ("model", "seed", "test")
NO_TESTS = ("--exclude-resource-type", "test", "unit_test")


def measure(folder: Path, threads: int) -> dict[str, Run]:
    """Every command by its name. Look-alikes run in turn, so that what else the machine does weighs on all of them."""
    own, empty, outputs = folder / "own", folder / "empty", folder / "outputs"
    build = ("build", "--threads", str(threads))
    runs = {"dbt build, cold": dbt(own, ROOT, *build)}
    write_empty_project(empty, runs["dbt build, cold"].nodes, threads)
    runs["dbt's floor, cold"] = dbt(outputs, empty, *build)
    warm: dict[str, list[Run]] = {"dbt build, warm": [], "dbt build, warm, without tests": [], "dbt's floor, warm": []}
    for _ in range(ROUNDS):
        # everything anew: else a build leaves what has not changed
        warm["dbt build, warm"].append(dbt(own, ROOT, *build, "--full-refresh"))
        warm["dbt's floor, warm"].append(dbt(outputs, empty, *build))
        warm["dbt build, warm, without tests"].append(dbt(own, ROOT, *build, "--full-refresh", *NO_TESTS))
    runs |= {name: median(taken) for name, taken in warm.items()}
    dbt(own, ROOT, *build)
    runs["dbt build, nothing changed"] = dbt(own, ROOT, *build)
    runs["dbt parse, nothing changed"] = dbt(own, ROOT, "parse")
    runs["scorecard in the terminal"] = dbt(own, ROOT, "run-operation", "print_scorecard")
    runs["dbt parse, another variable"] = dbt(own, ROOT, "parse", "--vars", "{gross_margin: 0.7}")
    return runs


def figures(runs: dict[str, Run]) -> dict[str, float]:
    """What the targets ask for."""
    warm, floor = runs["dbt build, warm"], runs["dbt's floor, warm"]
    found = {
        "demo_ratio": warm.cpu / floor.cpu,
        "demo_tests_share": warm.cpu / runs["dbt build, warm, without tests"].cpu - 1,
    }
    for name, run in {
        "demo": warm,
        "scorecard": runs["scorecard in the terminal"],
        "parse": runs["dbt parse, nothing changed"],
        "other_variable": runs["dbt parse, another variable"],
    }.items():
        found |= {f"{name}_seconds": run.seconds, f"{name}_cpu": run.cpu}
    return found


def rows(runs: dict[str, Run]) -> list[list[str]]:
    """The table of all runs."""
    head = ["demo company", "wall s", "CPU s", "peak MB", *(f"{kind}s" for kind in KINDS), "CPU ms a node"]
    return [head, *(row(name, run) for name, run in runs.items())]


def row(name: str, run: Run) -> list[str]:
    """One run: its seconds and megabytes, its nodes, and what a node took."""
    counts: Counter[str] = run.nodes
    total = sum(counts[kind] for kind in KINDS)
    each = f"{1000 * run.cpu / total:.0f}" if total else ""
    return [
        name,
        f"{run.seconds:.1f}",
        f"{run.cpu:.1f}",
        f"{run.megabytes:.0f}",
        *(str(counts[kind] or "") for kind in KINDS),
        each,
    ]
