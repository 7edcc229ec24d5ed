"""Say what a change does: `python -m tools.review --previous FOLDER [--current FOLDER] [--markdown FILE]`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import duckdb
from rich.console import Console
from rich.markdown import Markdown

from tools.project import ROOT
from tools.review.project_changes import project_changes
from tools.review.publications import NoPublication, attached, read
from tools.review.report import report
from tools.review.value_changes import value_changes

BREAKING = 3


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.review", description=__doc__)
    parser.add_argument("--previous", type=Path, required=True, help="folder of the publication before the change")
    current = Path(os.environ.get("SALES_KPIS_PUBLISHED", ROOT / "published"))
    parser.add_argument("--current", type=Path, default=current, help="folder of the publication after it")
    parser.add_argument("--markdown", type=Path, help="write the review to this file too")
    parser.add_argument("--fail-on-breaking", action="store_true", help=f"exit with {BREAKING} where a contract breaks")
    return parser.parse_args()


def main() -> int:
    """Compare two publications and print the review."""
    asked = arguments()
    try:
        before, after = read(asked.previous), read(asked.current)
        changes = project_changes(before, after)
        with attached(before, after) as connection:
            values = value_changes(connection)
            text = report(before, after, changes, values, connection)
    except (NoPublication, duckdb.IOException) as problem:
        print(f"No review: {problem}", file=sys.stderr)
        return 1
    if asked.markdown:
        asked.markdown.write_text(text, encoding="utf-8")
    if sys.stdout.isatty():
        Console().print(Markdown(text))
    else:
        print(text)
    return BREAKING if asked.fail_on_breaking and changes.is_breaking else 0


if __name__ == "__main__":
    sys.exit(main())
