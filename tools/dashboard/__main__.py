"""Write the dashboard: `python -m tools.dashboard [--rep REP] [--to FILE]`, or serve it live: `--live`."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from tools.dashboard.page import folder_of, write_page
from tools.dashboard.source import NotReadable, read
from tools.project import ROOT

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
    """Write the page of a publication to a file."""
    with read(folder, rep_id) as publication:
        write_page(publication, target)


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
    folder = folder_of(target)
    if folder.is_dir():
        size = sum(path.stat().st_size for path in folder.iterdir())
        print(f"{folder}: {size / 1e6:.1f} MB, from where the page takes what a view needs. Keep it beside the page.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
