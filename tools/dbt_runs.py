"""Run several dbt commands in one process, which parses the project once for all that share their parse-time variables.

What was parsed stays below target/parses, so that a later process parses only the files that changed since. `run_all` starts that process (`python -m tools.dbt_runs JOB`), because dbt's connections end with it alone; `python -m tools.dbt_runs once …` is `dbt …` on what is parsed, `python -m tools.dbt_runs parse VARIABLES DATABASE` parses.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from tools.project import ROOT

# Variables that properties files read: another value needs another parse.
PARSE_VARIABLES = (
    "systems",
    "reporting_currency",
    "purchase_horizon_days",
    "purchase_value",
)
# Without tests it makes no difference which of them a selection would bring; to find that out takes a sixth of a small build.
BUILD = ("build", "--exclude-resource-type", "test", "unit_test", "--indirect-selection", "eager")
# Nobody reads the files and lines of many runs, and writing them takes a fifth of the time.
NOTHING_WRITTEN = ("--no-write-json", "--log-level", "none", "--log-level-file", "none")
PARSES = "target/parses"
# Every CRM and every extra: a project parsed with these holds that of any others (`part_of`).
SYSTEMS = sorted(
    path.name for path in (ROOT / "models/staging").iterdir() if (ROOT / "seeds/exports" / path.name).is_dir()
)
EVERYTHING = {"purchase_value": True, "systems": SYSTEMS}
PURCHASE_MODELS = {"customer_purchase_value", "dim_purchase_fit", "fct_purchase_expectations"}
PARTIAL = "partial_parse.msgpack"
# A warehouse's file name is that of the database, which the parsed project keeps.
DATABASE = "warehouse"


@dataclass(frozen=True)
class Run:
    """A dbt command to run: its variables, and the warehouse that it builds or reads.

    `parsed_as`: the variables to parse the project with, where those of the run do not parse. `kept_as`: where to copy the
    warehouse to as the run leaves it.
    """

    name: str
    command: Sequence[str]
    variables: Mapping[str, Any] = field(default_factory=dict)
    warehouse: str = ""
    parsed_as: Mapping[str, Any] | None = None
    kept_as: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of a run: its error message ('' where it went well) and, of a compiled query, the SQL."""

    name: str
    message: str
    sql: str
    warehouse: Path


def parse_folder(root: Path, variables: Mapping[str, Any], database: str = DATABASE) -> Path:
    """Where dbt keeps what it parsed with these variables; each process of tests has its own, as dbt does not lock it."""
    # DBT_TARGET is what dbt itself reads: another engine's adapter has other macros
    engine = [os.environ["DBT_TARGET"]] if "DBT_TARGET" in os.environ else []
    text = json.dumps([database, parsing(variables), *engine], sort_keys=True)
    folder = root / PARSES / os.environ.get("PYTEST_XDIST_WORKER", "alone")
    return folder / hashlib.sha256(text.encode()).hexdigest()[:16]


