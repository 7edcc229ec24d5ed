"""Mutation testing: break the project on purpose, one place at a time, and record which check notices it first.

`python -m tools.mutate [NAME ...]` applies each mutation of tools/mutations.yml to a copy of the project and runs, until
one fails: `dbt build` (unit tests and data tests included), the golden results, the tests that compare the macros with
Python, the unit tests of every system, and the independent computation of every cell. docs/mutations.md has the result of
all of them.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb
import yaml

from tools.golden import differences, golden_tables, update
from tools.project import ROOT

LIST = ROOT / "tools/mutations.yml"
PAGE = ROOT / "docs/mutations.md"
RESULTS = ROOT / "target/mutations.json"
DBT = Path(sys.executable).with_name("dbt")
TESTS = ("tests/python/test_macros.py", "tests/python/test_unit_tests.py", "tests/python/test_agreement.py")
SURVIVED = "nothing"
WAREHOUSE = "warehouse/sales_kpis.duckdb"
# How a check is named on the page, by the kind of the dbt node that failed.
KINDS = {"unit_test": "unit test", "test": "data test", "model": "build of the model", "seed": "build of the seed"}


@dataclass(frozen=True)
class Mutation:
    """One way to break the project: in a file, a text that occurs once becomes another."""

    name: str
    file: str
    find: str
    replace: str
    breaks: str


@dataclass(frozen=True)
class Verdict:
    """Which check noticed a mutation first: its kind, its name, and after how many seconds."""

    name: str
    kind: str
    check: str
    seconds: float


def read_mutations(path: Path = LIST) -> list[Mutation]:
    """The mutations of the list."""
    return [Mutation(**entry) for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]


def faults(mutation: Mutation, root: Path = ROOT) -> list[str]:
    """Why a mutation cannot be applied: it has no text, its file is gone, or its text is not there exactly once."""
    if not all(isinstance(text, str) for text in asdict(mutation).values()):
        return [f"{mutation.name}: something in it is no text for YAML; put it in quotes"]
    path = root / mutation.file
    if not path.is_file():
        return [f"{mutation.name}: no file {mutation.file}"]
    times = path.read_text(encoding="utf-8").count(mutation.find)
    if times != 1:
        return [f"{mutation.name}: the text is {times} times in {mutation.file}"]
    return [] if mutation.find != mutation.replace else [f"{mutation.name}: changes nothing"]


def copy_project(target: Path) -> None:
    """Copy what git knows of, and what it does not ignore, as it is in the working tree."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)


