"""Superset on the published marts: `python -m tools.superset serve|check|picture`."""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.project import ROOT
from tools.superset import server
from tools.superset.assets import bundle, on_database, read_assets, with_chinese
from tools.superset.check import CHANGES, DATABASE, compare, publish
from tools.superset.client import Client

PUBLISHED = ROOT / "published" / DATABASE
HOME = server.HOME / "home"
DASHBOARDS = {"sales-kpis": "superset.png", "sales-kpis-zh": "superset.zh-CN.png"}


def logged_in(url: str, database: Path) -> Client:
    """A session of the administrator, after the assets were imported on a database."""
    client = Client(url, "admin", server.admin_password(HOME))
    client.import_assets(bundle(on_database(with_chinese(read_assets()), database)))
    return client


@contextmanager
def own_home() -> Iterator[Path]:
    """A copy of the set-up Superset, so that nobody's own charts and connections are touched."""
    with tempfile.TemporaryDirectory(dir=server.HOME) as folder:
        home = Path(folder) / "home"
        shutil.copytree(HOME, home)
        yield home


def serve(port: int) -> int:
    """Serve the dashboards until the command is interrupted."""
    with server.running(HOME, port) as (url, process):
        logged_in(url, PUBLISHED)
        print(f"English: {url}/superset/dashboard/sales-kpis/\n中文：    {url}/superset/dashboard/sales-kpis-zh/")
        print(f"User admin; the password stands in {HOME / 'secrets.json'}. Ctrl-C ends it.", flush=True)
        try:
            return process.wait()
        except KeyboardInterrupt:
            return 0


def check(port: int) -> int:
    """Compare every chart with the marts, publish other numbers, compare again; 1 if anything differs."""
    began = time.monotonic()
    with own_home() as home:
        folder = home.parent / "published"
        database = publish(folder, PUBLISHED, "1")
        assets = read_assets()
        with server.running(home, port) as (url, _):
            client = logged_in(url, database)
            before, faults = compare(client, assets, database)
            publish(folder, PUBLISHED, "2", CHANGES)
            after, more = compare(client, assets, database)
    stale = [
        f"{name}: shows what it showed before the new publication" for name in before if before[name] == after[name]
    ]
    for fault in [*faults, *(f"after the new publication: {line}" for line in more), *stale]:
        print(fault, file=sys.stderr)
    rows = sum(map(len, before.values()))
    wrong = bool(faults or more or stale)
    print(
        f"{len(before)} charts, {rows} rows: {'they differ from' if wrong else 'equal to'} the marts, before and after a new "
        f"publication. {time.monotonic() - began:.0f} s"
    )
    return int(wrong)


def picture(port: int) -> int:
    """Draw both dashboards: docs/images/superset.png and superset.zh-CN.png."""
    from tools.superset.picture import draw, logged_in_page  # the browser's library is a developer's tool

    with own_home() as home, server.running(home, port) as (url, _):
        logged_in(url, PUBLISHED)
        with logged_in_page(url, server.admin_password(HOME)) as page:
            for slug, name in DASHBOARDS.items():
                target = ROOT / "docs/images" / name
                faults = draw(page, f"{url}/superset/dashboard/{slug}/?standalone=2", target)
                print(f"{target.relative_to(ROOT)}: {target.stat().st_size // 1000} kB")
                if faults:
                    print("\n".join(faults), file=sys.stderr)
                    return 1
    return 0


def main() -> int:
    """Do what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tools.superset", description=__doc__)
    parser.add_argument("what", choices=("serve", "check", "picture"))
    parser.add_argument("--port", type=int, help="port on 127.0.0.1 (default: 8088 to serve, else a free one)")
    asked = parser.parse_args()
    if not PUBLISHED.exists():
        print(f"{PUBLISHED} is not there: nothing was published. Run make build.", file=sys.stderr)
        return 2
    # a command that is ended takes its server along
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    server.set_up(HOME)
    if asked.what == "serve":
        return serve(asked.port or 8088)
    return (check if asked.what == "check" else picture)(asked.port or server.free_port())


if __name__ == "__main__":
    sys.exit(main())
