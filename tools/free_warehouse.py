"""Say before a build begins what would stop it: who holds the warehouse (DuckDB lets no process write to a file that another
reads), that its file is damaged, or that the exports folder has names that DuckDB cannot read.

`make build` runs it, with the file of the build's variables. A reader that holds the warehouse for a moment is waited for,
as dbt does.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import duckdb
import yaml

from tools.project import ROOT

HOLDER = re.compile(r"lock is held in (?P<program>.+?) \(PID (?P<pid>\d+)\)")
# Seconds between the attempts.
WAITS = (1, 2, 4)


def warehouse_path() -> Path:
    """The file that the profile names."""
    return ROOT / os.environ.get("SALES_KPIS_WAREHOUSE", "warehouse/sales_kpis.duckdb")


def command_of(pid: str) -> str:
    """The command line of a process, cut to what fits a line; '' where the system does not show it."""
    try:
        done = subprocess.run(["ps", "-p", pid, "-o", "args="], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return " ".join(done.stdout.split())[:120]


def holder_of(path: Path) -> str | None:
    """Who holds the file, in words; None where it can be written to, or where something else is wrong with it."""
    if not path.exists():
        return None
    try:
        duckdb.connect(str(path)).close()
    except duckdb.IOException as error:
        found = HOLDER.search(str(error))
        if found:
            command = command_of(found["pid"])
            return f"process {found['pid']} ({command or found['program']})"
        if "lock" in str(error) or "being used by another process" in str(error):
            return "another program"
        raise
    return None


def exports_folder(variables: Path | None) -> Path | None:
    """The folder that a build's variables name; None for none."""
    if variables is None:
        return None
    try:
        given = yaml.safe_load(variables.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        # dbt says what is wrong with them
        return None
    folder = given.get("exports_dir") if isinstance(given, dict) else None
    return Path(folder) if isinstance(folder, str) else None


def names_in(folder: Path) -> tuple[list[str], list[str]]:
    """In a folder and the folders in it: names that are no UTF-8, and links that lead nowhere. DuckDB stops at the first
    and passes over the others."""
    unreadable, dangling = [], []
    for path in sorted([*folder.glob("*"), *folder.glob("*/*")]):
        shown = os.fsencode(path.relative_to(folder)).decode("utf-8", "backslashreplace")
        if os.fsencode(path).decode("utf-8", "ignore") != str(path):
            unreadable.append(shown)
        elif path.is_symlink() and not path.exists():
            dangling.append(f"{shown} (to {path.readlink()})")
    return unreadable, dangling


def check_names(folder: Path) -> int:
    """Tell of links that lead nowhere; 1 where the build could not list the folder."""
    unreadable, dangling = names_in(folder)
    if dangling:
        print(f"{folder}: links that lead nowhere, and are not read: {', '.join(dangling)}.", file=sys.stderr)
    if unreadable:
        print(
            f"{folder}: names of files that are not UTF-8: {', '.join(unreadable)}. DuckDB cannot list a folder with them. "
            "Rename these files or take them away.",
            file=sys.stderr,
        )
    return 1 if unreadable else 0


def main(waits: Sequence[float] = WAITS, variables: Path | None = None) -> int:
    """Wait a little for the warehouse; 1, with a line on what is wrong, where the build cannot begin."""
    folder = exports_folder(variables)
    if folder is not None and check_names(folder):
        return 1
    path = warehouse_path()
    try:
        return wait_for(path, waits)
    except duckdb.Error as error:
        text = " ".join(str(error).split())[:200]
        print(
            f"{path} cannot be opened as a warehouse: {text}. Expected the file of an earlier build, or none. It keeps the first "
            "reports of your KPIs: put a copy of it in its place; or move it away, run make restore, which brings them back from the last "
            "publication, and make build.",
            file=sys.stderr,
        )
        return 1


def wait_for(path: Path, waits: Sequence[float]) -> int:
    """Wait a little for the warehouse; 1, with a line on who holds it, where it stays held.

    Raises:
        duckdb.Error: it cannot be opened for another reason.
    """
    holder = holder_of(path)
    for seconds in waits:
        if holder is None:
            return 0
        time.sleep(seconds)
        holder = holder_of(path)
    if holder is None:
        return 0
    print(
        f"{path} is open in {holder}, and cannot be written to meanwhile. Close it there (readers: open published/ instead),"
        " or build into another file: SALES_KPIS_WAREHOUSE=/path/to/other.duckdb make build",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main(variables=Path(sys.argv[1]) if sys.argv[1:] else None))
