"""The documentation that dbt writes: it opens from disk, asks for nothing, and shows what a newcomer is led through."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.python.conftest import run_dbt
from tools.static_page import write

WAIT_MS = 20_000
# dbt's page asks for its icons before it knows their names.
OF_DBT = re.compile(r"getIcon|ERR_FILE_NOT_FOUND|%7B%7B")


@pytest.fixture(scope="module")
def target(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `dbt docs generate --static` writes of the demo."""
    folder = tmp_path_factory.mktemp("docs")
    copy = folder / "sales_kpis.duckdb"
    shutil.copy(warehouse, copy)
    run_dbt("docs", "generate", "--static", warehouse=copy, target=folder / "target")
    write(folder / "target/static_index.html", folder / "target/page.html")
    return folder / "target"


@pytest.fixture(scope="module")
def said() -> list[str]:
    """What the page asked for or complained of."""
    return []


@pytest.fixture(scope="module")
def page(target: Path, context: BrowserContext, said: list[str]) -> Page:
    """The page, opened from disk, at its overview."""
    opened = context.new_page()
    url = (target / "page.html").as_uri()
    opened.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: said.append(f"error: {error}"))
    outside = ("data:", "blob:", "file:")
    opened.on("request", lambda asked: None if asked.url.startswith(outside) else said.append(f"request: {asked.url}"))
    opened.goto(url)
    opened.wait_for_selector("h1", timeout=WAIT_MS)
    return opened


def shown(page: Page, place: str, heading: str) -> str:
    """The text of a page of the documentation once its heading is there."""
    page.evaluate("place => { window.location.hash = place; }", place)
    page.get_by_role("heading", name=heading).first.wait_for(timeout=WAIT_MS)
    return page.inner_text("body")


@pytest.mark.parametrize(
    "text",
    ["The export.", "Staging.", "Core.", "KPIs.", "Measure", "Target", "Frequency", "中文导读", "kpi_new_customers"],
)
def test_the_landing_page_leads_from_export_to_kpi_in_both_languages(page: Page, text: str) -> None:
    assert text in shown(page, "#!/overview", "sales-kpis")


def test_a_kpi_shows_its_access_contract_owner_and_columns(page: Page, target: Path) -> None:
    manifest: dict[str, Any] = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    node = manifest["nodes"]["model.sales_kpis.kpi_new_customers"]
    text = shown(page, "#!/model/model.sales_kpis.kpi_new_customers", "kpi_new_customers")
    for label, expected in {"access": "public", "contract": "Enforced", "owner": "Revenue operations"}.items():
        detail = page.locator("dl.detail", has_text=re.compile(rf"^\s*{label}\b", re.IGNORECASE)).first
        assert expected in detail.inner_text()
        # in sight on a laptop, without scrolling sideways
        box = detail.bounding_box()
        assert box is not None, label
        assert box["x"] + box["width"] < 1440, label
    for name, column in node["columns"].items():
        assert name in text
        assert column["description"].split()[0] in text


@pytest.mark.parametrize("exposure", ["dashboard", "superset_dashboard", "terminal_scorecard", "published_files"])
def test_an_exposure_shows_owner_maturity_and_what_it_reads(page: Page, target: Path, exposure: str) -> None:
    manifest: dict[str, Any] = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    told = manifest["exposures"][f"exposure.sales_kpis.{exposure}"]
    text = shown(page, f"#!/exposure/exposure.sales_kpis.{exposure}", told["label"])
    for expected in (told["owner"]["name"], told["maturity"], "kpi_scorecard"):
        assert expected.lower() in text.lower(), expected


def test_a_narrow_window_shows_all_of_the_landing_page(page: Page) -> None:
    shown(page, "#!/overview", "sales-kpis")
    page.set_viewport_size({"width": 800, "height": 900})
    box = page.locator(".panel-body").first.bounding_box()
    page.set_viewport_size({"width": 1440, "height": 900})
    assert box is not None
    assert box["x"] + box["width"] <= 800


def test_nothing_is_asked_of_anybody(page: Page, said: list[str]) -> None:
    shown(page, "#!/overview", "sales-kpis")
    assert [text for text in said if not OF_DBT.search(text)] == []
