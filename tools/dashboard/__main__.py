"""Write the dashboard: `python -m tools.dashboard [--rep REP] [--to FILE]`, or serve it live: `--live`."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from tools.dashboard.page import page
from tools.dashboard.source import NotReadable, of_rep, read
from tools.project import ROOT
from tools.whole_file import write_whole

PUBLISHED = ROOT / "published"
TARGET = ROOT / "target"


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.dashboard", description=__doc__)
    parser.add_argument(
        "--published",
        type=Path,
        default=Path(os.environ.get("SALES_KPIS_PUBLISHED", PUBLISHED)),
        help="folder of the publication (default: published, or SALES_KPIS_PUBLISHED)",
    )
    parser.add_argument("--rep", help="rep_id: a page that holds this rep's rows, the team's and the company's only")
    parser.add_argument(
        "--to", type=Path, help="file to write (default: target/dashboard.html, target/dashboard-<rep>.html)"
    )
    parser.add_argument("--live", action="store_true", help="serve the page on this machine, read anew at every load")
    parser.add_argument("--port", type=int, default=8765, help="port of --live (default: 8765; 0: any free one)")
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help="address of --live (default: 127.0.0.1, this machine alone); any other asks for an access token",
    )
    return parser.parse_args()


def written(folder: Path, rep_id: str | None, target: Path) -> None:
    """Write the page of a publication to a file, in one step."""
    publication = read(folder)
    if rep_id:
        publication = of_rep(publication, rep_id)
    write_whole(target, page(publication, rep_id))


def main() -> int:
    """Write or serve the dashboard, or say why not."""
    asked = arguments()
    started = time.perf_counter()
    try:
        if asked.live:
            from tools.dashboard.live import serve

            serve(asked.published, asked.port, asked.host)
            return 0
        target = asked.to or TARGET / (f"dashboard-{asked.rep}.html" if asked.rep else "dashboard.html")
        written(asked.published, asked.rep, target)
    except NotReadable as refusal:
        print(f"No dashboard: {refusal}", file=sys.stderr)
        return 1
    seconds = time.perf_counter() - started
    print(
        f"{target}: {target.stat().st_size / 1e6:.1f} MB in {seconds:.1f} s. It opens from disk and asks nobody for anything."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