def run(command: list[str], root: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in the copy."""
    environment = os.environ | {"DO_NOT_TRACK": "1", "PYTHONUTF8": "1", "TZ": "UTC"}
    environment.pop("SALES_KPIS_WAREHOUSE", None)
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


def failures(root: Path) -> list[dict[str, Any]]:
    """What failed in the last dbt run of the copy, in the order in which it ended."""
    path = root / "target/run_results.json"
    if not path.exists():
        return []
    results = json.loads(path.read_text(encoding="utf-8"))["results"]
    failed = [result for result in results if result["status"] in ("error", "fail", "runtime error")]
    return sorted(failed, key=lambda result: max((part["completed_at"] for part in result["timing"]), default=""))


def node_name(unique_id: str) -> tuple[str, str]:
    """Kind and name of a node; a generic test has a hash behind its name, a unit test its model before it."""
    kind, _, *rest = unique_id.split(".")
    return KINDS.get(kind, kind), rest[-1] if kind == "unit_test" else rest[0]


def check_build(root: Path, *selection: str) -> tuple[str, str] | None:
    """Build the demo with every dbt test, or what a selection chooses of it."""
    (root / "target/run_results.json").unlink(missing_ok=True)
    (root / "target/.built").unlink(missing_ok=True)
    chosen = selection or ("--selector", "everything")
    done = run([str(DBT), "--no-use-colors", "build", "--fail-fast", *chosen], root)
    if done.returncode == 0:
        (root / "target/.built").touch()
        return None
    failed = failures(root)
    return node_name(failed[0]["unique_id"]) if failed else ("parse", done.stdout.strip().splitlines()[-1][:120])


def check_golden(root: Path, baseline: Path) -> tuple[str, str] | None:
    """Compare the copy's KPI tables with the golden results."""
    with duckdb.connect(str(root / WAREHOUSE), read_only=True) as connection:
        found = differences(golden_tables(connection), baseline / "expected")
    return ("golden results", f"{found[0].split(' ')[0].rstrip(':')}, {len(found)} cells") if found else None


def check_tests(root: Path) -> tuple[str, str] | None:
    """Run the tests that compare with Python."""
    there = [name for name in TESTS if (root / name).exists()]
    done = run([sys.executable, "-m", "pytest", "-x", "-q", *there], root)
    if done.returncode == 0:
        return None
    failed = [line.split(" ")[1] for line in done.stdout.splitlines() if line.startswith(("FAILED ", "ERROR "))]
    return "pytest", failed[0].removeprefix("tests/python/") if failed else done.stdout[-200:]


def keep_baseline(root: Path, baseline: Path) -> None:
    """Keep what the unchanged project gives: its warehouse, its manifest and its golden results."""
    (baseline / "state").mkdir(parents=True)
    shutil.copy(root / "target/manifest.json", baseline / "state/manifest.json")
    shutil.copy(root / WAREHOUSE, baseline / "warehouse.duckdb")
    with duckdb.connect(str(root / WAREHOUSE), read_only=True) as connection:
        update(golden_tables(connection), baseline / "expected")


def first_to_notice(root: Path, baseline: Path) -> tuple[str, str]:
    """The first check that fails in the copy, from the cheapest on; dbt builds what the mutation touches, and after it."""
    shutil.copy(baseline / "warehouse.duckdb", root / WAREHOUSE)
    touched = ("--select", "state:modified+", "--state", str(baseline / "state"))
    return check_build(root, *touched) or check_golden(root, baseline) or check_tests(root) or (SURVIVED, "")


def judge(mutation: Mutation, root: Path, baseline: Path) -> Verdict:
    """Apply a mutation, ask the checks, and take it back."""
    path = root / mutation.file
    before = path.read_text(encoding="utf-8")
    started = time.monotonic()
    path.write_text(before.replace(mutation.find, mutation.replace), encoding="utf-8")
    try:
        kind, check = first_to_notice(root, baseline)
    finally:
        path.write_text(before, encoding="utf-8")
    return Verdict(mutation.name, kind, check, round(time.monotonic() - started, 1))


def page(mutations: Iterable[Mutation], verdicts: dict[str, Verdict]) -> str:
    """docs/mutations.md."""
    rows = [(mutation, verdicts[mutation.name]) for mutation in mutations if mutation.name in verdicts]
    counts = Counter(verdict.kind for _, verdict in rows)
    survivors = counts.pop(SURVIVED, 0)
    caught = ", ".join(f"{count} by {kind}" for kind, count in counts.most_common())
    lines = [
        "<!-- Written by `make mutants`. -->",
        "",
        "# Mutations",
        "",
        "`make mutants` breaks one place at a time in a copy of the project and runs the checks until one fails: `dbt build` of the demo",
        "with every unit test and data test, the golden results, the tests of the macros, the unit tests of every system, and the",
        "independent computation on the demo and on random folders. `tools/mutations.yml` has the place and the text of each mutation.",
        "",
        f"{len(rows)} mutations, {len(rows) - survivors} noticed: {caught}. Survivors: {survivors}.",
        "",
        "| mutation | what it breaks | noticed first by |",
        "|---|---|---|",
    ]
    for mutation, verdict in rows:
        check = f"{verdict.kind} `{verdict.check}`" if verdict.check else f"**{verdict.kind}**"
        lines.append(f"| {mutation.name} | {mutation.breaks} | {check} |")
    return "\n".join(lines) + "\n"


def load_verdicts() -> dict[str, Verdict]:
    """The verdicts of earlier runs."""
    if not RESULTS.exists():
        return {}
    return {entry["name"]: Verdict(**entry) for entry in json.loads(RESULTS.read_text(encoding="utf-8"))}


def main() -> int:
    """Judge the mutations; the exit status is 1 where one survives."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="only these mutations; the page is written from all known verdicts")
    given = parser.parse_args()
    mutations = read_mutations()
    unusable = [fault for mutation in mutations for fault in faults(mutation)]
    if unusable:
        print("\n".join(unusable))
        return 2
    chosen = [mutation for mutation in mutations if not given.names or mutation.name in given.names]
    verdicts = load_verdicts() if given.names else {}
    RESULTS.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        root, baseline = Path(folder) / "project", Path(folder) / "baseline"
        copy_project(root)
        problem = check_build(root)
        if problem:
            print(f"the unchanged project does not build: {problem[0]} {problem[1]}")
            return 2
        keep_baseline(root, baseline)
        for number, mutation in enumerate(chosen, 1):
            verdict = judge(mutation, root, baseline)
            verdicts[mutation.name] = verdict
            RESULTS.write_text(json.dumps([asdict(v) for v in verdicts.values()], indent=1), encoding="utf-8")
            print(
                f"{number}/{len(chosen)} {mutation.name}: {verdict.kind} {verdict.check} ({verdict.seconds} s)",
                flush=True,
            )
    PAGE.write_text(page(mutations, verdicts), encoding="utf-8")
    survivors = [name for name, verdict in verdicts.items() if verdict.kind == SURVIVED]
    print(f"{len(survivors)} of {len(verdicts)} mutations survived {', '.join(survivors)}")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
