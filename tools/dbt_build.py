"""Run `dbt build` for `make build`, with the variables of a file: python -m tools.dbt_build [vars.yml].

dbt parses the whole project anew for any other `--vars`, and an import writes its day into them. Here the project is
parsed with those variables alone that may shape it, into a folder of their own below target/parses, and built with all.
"""

from __future__ import annotations

import gc
import hashlib
import os
import shutil
import sys
from pathlib import Path

import yaml
from dbt.cli.main import dbtRunner

from tools.dbt_runs import invoke, without_collection
from tools.project import ROOT

# Values that models write into their SQL as they run, and that no reference or property hangs on.
READ_LATER = ("as_of_date", "earliest_date", "exports_dir", "imported_on", "reporting_history")


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


def main() -> int:
    """Parse, then build; dbt's exit code."""
    # the scorecard is as wide as the terminal
    os.environ.setdefault("DBT_PRINTER_WIDTH", str(shutil.get_terminal_size((100, 24)).columns))
    text = Path(sys.argv[1]).read_text(encoding="utf-8") if sys.argv[1:] else ""
    with without_collection():
        parsed = dbtRunner().invoke(["--quiet", "parse", "--no-write-json", *parse_options(text)])
    if not parsed.success:
        return 2
    built = invoke(parsed.result, ["build", *(["--vars", text] if text else [])])
    gc.unfreeze()
    return 0 if built.success else 2 if built.exception else 1


if __name__ == "__main__":
    sys.exit(main())
