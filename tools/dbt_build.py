"""Run `dbt build` for `make build`: python -m tools.dbt_build [--full-refresh] [vars.yml].

dbt parses the whole project anew for any other `--vars`, and an import writes its day into them. Here the project is
parsed with those variables alone that may shape it, into a folder of their own below target/parses, and built with all.

A build leaves what did not change as it is (docs/increments.md). Where nothing at all changed since a green build without a
warning, dbt is not even started, and what that build showed is shown again.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import os
import shutil
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from tools.free_warehouse import exports_folder, warehouse_path
from tools.project import ROOT, SOURCES

# Values that models write into their SQL as they run, and that no reference or property hangs on.
READ_LATER = ("as_of_date", "earliest_date", "exports_dir", "imported_on", "reporting_history")
# Beside the files of the models: what else a build is made from.
BUILT_FROM = (
    *SOURCES,
    "selectors.yml",
    "tests/core",
    "tests/generic",
    "tests/kpis",
    "tests/reference",
    "tests/scorecards",
    "tests/staging",
)
LAST = ROOT / "target/last_build.json"


def parse_options(text: str) -> list[str]:
    """The options to parse with; what is no mapping is left to dbt to tell."""
    if not text:
        return []
    try:
        given = yaml.safe_load(text) or {}
    except yaml.YAMLError:
        given = None
    if isinstance(given, dict):
        text = yaml.safe_dump({name: value for name, value in given.items() if name not in READ_LATER})
    folder = ROOT / "target/parses/build" / hashlib.sha256(text.encode()).hexdigest()[:16]
    return ["--vars", text, "--target-path", str(folder)]


def built_from(text: str, exports: Path | None) -> str:
    """Everything that a build is made from, as one text: the project, variables, exports, versions and environment."""
    digest = hashlib.blake2b(text.encode())
    for package in ("dbt-core", "dbt-duckdb", "duckdb"):
        digest.update(f"{package} {version(package)} ".encode())
    for name, value in sorted(os.environ.items()):
        if name.startswith(("SALES_KPIS_", "DBT_")):
            digest.update(f"{name}={value} ".encode())
    paths = [path for name in BUILT_FROM for path in [ROOT / name, *(ROOT / name).rglob("*")]]
    if exports:
        paths += [*exports.glob("*"), *exports.glob("*/*")]
    for path in sorted(paths):
        if path.is_file() and path.suffix != ".pyc":
            with path.open("rb") as file:
                content = hashlib.file_digest(file, "blake2b").hexdigest()
            digest.update(f"{path} {content} ".encode(errors="surrogateescape"))
    return digest.hexdigest()


def written() -> list[list[int]]:
    """What tells whether somebody wrote to what a build leaves, or put another file in its place: the time of the last change
    cannot be set."""
    states = []
    for path in (warehouse_path(), ROOT / "target/manifest.json", ROOT / "target/run_results.json"):
        found = path.stat() if path.exists() else None
        states.append([found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino] if found else [])
    return states


def shown_before(made_from: str) -> str | None:
    """What the last build showed, where it was of the same and nothing was written since; else None."""
    try:
        last: dict[str, Any] = json.loads(LAST.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    is_same = last.get("made_from") == made_from and last.get("written") == written()
    return last["shown"] if is_same else None


def build(text: str, made_from: str, options: list[str]) -> int:
    """Parse, build, and note the build where all of it is green; dbt's exit code."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    from tools.dbt_runs import invoke, without_collection

    for name in (".built", "run_results.json", LAST.name):
        (ROOT / "target" / name).unlink(missing_ok=True)
    # the scorecard is as wide as the terminal
    os.environ.setdefault("DBT_PRINTER_WIDTH", str(shutil.get_terminal_size((100, 24)).columns))
    with without_collection():
        parsed = dbtRunner().invoke(["--quiet", "parse", "--no-write-json", *parse_options(text)])
    if not parsed.success:
        return 2
    shown: list[str] = []
    warned: list[str] = []

    def listen(event: Any) -> None:
        if event.info.name == "PrintEvent":
            shown.append(event.data.msg)
        elif event.info.level in ("warn", "error"):
            warned.append(event.info.msg)

    built = invoke(parsed.result, ["build", *options, *(["--vars", text] if text else [])], listen)
    gc.unfreeze()
    if not built.success:
        return 2 if built.exception else 1
    if not warned:
        DuckDBConnectionManager.close_all_connections()
        note = {"made_from": made_from, "written": written(), "shown": "\n".join(shown)}
        LAST.write_text(json.dumps(note), encoding="utf-8")
    return 0


def main() -> int:
    """Build, unless nothing changed; dbt's exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.dbt_build", description=__doc__)
    parser.add_argument("variables", nargs="?", type=Path, help="a file of variables")
    parser.add_argument("--full-refresh", action="store_true", help="make everything anew")
    asked = parser.parse_args()
    text = asked.variables.read_text(encoding="utf-8") if asked.variables else ""
    made_from = built_from(text, exports_folder(asked.variables))
    shown = None if asked.full_refresh else shown_before(made_from)
    if shown is not None:
        print(f"{shown}\nNothing changed since the last build: it stands. make build FULL=1 makes everything anew.")
        return 0
    return build(text, made_from, ["--full-refresh"] if asked.full_refresh else [])


if __name__ == "__main__":
    sys.exit(main())
