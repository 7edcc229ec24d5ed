"""Measure the project on one engine with a made-up company: `make bench-engines ENGINE=postgres`.

Prints a table of every engine and size that was measured so far: seconds to load the exports and to build all models without
tests, CPU seconds of dbt, loader and server together, and the most memory that they held at once. Server and client share the
machine, so this says what the work costs, not what a cluster would give. Reads /proc: Linux alone.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tools.bench.company import write_exports
from tools.project import ROOT

RESULTS = ROOT / "target/bench/engines"
NO_TESTS = ("--exclude-resource-type", "test", "unit_test")
TICKS = os.sysconf("SC_CLK_TCK")
EVERY = 0.5
LARGE = 2_000_000
COMPILED = {"spark.sql.codegen.wholeStage": "true", "spark.sql.codegen.factoryMode": "FALLBACK"}


@dataclass
class Measured:
    """One engine and size: wall seconds to load and to build, CPU seconds of both, peak memory in MB."""

    engine: str
    activities: int
    load_seconds: float
    build_seconds: float
    cpu: float
    megabytes: float


class Watch:
    """CPU seconds and memory of some processes and all that they start."""

    def __init__(self) -> None:
        """Begin with this process."""
        self.roots = {os.getpid()}
        self.peak = 0.0
        self._ended = threading.Event()

    def processes(self) -> set[int]:
        """The processes that are alive."""
        parents = {}
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                with contextlib.suppress(OSError):
                    parents[int(folder.name)] = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
        found = self.roots & parents.keys()
        while more := {child for child, parent in parents.items() if parent in found} - found:
            found |= more
        return found

    def cpu(self) -> float:
        """CPU seconds so far, with those of processes that have ended and were waited for."""
        total = 0
        for process in self.processes():
            with contextlib.suppress(OSError):
                total += sum(map(int, Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[11:15]))
        return total / TICKS

    def look(self) -> None:
        """Note the memory held now; what processes share counts once."""
        held = 0
        for process in self.processes():
            with contextlib.suppress(OSError):
                for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
                    held += int(line.split()[1]) if line.startswith("Pss:") else 0
        self.peak = max(self.peak, held / 1024)

    @contextlib.contextmanager
    def looking(self) -> Iterator[None]:
        """Look again and again until the block ends."""
        looker = threading.Thread(target=self._look_on)
        looker.start()
        try:
            yield
        finally:
            self._ended.set()
            looker.join()

    def _look_on(self) -> None:
        while not self._ended.wait(EVERY):
            self.look()


def run(arguments: list[str], environment: dict[str, str], log: Path) -> float:
    """Run a module of Python; give its seconds, or end the program with what it said."""
    start = time.perf_counter()
    with log.open("w") as said:
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=os.environ | environment, stdout=said, stderr=said, check=False
        )
    if done.returncode:
        sys.exit(f"{' '.join(arguments)} failed:\n{log.read_text()[-3000:]}")
    return time.perf_counter() - start


@contextlib.contextmanager
def running(engine: str, activities: int, watch: Watch) -> Iterator[dict[str, str]]:
    """Start the server of an engine, watched; give the variables of the environment that name it."""
    if engine == "postgres":
        from tools.postgres_server import running_server

        with running_server() as server:
            watch.roots.add(server.process)
            yield server.environment()
    elif engine == "spark":
        from tools.spark_cluster import running_cluster

        # code of its own for each query pays where there are many rows
        with running_cluster(memory="3g", settings=COMPILED if activities > LARGE else {}) as cluster:
            yield cluster.environment()
    else:
        yield {}


def measure(engine: str, activities: int, folder: Path) -> Measured:
    """Load a made-up company and build it."""
    exports, variables = folder / "exports", folder / "vars.yml"
    write_exports(exports, activities)
    variables.write_text(json.dumps({"systems": ["generic"], "exports_dir": str(exports)}))
    places = {
        "SALES_KPIS_WAREHOUSE": str(folder / "warehouse.duckdb"),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
        "DO_NOT_TRACK": "1",
    }
    dbt = ["-m", "dbt.cli.main", "--no-use-colors"]
    options = ["--target", engine, "--vars", variables.read_text()]
    watch = Watch()
    with running(engine, activities, watch) as server:
        given = places | server
        # what is parsed for the first time is no matter of size
        run([*dbt, "parse", *options], given, folder / "parse.txt")
        before = watch.cpu()
        with watch.looking():
            load = 0.0
            if engine != "duckdb":
                load = run(["-m", "tools.load", engine, str(variables)], given, folder / "load.txt")
            build = run([*dbt, "build", *options, *NO_TESTS], given, folder / "build.txt")
        return Measured(engine, activities, load, build, watch.cpu() - before, watch.peak)


def rows(found: list[Measured]) -> list[list[str]]:
    """The table of what was measured so far."""
    table = [["activities", "engine", "load s", "build s", "CPU s", "times DuckDB", "peak GB"]]
    duckdb = {each.activities: each.cpu for each in found if each.engine == "duckdb"}
    for each in sorted(found, key=lambda one: (one.activities, one.cpu)):
        ratio = f"{each.cpu / duckdb[each.activities]:.1f}" if each.activities in duckdb else ""
        load = f"{each.load_seconds:,.0f}" if each.load_seconds else "in the build"
        numbers = [load, f"{each.build_seconds:,.0f}", f"{each.cpu:,.0f}", ratio, f"{each.megabytes / 1024:.1f}"]
        table.append([f"{each.activities:,}", each.engine, *numbers])
    return table


def main() -> int:
    """Measure one engine at one size; print all."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench.engines", description=__doc__)
    parser.add_argument("engine", choices=("duckdb", "postgres", "spark"))
    parser.add_argument("--activities", type=int, default=1_000_000)
    given = parser.parse_args()
    RESULTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        found = measure(given.engine, given.activities, Path(folder))
    (RESULTS / f"{given.engine}-{given.activities}.json").write_text(json.dumps(asdict(found)))
    for row in rows([Measured(**json.loads(path.read_text())) for path in RESULTS.glob("*.json")]):
        print("| " + " | ".join(row) + " |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
