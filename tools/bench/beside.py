"""Measure the project beside scripts that compute the same KPIs from the same exports, and compare every cell."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from tools.bench.company import DAYS, add_a_day, write_exports
from tools.bench.compare import Comparison, compare, kpis_in
from tools.bench.demo import NO_TESTS
from tools.bench.measure import Run, dbt, measured, median, results
from tools.bench.scripts.shared import COMMON, PARTS
from tools.project import ROOT

PYTHON = ROOT / ".bench/venv/bin/python"
# Name -> module, and the parts that it computes.
SCRIPTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "floor: plain SQL on DuckDB": ("floor", tuple(PARTS)),
    "the same, fewer KPIs": ("floor", COMMON),
    "Polars": ("polars_kpis", COMMON),
    "pandas": ("pandas_kpis", COMMON),
    "SQLite": ("sqlite", COMMON),
}
FLOOR, SMALL_FLOOR = list(SCRIPTS)[:2]
PROJECT = "project, without tests"


@dataclass
class Line:
    """A line of the table: what it took, how many KPIs it computes, and how they compare with the project's."""

    run: Run
    kpis: int
    comparison: Comparison | None = None
    floor: str = FLOOR


@dataclass
class Measured:
    """What was measured at one size: the lines by name, figures for the targets, the nodes that took longest."""

    activities: int
    lines: dict[str, Line]
    figures: dict[str, float]
    slowest: list[tuple[float, str]]


def measure(folder: Path, activities: int, threads: int, rounds: int, whole: bool) -> Measured:
    """Build a made-up company and run every script `rounds` times in turn; with `whole`, build with tests and a day later too."""
    exports, builds = folder / "exports", folder / "builds"
    write_exports(exports, activities)
    variables = json.dumps({"systems": ["generic"], "exports_dir": str(exports)})
    build = ("build", "--threads", str(threads), "--vars", variables)
    figures = {}
    if whole:
        # the day before, and then one more day's activities, as a part of their own, on that warehouse
        shutil.rmtree(exports)
        write_exports(exports, activities, DAYS - 1)
        (exports / "activities.csv").rename(exports / "activities_001.csv")
        dbt(builds, ROOT, *build, *NO_TESTS)
        add_a_day(exports, activities)
        day = dbt(builds, ROOT, *build, *NO_TESTS)
        shutil.rmtree(exports)
        write_exports(exports, activities)
        (builds / "warehouse.duckdb").unlink()
        with_tests = dbt(builds, ROOT, *build)
        (builds / "warehouse.duckdb").unlink()
    else:
        # what is parsed for the first time is no matter of size
        dbt(builds, ROOT, "parse", "--vars", variables)
    project = dbt(builds, ROOT, *build, *NO_TESTS)
    slowest = sorted(
        ((float(str(node["execution_time"])), str(node["unique_id"])) for node in results(builds)), reverse=True
    )
    runs: dict[str, list[Run]] = {name: [] for name in SCRIPTS}
    for _ in range(rounds):
        for name, (module, parts) in SCRIPTS.items():
            runs[name].append(run_script(folder, module, parts, threads))
    lines = {PROJECT: Line(project, len(kpis_in(builds / "warehouse.duckdb")))}
    for name, (module, parts) in SCRIPTS.items():
        kpis = tuple(kpi for part in parts for kpi in PARTS[part])
        comparison = compare(builds / "warehouse.duckdb", out(folder, module, parts), kpis)
        floor = FLOOR if parts == tuple(PARTS) else SMALL_FLOOR
        lines[name] = Line(median(runs[name]), len(kpis), comparison, floor)
    figures["script_ratio"] = project.cpu / lines[FLOOR].run.cpu
    figures["gigabytes"] = project.megabytes / 1024
    if whole:
        figures["day_share"] = day.cpu / project.cpu
        figures["tests_share"] = with_tests.cpu / project.cpu - 1
        lines["project, with tests"] = Line(with_tests, lines[PROJECT].kpis)
        lines["project, one day later"] = Line(day, lines[PROJECT].kpis)
    return Measured(activities, lines, figures, slowest[:10])


def out(folder: Path, module: str, parts: tuple[str, ...]) -> Path:
    """Where a script writes."""
    return folder / f"{module}_{len(parts)}.csv"


def run_script(folder: Path, module: str, parts: tuple[str, ...], threads: int) -> Run:
    """Run a script in the environment of the comparison."""
    arguments = [str(folder / "exports"), str(ROOT / "seeds/reference"), str(out(folder, module, parts))]
    command = [
        str(PYTHON),
        "-m",
        f"tools.bench.scripts.{module}",
        *arguments,
        "--parts",
        ",".join(parts),
        "--threads",
        str(threads),
    ]
    limits = dict.fromkeys(("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "ARROW_NUM_THREADS"), str(threads))
    return measured(command, ROOT, folder / "script.txt", limits)


def rows(found: Measured) -> list[list[str]]:
    """The table of one size. Ratios are of CPU seconds, to the floor script with the same KPIs."""
    head = [
        f"{found.activities:,} activities",
        "KPIs",
        "wall s",
        "CPU s",
        "peak MB",
        "times the floor",
        "cells",
        "equal",
    ]
    table = [head]
    for name, line in found.lines.items():
        ratio = line.run.cpu / found.lines[line.floor].run.cpu
        cells = (f"{line.comparison.cells:,}", f"{line.comparison.equal:,}") if line.comparison else ("", "")
        numbers = [f"{line.run.seconds:.1f}", f"{line.run.cpu:.1f}", f"{line.run.megabytes:,.0f}", f"{ratio:.2f}"]
        table.append([name, f"{line.kpis} of {found.lines[PROJECT].kpis}", *numbers, *cells])
    return table