def parsing(variables: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the variables that the project is parsed with, without those that are as in dbt_project.yml."""
    known = defaults()
    return {name: variables[name] for name in PARSE_VARIABLES if name in variables and variables[name] != known[name]}


@cache
def defaults() -> dict[str, Any]:
    """The values that dbt_project.yml gives the variables; do not change it."""
    return yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]


@contextmanager
def sharing(folder: Path) -> Iterator[None]:
    """While a parse folder is parsed into: begin with what any process parsed with these variables, and leave it for others."""
    shared = folder.parents[1] / "shared" / f"{folder.name}.msgpack"
    own = folder / PARTIAL
    folder.mkdir(parents=True, exist_ok=True)
    if shared.exists() and not own.exists():
        shutil.copy(shared, own)
    yield
    shared.parent.mkdir(exist_ok=True)
    written = folder / "shared.msgpack"
    shutil.copy(own, written)
    written.replace(shared)


@contextmanager
def without_collection() -> Iterator[None]:
    """While the project is parsed: nothing of it can go, and Python's looking for what could takes a quarter of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextmanager
def unheard(*but: str) -> Iterator[None]:
    """While commands run of whose events nobody hears: dbt writes each as a message first, which takes a sixth of its own time.

    Warnings are heard, and the events that are named.
    """
    from dbt_common.events.event_manager import EventManager

    told = EventManager.fire_event

    def fire_event(
        manager: Any, event: Any, level: Any = None, node: Any = None, force_warn_or_error_handling: bool = False
    ) -> None:
        if force_warn_or_error_handling or type(event).__name__ in but:
            told(manager, event, level, node, force_warn_or_error_handling)

    EventManager.fire_event = fire_event  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        EventManager.fire_event = told  # type: ignore[method-assign]


@contextmanager
def ungrouped() -> Iterator[None]:
    """While unit tests run: dbt parses the SQL of each to find its first `with`, for which the tokens are enough."""
    from sqlparse.engine import grouping

    group = grouping.group
    grouping.group = lambda statement: statement
    try:
        yield
    finally:
        grouping.group = group


def named_in_parse(root: Path, database: str = DATABASE) -> Path:
    """The warehouse that every parse names: the path of another one would be another profile, and everything parsed again."""
    return root / PARSES / f"{database}.duckdb"


def parsed(
    root: Path, variables: Mapping[str, Any], common: Sequence[str], database: str = DATABASE, *, written: bool = False
) -> Any:
    """The project as it is parsed with these variables, in this process.

    `written`: whether somebody reads manifest.json in the parse folder; writing it takes longer than parsing what has not changed.

    Raises:
        RuntimeError: it cannot be parsed.
    """
    from dbt.cli.main import dbtRunner

    folder = parse_folder(root, variables, database)
    os.environ["SALES_KPIS_WAREHOUSE"] = str(named_in_parse(root, database))
    with sharing(folder), without_collection():
        given = ["--quiet", "--target-path", str(folder), "--vars", json.dumps(parsing(variables), sort_keys=True)]
        done = dbtRunner().invoke(["parse", *common, *given, *([] if written else ["--no-write-json"])])
        if not done.success:
            raise RuntimeError(f"the project cannot be parsed: {done.exception}")
    # what macros/seeds/check_reference.sql has found sound
    done.result.flat_graph["sound_reference"] = {}
    return done.result


def is_switched_off(node: Any, variables: Mapping[str, Any]) -> bool:
    """Whether a node is of a CRM, or of an extra, that these variables do not name."""
    folders = Path(node.original_file_path).parts
    if folders[:2] in (("models", "staging"), ("seeds", "exports")) and folders[2] in SYSTEMS:
        return folders[2] not in variables.get("systems", defaults()["systems"])
    return node.name in PURCHASE_MODELS and not variables.get("purchase_value")


@contextmanager
def part_of(manifest: Any, variables: Mapping[str, Any]) -> Iterator[None]:
    """While a project parsed with EVERYTHING is run: take out what these variables switch off, and what hangs on that.

    tests/python/test_dbt_build.py compares what is left with a parse of its own.
    """
    out = {name for name, node in manifest.nodes.items() if is_switched_off(node, variables)}
    hanging = ("test", "unit_test")
    for name, node in [*manifest.nodes.items(), *manifest.unit_tests.items()]:
        if node.resource_type in hanging and not out.isdisjoint(node.depends_on_nodes):
            out.add(name)
    whole = manifest.nodes, manifest.unit_tests, manifest.flat_graph
    # seeds depend on nothing
    read = {name: node.depends_on.nodes for name, node in manifest.nodes.items() if node.resource_type != "seed"}
    manifest.nodes = {name: node for name, node in manifest.nodes.items() if name not in out}
    manifest.unit_tests = {name: test for name, test in manifest.unit_tests.items() if name not in out}
    shown = {name: node for name, node in manifest.flat_graph["nodes"].items() if name not in out}
    for name in read.keys() - out:
        left = [other for other in read[name] if other not in out]
        manifest.nodes[name].depends_on.nodes = left
        shown[name] = shown[name] | {"depends_on": shown[name]["depends_on"] | {"nodes": left}}
    manifest.flat_graph = manifest.flat_graph | {"nodes": shown}
    manifest.rebuild_ref_lookup()
    try:
        yield
    finally:
        manifest.nodes, manifest.unit_tests, manifest.flat_graph = whole
        for name, nodes in read.items():
            manifest.nodes[name].depends_on.nodes = nodes
        manifest.rebuild_ref_lookup()


def warehouse_of(work: Path, run: Run) -> Path:
    """Where a run's tables are."""
    return Path(run.warehouse) if run.warehouse else work / run.name / f"{DATABASE}.duckdb"


def run_all(runs: Sequence[Run], work: Path, root: Path = ROOT) -> dict[str, Outcome]:
    """Run the commands one after the other in a process of their own.

    Args:
        runs: the commands; `warehouse` is left empty for one in a folder of the run's name below `work`.
        work: an existing folder for warehouses, logs and dbt's target.
        root: the project.

    Raises:
        RuntimeError: the process itself failed, for example because the project cannot be parsed.
    """
    job = {"work": str(work.resolve()), "root": str(root), "runs": [asdict(run) for run in runs]}
    (work / "job.json").write_text(json.dumps(job), encoding="utf-8")
    environment = os.environ | {"DO_NOT_TRACK": "1", "PYTHONUTF8": "1", "PYTHONPATH": str(root)}
    command = [sys.executable, "-m", "tools.dbt_runs", str(work / "job.json")]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"dbt_runs failed:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    outcomes = json.loads((work / "outcomes.json").read_text(encoding="utf-8"))
    return {
        run.name: Outcome(run.name, *outcomes[run.name], warehouse=warehouse_of(work, run))  # message, sql
        for run in runs
    }


class Runner:
    """dbt in this process, with one manifest for each set of parse-time variables."""

    def __init__(self, work: Path, root: Path) -> None:
        self.work = work
        self.root = root
        self.common = ["--project-dir", str(root), "--profiles-dir", str(root), "--no-use-colors", "--quiet"]
        self.common += ["--log-path", str(work / "logs")]
        self.manifests: dict[str, Any] = {}

    def manifest(self, variables: Mapping[str, Any]) -> Any:
        """The parsed project.

        Raises:
            RuntimeError: it cannot be parsed.
        """
        chosen = json.dumps(parsing(variables), sort_keys=True)
        if chosen not in self.manifests:
            self.manifests[chosen] = parsed(self.root, variables, self.common)
        return self.manifests[chosen]

    def run(self, run: Run) -> tuple[str, str]:
        """Run a command; the error message and the compiled SQL."""
        from dbt.cli.main import dbtRunner

        warehouse = warehouse_of(self.work, run)
        warehouse.parent.mkdir(parents=True, exist_ok=True)
        # to take out of one parse what a run has not is a hundredth of another parse
        manifest = self.manifest(dict(run.variables if run.parsed_as is None else run.parsed_as) | EVERYTHING)
        os.environ["SALES_KPIS_WAREHOUSE"] = str(warehouse)
        given = ["--target-path", str(self.work / "target"), *NOTHING_WRITTEN]
        given += ["--vars", json.dumps(run.variables)]
        with part_of(manifest, run.variables), unheard(), ungrouped():
            done = dbtRunner(manifest=manifest).invoke([*run.command, *self.common, *given])
        if run.kept_as:
            # dbt leaves the file open, and the log beside it has what was written last
            for end in ("", ".wal"):
                if Path(f"{warehouse}{end}").exists():
                    shutil.copy(f"{warehouse}{end}", f"{run.kept_as}{end}")
        results = list(getattr(done.result, "results", None) or [])
        # an operation has a result, and no node
        names = [r.node.name if hasattr(r, "node") else r.unique_id for r in results]
        pairs = zip(names, results, strict=True)
        failed = [f"{name}: {r.message}" for name, r in pairs if str(r.status) in ("error", "fail")]
        message = "\n".join(failed) or ("" if done.success else str(done.exception))
        sql = results[0].node.compiled_code if run.command[0] == "compile" and results and not message else ""
        return message, sql


def invoke(manifest: Any, arguments: Sequence[str], *listeners: Callable[[Any], None]) -> Any:
    """Run dbt on a parsed project. The manifest that it writes is of this run, not of the parse, as publishing wants it.

    `listeners` hear of each of dbt's events.
    """
    from dbt.cli.main import dbtRunner

    def take_over(event: Any) -> None:
        manifest.metadata.invocation_id = event.info.invocation_id

    return dbtRunner(manifest=manifest, callbacks=[take_over, *listeners]).invoke(list(arguments))


def once(arguments: Sequence[str]) -> int:
    """Run dbt on the parsed project as `dbt` itself would; the exit status."""
    warehouse = os.environ["SALES_KPIS_WAREHOUSE"]
    given = dict(pairwise(arguments)).get("--vars", "{}")
    manifest = parsed(ROOT, yaml.safe_load(given), (), Path(warehouse).stem)
    os.environ["SALES_KPIS_WAREHOUSE"] = warehouse
    with ungrouped():
        done = invoke(manifest, arguments)
    if done.exception:
        print(done.exception, file=sys.stderr)
    return 0 if done.success else 1


def main() -> None:
    """Run one command, parse, or run the commands of a job file and write what became of them beside it."""
    if sys.argv[1] == "once":
        sys.exit(once(sys.argv[2:]))
    if sys.argv[1] == "parse":
        parsed(ROOT, json.loads(sys.argv[2]), (), sys.argv[3], written=True)
        return
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    runner = Runner(Path(job["work"]), Path(job["root"]))
    outcomes = {run["name"]: runner.run(Run(**run)) for run in job["runs"]}
    (runner.work / "outcomes.json").write_text(json.dumps(outcomes), encoding="utf-8")


if __name__ == "__main__":
    main()
