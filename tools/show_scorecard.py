"""Print the scorecard of the last build: python -m tools.show_scorecard [--language zh] [--width 80] [--vars vars.yml].

The language is an argument of the operation and the width an option of dbt, so neither makes dbt parse the project anew; what
`make build` parsed with the same variables is taken.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path

from dbt.cli.main import dbtRunner

from tools.dbt_build import parse_options


def main() -> int:
    """Print; dbt's exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--language", choices=("en", "zh"), help="default: the variable `language`")
    parser.add_argument(
        "--width", type=int, default=shutil.get_terminal_size((100, 24)).columns, help="60 to 120 columns"
    )
    parser.add_argument("--vars", type=Path, help="the variables of the build, as make build took them")
    asked = parser.parse_args()
    text = asked.vars.read_text(encoding="utf-8") if asked.vars else ""
    given = {"language": asked.language} if asked.language else {}
    command = ["--quiet", "--no-write-json", "--printer-width", str(asked.width), "run-operation", "print_scorecard"]
    done = dbtRunner().invoke([*command, "--args", json.dumps(given), *parse_options(text)])
    return 0 if done.success else 1


if __name__ == "__main__":
    sys.exit(main())
