"""Publish the marts of the last green build: `python -m tools.publish [--to FOLDER] [--without-names]`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from tools import versions
from tools.project import ROOT
from tools.publish.histories import lost_reports
from tools.publish.last_build import LastBuild, NotPublishable, last_build
from tools.publish.marts import write_bi, write_histories, write_manifest, write_marts
from tools.publish.workbook import write_workbooks

# What DuckDB says -> what to do.
HINTS = {
    "lock": "A build is running: wait for its end.",
    "valid DuckDB database": "The file is damaged: put a copy of it in its place, or move it away; then make restore and make build.",
}
WAREHOUSE = ROOT / "warehouse/sales_kpis.duckdb"
PUBLISHED = ROOT / "published"


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.publish", description=__doc__)
    parser.add_argument(
        "--to",
        type=Path,
        default=Path(os.environ.get("SALES_KPIS_PUBLISHED", PUBLISHED)),
        help="folder of the publication (default: published, or SALES_KPIS_PUBLISHED)",
    )
    parser.add_argument(
        "--warehouse",
        type=Path,
        default=Path(os.environ.get("SALES_KPIS_WAREHOUSE", WAREHOUSE)),
        help="the warehouse that was built (default: as for dbt)",
    )
    parser.add_argument("--target", type=Path, default=ROOT / "target", help="folder that dbt wrote its files to")
    parser.add_argument(
        "--without-names", action="store_true", help="put keys in the place of the names of reps, teams and customers"
    )
    parser.add_argument("--if-new", action="store_true", help="do nothing where the last build is published already")
    parser.add_argument(
        "--forget-histories",
        action="store_true",
        help="publish although first reports that are published are not in the warehouse",
    )
    return parser.parse_args()


def read_build(target: Path, warehouse: Path) -> LastBuild:
    """The last build of a warehouse.

    Raises:
        NotPublishable: it is no whole green build.
    """
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return last_build(target, connection, warehouse)


def published(
    folder: Path, warehouse: Path, build: LastBuild | Callable[[], LastBuild], names: bool
) -> tuple[Path, dict[str, Any]]:
    """Write a build's marts as a new version and make it the published one; the version's folder and manifest.

    A function that gives the build is called once no other process publishes: another build may have come in the meantime.
    """
    with versions.alone(folder):
        versions.clear_staging(folder)
        build = build() if callable(build) else build
        with versions.staging(folder) as written:
            begins = write_marts(written, warehouse, build, names)
            write_bi(written, build)
            write_workbooks(written, str(build.variables["reporting_currency"]))
            write_histories(written, warehouse, build)
            manifest = write_manifest(written, build, names, begins)
            name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{build.build_id[:8]}"
            return versions.swap_in(folder, written, name), manifest


def is_published(folder: Path, build: LastBuild, names: bool) -> bool:
    """Whether a folder's published version is of this build, with names or without as asked."""
    try:
        manifest = json.loads((folder / "current/manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return manifest.get("build_id") == build.build_id and manifest.get("has_names_of_reps") == names


def main() -> int:
    """Publish, or say why not."""
    asked = arguments()
    try:
        if not asked.warehouse.exists():
            raise NotPublishable(f"{asked.warehouse} is not there: no warehouse was built. Run make build.")
        # what cannot be published is refused before anything is written
        build = read_build(asked.target, asked.warehouse)
        if asked.if_new and is_published(asked.to, build, not asked.without_names):
            print(f"{asked.to} holds this build already.")
            return 0
        lost = 0 if asked.forget_histories else lost_reports(asked.to, asked.warehouse)
        if lost:
            raise NotPublishable(
                f"{asked.to} holds {lost:,} first reports that {asked.warehouse} lacks; this publication would replace them. Move the"
                " warehouse away, run make restore and make build; or, where they are not needed, make publish"
                " OPTIONS=--forget-histories."
            )
        read = partial(read_build, asked.target, asked.warehouse)
        version, manifest = published(asked.to, asked.warehouse, read, not asked.without_names)
    except NotPublishable as refusal:
        print(f"Not published: {refusal}", file=sys.stderr)
        return 1
    except duckdb.Error as error:
        hint = next((hint for words, hint in HINTS.items() if words in str(error)), "Is the disk full?")
        text = " ".join(str(error).split())[:300].rstrip("!. ")
        print(
            f"Not published: reading {asked.warehouse}, writing {asked.to}: {text}. {hint} The last good version stays.",
            file=sys.stderr,
        )
        return 1
    except OSError as error:
        print(f"Not published: cannot write to {asked.to}: {error}. The last good version stays.", file=sys.stderr)
        return 1
    size = sum(path.stat().st_size for path in version.rglob("*") if path.is_file()) / 1e6
    rows = sum(table["rows"] for table in manifest["tables"].values())
    print(
        f"Published {len(manifest['tables'])} marts, {rows:,} rows, as of {manifest['as_of_date']}: {asked.to} ({size:.1f} MB)"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
