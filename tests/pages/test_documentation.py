"""The documentation that dbt writes: it opens from disk, asks for nothing, and shows what a newcomer is led through."""

from __future__ import annotations

import html
import json
import re
import shutil
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.python.conftest import run_dbt
from tools.hosted.__main__ import PARTS, NotWhole, write_site
from tools.hosted.documents import as_list, graph_of, slug
from tools.static_page import write

WAIT_MS = 20_000
AXE = "() => axe.run().then(({violations}) => violations.map(found => [found.id, found.nodes.length, found.nodes[0].html]))"
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


GRAPH = "[...document.querySelectorAll('*')].find(element => element._cyreg)._cyreg.cy"
# Letters of a box, in pixels of the graph.
LETTERS = 24


@pytest.mark.parametrize("kpi", ["new_customers", "sql_to_customer_conversion_rate"])
def test_the_graph_of_a_kpi_can_be_read(context: BrowserContext, target: Path, kpi: str) -> None:
    """From its exports to its table, with its own records alone, in letters of a size that people read."""
    opened = context.new_page()
    opened.set_viewport_size({"width": 1440, "height": 900})
    opened.goto(f"{(target / 'page.html').as_uri()}{graph_of(kpi).removeprefix('tables.html')}")
    opened.wait_for_function(f"{GRAPH}.nodes(':visible').length > 20 && {GRAPH}.zoom() < 1", timeout=2 * WAIT_MS)
    names = set(opened.evaluate(f"{GRAPH}.nodes(':visible').map(node => node.data('label'))"))
    assert {f"kpi_{kpi}", f"records_{kpi}", "kpi_values", "salesforce__opportunity"} <= names
    assert len([name for name in names if name.startswith("records_")]) == 1
    assert len(names) <= 50
    assert opened.evaluate(f"{GRAPH}.zoom()") * LETTERS >= 8.5
    box = opened.evaluate(f"{GRAPH}.elements(':visible').renderedBoundingBox()")
    assert 0 <= box["x1"] < box["x2"] <= opened.evaluate(f"{GRAPH}.width()")
    opened.close()


def test_a_model_still_lists_all_that_it_depends_on(target: Path) -> None:
    text = (target / "page.html").read_text(encoding="utf-8")
    depends = re.findall(r'"unique_id": "model\.sales_kpis\.kpi_values".*?"depends_on": (\{[^}]*\})', text)
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    known = manifest["nodes"]["model.sales_kpis.kpi_values"]["depends_on"]
    assert any(json.loads(found) == known for found in depends)


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


@pytest.fixture(scope="module")
def site(target: Path, dashboard: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site; pages that other programs write for minutes are stood in for, as it copies them as they are."""
    work = tmp_path_factory.mktemp("site")
    stand_in = work / "stand_in.html"
    stand_in.write_text("<!doctype html><html lang='en'><title>A page</title></html>", encoding="utf-8")
    given = {"dashboard.html": dashboard, "tables.html": target / "page.html"}
    write_site(work / "site", {name: (given.get(name, stand_in), command) for name, (_, command) in PARTS.items()})
    return work / "site"


def hosted_pages(site: Path) -> list[Path]:
    """The pages that the site makes itself."""
    return sorted(path for path in site.rglob("*.html") if path.name not in PARTS)


def test_every_link_of_the_site_leads_somewhere(site: Path) -> None:
    dead, count = [], 0
    known = {path: path.read_text(encoding="utf-8") for path in hosted_pages(site)}
    assert len(known) > 80
    for page, text in known.items():
        for address in re.findall(r'(?:href|src)="([^"]+)"', text):
            if re.match(r"(https?|mailto|data):", address):
                continue
            count += 1
            place, _, anchor = unquote(html.unescape(address)).partition("#")
            file = (page.parent / place).resolve() if place else page
            if not file.is_file() or (file in known and anchor and f'id="{anchor}"' not in known[file]):
                dead.append((page.relative_to(site).as_posix(), address))
    assert count > 400
    assert dead == []


def test_the_first_page_leads_to_everything_in_both_languages(site: Path) -> None:
    text = (site / "index.html").read_text(encoding="utf-8")
    for name in (*PARTS, "README.html", "README.zh-CN.html", "docs/README.html"):
        assert f'href="{name}"' in text, name
    links = re.findall(r"g_i=%2Bkpi_(\w+)", text)
    assert len(links) == 14
    items = re.findall(r"<li>(.*?)</li>", text, re.DOTALL)
    assert len(items) == 14 + 12
    assert not [
        item for item in items if not re.search(r'<p>[A-Z].*<p class="zh" lang="zh-CN">[^<]*[\u4e00-\u9fff]', item)
    ]


@pytest.mark.parametrize("width", [1440, 800, 390])
def test_no_page_of_the_site_scrolls_sideways(site: Path, context: BrowserContext, width: int) -> None:
    opened = context.new_page()
    opened.set_viewport_size({"width": width, "height": 900})
    for path in hosted_pages(site):
        opened.goto(path.as_uri())
        assert opened.evaluate("document.documentElement.scrollWidth") <= width, path.relative_to(site)
    opened.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_site(site: Path, browser: Browser, scheme: Any) -> None:
    opened = browser.new_context(color_scheme=scheme, offline=True).new_page()
    for name in ("index.html", "README.html", "README.zh-CN.html", "docs/architecture.html", "docs/kpis.html"):
        opened.goto((site / name).as_uri())
        opened.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
        assert opened.evaluate(AXE) == [], name
    opened.context.close()


def test_a_site_that_lacks_a_part_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(NotWhole, match=r"none.html \(make dashboard\)"):
        write_site(tmp_path / "site", {"dashboard.html": (tmp_path / "none.html", "make dashboard")})
    assert not (tmp_path / "site").exists()


def test_what_a_large_dashboard_takes_from_beside_it_is_hosted_too(tmp_path: Path) -> None:
    page = tmp_path / "dashboard.html"
    page.write_text("<!doctype html>", encoding="utf-8")
    (tmp_path / "dashboard_data").mkdir()
    (tmp_path / "dashboard_data/piece.js").write_text("1", encoding="utf-8")
    write_site(tmp_path / "site", {"dashboard.html": (page, "make dashboard")})
    assert (tmp_path / "site/dashboard_data/piece.js").read_text(encoding="utf-8") == "1"


def test_a_diagram_is_told_as_a_list() -> None:
    assert as_list('flowchart TB\n  a["A<br/>first"] --> b\n  b -.-> a') == (
        "<ul><li><strong>A</strong> (first) → <strong>b</strong></li><li><strong>b</strong> → <strong>A</strong> (first)</li></ul>\n"
    )
    assert "<code>team_id</code>" in as_list("erDiagram\n  teams |o--o{ reps : team_id")
    with pytest.raises(ValueError, match="a list cannot say"):
        as_list("flowchart TB\n  subgraph x")


def test_headings_are_found_as_on_github() -> None:
    assert [slug(text) for text in ("Add an export, a CRM", "make `x`", "怎么看")] == [
        "add-an-export-a-crm",
        "make-x",
        "怎么看",
    ]
