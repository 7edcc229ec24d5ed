"""The pages for readers: every link leads somewhere, and a page that a command writes names the command."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from tools import kpi_page
from tools.project import ROOT, Project

PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "examples").rglob("*.md"),
        *(ROOT / "tests").rglob("*.md"),
    ]
)
LINK = re.compile(r"\]\(([^)\s]+)\)")


def anchors(page: Path) -> set[str]:
    """The names under which a page's headings are found, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    plain = (re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading) for heading in headings)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    dead = []
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            dead.append(target)
    assert not dead


def test_the_files_that_pages_name_are_there() -> None:
    folders = "dashboard|docs|examples|macros|models|seeds|tests|tools"
    named = {
        (page.name, path)
        for page in PAGES
        for path in re.findall(rf"`((?:{folders})/[\w./-]+)`", page.read_text(encoding="utf-8"))
        if "new_kpi" not in path and page.name != "CHANGELOG.md"
    }
    assert len(named) > 50
    assert not {(page, path) for page, path in named if not (ROOT / path).exists()}


def test_the_page_of_the_kpis_is_what_their_definitions_say() -> None:
    assert kpi_page.PAGE.read_text(encoding="utf-8") == kpi_page.page(), "run make pages"


def examples() -> list[tuple[str, str]]:
    """The queries on the pages, but for that of an extra which the demo does not build."""
    found = [
        (page.relative_to(ROOT).as_posix(), query)
        for page in PAGES
        for query in re.findall(r"^```sql\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    ]
    return [(page, query) for page, query in found if "customer_purchase_value" not in query]


def test_the_queries_on_the_pages_run_and_show_rows(built: duckdb.DuckDBPyConnection) -> None:
    assert len(examples()) > 5
    empty = [page for page, query in examples() if not built.execute(query.rstrip().rstrip(";")).fetchall()]
    assert not empty


def test_the_steps_that_pages_name_are_there(project: Project) -> None:
    """What an extra adds is not in the demo's build."""
    steps = {node["alias"] for node in project.models if node["schema"] == "steps"} | {"dim_purchase_fit"}
    named = {
        (page.name, name) for page in PAGES for name in re.findall(r"`steps\.(\w+)", page.read_text(encoding="utf-8"))
    }
    assert named
    assert not {(page, name) for page, name in named if name not in steps}


def test_decisions_are_numbered_without_holes_and_titled_by_their_names() -> None:
    pages = sorted((ROOT / "docs/decisions").glob("0*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        number, _, title = page.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ").partition(". ")
        assert (int(number), re.sub(r"[^a-z0-9]+", "-", title.replace("'", "").lower())) == (
            int(page.name[:4]),
            page.stem[5:],
        )
