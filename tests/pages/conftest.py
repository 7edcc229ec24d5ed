"""What the checks of pages share: a publication of the demo, the dashboard, and one browser."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from opened import REP, Opened
from playwright.sync_api import Browser, BrowserContext, sync_playwright

# fixtures of the other checks: the built demo and what dbt wrote of it
from tests.python.conftest import built, built_target, warehouse  # noqa: F401
from tools.browser import NONE_FOUND, found_browser
from tools.dashboard.__main__ import written
from tools.publish.last_build import LastBuild, mart_nodes, project_variables
from tools.publish.marts import write_histories, write_manifest, write_marts


@pytest.fixture(scope="session")
def publication(warehouse: Path, built_target: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: F811
    """A folder with the demo's marts, as `make publish` writes them."""
    folder = tmp_path_factory.mktemp("published")
    manifest = json.loads((built_target / "manifest.json").read_text(encoding="utf-8"))
    build = LastBuild("of-the-tests", "2026-10-14T06:00:00Z", manifest, project_variables(), mart_nodes(manifest), [])
    begins = write_marts(folder, warehouse, build, names=True)
    write_histories(folder, warehouse, build)
    write_manifest(folder, build, names=True, begins=begins)
    return folder


@pytest.fixture(scope="session")
def marts(publication: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published marts, to compare with."""
    with duckdb.connect(str(publication / "sales_kpis.duckdb"), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def dashboard(publication: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dashboard's file."""
    target = tmp_path_factory.mktemp("dashboard") / "dashboard.html"
    written(publication, None, target)
    return target


@pytest.fixture(scope="session")
def rep_dashboard(publication: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dashboard's file for one rep."""
    target = tmp_path_factory.mktemp("dashboard") / "rep.html"
    written(publication, REP, target)
    return target


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless browser for all checks."""
    path = found_browser()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail(NONE_FOUND)
        pytest.skip(NONE_FOUND)
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
        launched = playwright.chromium.launch(executable_path=path, args=options)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A window 1440 pixels wide, without a network."""
    made = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True, locale="en-US")
    yield made
    made.close()


@pytest.fixture(scope="session")
def browser_online(browser: Browser) -> Iterator[BrowserContext]:
    """A window that may speak to this machine."""
    made = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US")
    yield made
    made.close()


@pytest.fixture(scope="session")
def opened(context: BrowserContext, dashboard: Path) -> Opened:
    """The dashboard, opened from disk."""
    return Opened(context, dashboard)


@pytest.fixture(scope="session")
def opened_rep(context: BrowserContext, rep_dashboard: Path) -> Opened:
    """The dashboard of one rep, opened from disk."""
    return Opened(context, rep_dashboard)
