"""Say who holds the warehouse before a build begins: DuckDB lets no process write to a file that another reads.

`make build` runs it. A reader that holds the file for a moment is waited for, as dbt does.
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
    except duckdb.Error:
        # dbt says what it is
        return None
    return None


def main(waits: Sequence[float] = WAITS) -> int:
    """Wait a little for the warehouse; 1, with a line on who holds it, where it stays held."""
    path = warehouse_path()
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
    sys.exit(main())
