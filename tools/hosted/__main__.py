"""Gather what the other commands wrote, and the project's pages, into target/site: `make site`."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2

from tools.dashboard.hand_written import yaml_of
from tools.dashboard.page import folder_of
from tools.hosted.documents import graph_of, write_documents
from tools.lineage import definitions
from tools.project import ROOT
from tools.publish.__main__ import PUBLISHED

TARGET = ROOT / "target"
TEMPLATES = Path(__file__).with_name("templates")
# Name on the site -> the file, and the command that writes it.
PARTS: dict[str, tuple[Path, str]] = {
    "dashboard.html": (TARGET / "dashboard.html", "make dashboard"),
    "tables.html": (TARGET / "static_index.html", "make docs"),
    "columns.html": (TARGET / "column_lineage.html", "make docs"),
    "digest.html": (TARGET / "digest/company-all-en.html", "make digest"),
    "digest.zh-CN.html": (TARGET / "digest/company-all-zh.html", "make digest LANGUAGE=zh"),
    "scorecard.xlsx": (PUBLISHED / "scorecard.xlsx", "make build"),
    "scorecard.zh-CN.xlsx": (PUBLISHED / "scorecard.zh-CN.xlsx", "make build"),
}


class NotWhole(Exception):
    """A part of the site is not there; the message says which, and which command writes it."""


def templates() -> jinja2.Environment:
    """The site's own templates."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined
    )


def write_site(site: Path, parts: Mapping[str, tuple[Path, str]] = PARTS) -> None:
    """Write the site into a folder, in the place of the last one.

    Args:
        site: the folder.
        parts: name on the site -> the file, and the command that writes it.

    Raises:
        NotWhole: a part is not there.
    """
    absent = [f"{file} ({command})" for file, command in parts.values() if not file.exists()]
    if absent:
        raise NotWhole(f"These parts are not there: {', '.join(absent)}. make site writes them all.")
    beside = site.with_name(f".{site.name}.{os.getpid()}")
    beside.mkdir(parents=True)
    try:
        for name, (file, _) in parts.items():
            shutil.copyfile(file, beside / name)
            # what a large dashboard takes from beside it
            if folder_of(file).is_dir():
                shutil.copytree(folder_of(file), beside / folder_of(file).name)
        theme: dict[str, Any] = yaml_of("theme.yml")
        environment = templates()
        given = {"colours": theme["colours"], "dark": theme["dark"]}
        write_documents(beside, environment.get_template("page.html.j2"), given)
        first = environment.get_template("index.html.j2").render(
            **given, kpis=[row | {"graph": graph_of(row["kpi_id"])} for row in definitions()]
        )
        (beside / "index.html").write_text(first, encoding="utf-8")
        # hosts of static pages leave out folders that begin with _ unless told to
        (beside / ".nojekyll").touch()
        shutil.rmtree(site, ignore_errors=True)
        beside.rename(site)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def main() -> int:
    """Write the site, or say what is missing."""
    parser = argparse.ArgumentParser(prog="python -m tools.hosted", description=__doc__)
    parser.add_argument("--to", type=Path, default=TARGET / "site", help="folder to write (default: target/site)")
    site = parser.parse_args().to
    try:
        write_site(site)
    except NotWhole as refusal:
        print(f"No site: {refusal}", file=sys.stderr)
        return 1
    files = [path for path in site.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1e6
    print(f"{site}: {len(files)} files, {size:.0f} MB. Open {site / 'index.html'}, or have the folder served as it is.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
