"""The dashboard of a large company: data on demand from disk, search among many reps, both ends of long lists."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import pytest
from opened import WAIT_MS, Opened
from playwright.sync_api import Browser, BrowserContext, Page
from test_access import AXE, RULES, downloaded
from test_file import changed, content
from test_pages import NONE, tiles

from tools.dashboard.made_up import write
from tools.dashboard.page import folder_of, write_page
from tools.dashboard.source import DATABASE, read

REPS = 200
KPI = "new_customers"
# What is in every page, and so little more that the rest lies beside it.
MOST = 1_600_000
MONTH = f"#/kpi/{KPI}?lang=en&type=month&period=2026-09-01"


@pytest.fixture(scope="module")
def company(publication: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up publication of many reps, with values of one KPI; the last of its two years is at hand at once."""
    folder = tmp_path_factory.mktemp("company")
    write(publication, folder, reps=REPS, teams=50, years=2, kpis=[KPI])
    with duckdb.connect(str(folder / DATABASE)) as connection:
        connection.execute("update publication.settings set value = 1 where setting = 'dashboard_years'")
    return folder


@pytest.fixture(scope="module")
def file(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its dashboard, with data in a folder beside it."""
    target = tmp_path_factory.mktemp("large") / "sales kpis.html"
    with read(company) as found:
        write_page(found, target, MOST)
    return target


@pytest.fixture(scope="module")
def large(context: BrowserContext, file: Path) -> Iterator[Opened]:
    """It, opened from disk."""
    made = Opened(context, file)
    yield made
    assert made.complaints == []
    made.page.close()


@pytest.fixture(scope="module")
def tables(company: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Its tables, to compare with."""
    with duckdb.connect(str(company / DATABASE), read_only=True) as connection:
        yield connection


def of_scope(tables: duckdb.DuckDBPyConnection, scope: str, period_type: str, start: str) -> dict[str, Any]:
    """The row of the KPI in a scope and period."""
    cursor = tables.execute(
        "select * from kpi_scorecard where scope_type || ':' || scope_id = ? and period_type = ? and period_start = ?",
        [scope, period_type, start],
    )
    [row] = cursor.fetchall()
    return dict(zip([name for name, *_ in cursor.description or []], row, strict=True))


def check_tile(opened: Opened, row: dict[str, Any]) -> None:
    """Hold the KPI's tile against its row; a made-up value has no text of its own."""
    shown = tiles(opened)[KPI]
    if row["kpi_value"] is None:
        assert shown["kpi_value"] == NONE
    else:
        assert float(shown["kpi_value"].replace(",", "")) == pytest.approx(row["kpi_value"], abs=0.5 + 1e-6)
    assert shown["target"] == (row["target_text"] or NONE)
    assert shown["period"] == row["period_label_en"]


def wait_for(page: Page, heading: str) -> None:
    """Wait until a page with this in its heading is complete."""
    page.wait_for_selector(f"h1:has-text('{heading}')", timeout=WAIT_MS)
    page.wait_for_selector("body[data-ready]", state="attached", timeout=WAIT_MS)


def test_the_first_file_has_the_company_and_each_piece_its_own_name(file: Path) -> None:
    pieces = content(file)
    text = file.read_text(encoding="utf-8")
    assert text.count("<template data-piece=") == 1
    assert 'data-piece="company:all"' in text
    assert len(text.encode()) < MOST
    named = pieces["core"]["about"]["parts"]
    paths = list(folder_of(file).iterdir())
    assert {path.stem for path in paths} == set(named.values())
    assert len([name for name in named if name.startswith("rep:") and "|" not in name]) > 0.9 * REPS
    for path in paths:
        assert path.stem == hashlib.sha256(path.read_bytes()).hexdigest()[:20]


def test_a_scope_is_taken_when_it_is_asked_for(large: Opened, tables: duckdb.DuckDBPyConnection) -> None:
    for scope in ("team:T007", "rep:R00042", "company:all"):
        first = tables.execute(
            "select min(period_start)::text from kpi_scorecard where period_type = 'month' and scope_type || ':' || scope_id = ?",
            [scope],
        ).fetchall()[0][0]
        assert first < "2025-09-01"
        for period_type, start in (("month", "2026-09-01"), ("week", "2026-10-05"), ("month", first)):
            large.show(f"#/scorecard?lang=en&scope={scope}&type={period_type}&period={start}")
            check_tile(large, of_scope(tables, scope, period_type, start))
    # more scopes than are held at once, and the first of them again
    reps = tables.execute(
        "select 'rep:' || scope_id from kpi_scorecard where scope_type = 'rep' and period_type = 'month' and period_start = '2026-09-01' order by 1 limit 30"
    ).fetchall()
    for (scope,) in [*reps, reps[0]]:
        large.show(f"#/scorecard?lang=en&scope={scope}&type=month&period=2026-09-01")
        check_tile(large, of_scope(tables, scope, "month", "2026-09-01"))
    page = large.show("#/rep?lang=en&scope=rep:R00042&type=month&period=2026-09-01")
    cells = page.locator(f"#rep-table tr[data-key={KPI}] > *").all_inner_texts()
    team = tables.execute("select team_id from dim_reps where rep_id = 'R00042'").fetchall()[0][0]
    for place, scope in ((1, "rep:R00042"), (3, f"team:{team}")):
        assert float(cells[place]) == pytest.approx(
            of_scope(tables, scope, "month", "2026-09-01")["kpi_value"], abs=0.5
        )


def test_the_last_of_two_quick_choices_is_shown(large: Opened) -> None:
    page = large.page
    for scope in ("team:T011", "team:T012", "team:T013"):
        page.evaluate("scope => { window.location.hash = `#/scorecard?lang=en&scope=${scope}`; }", scope)
    wait_for(page, " 13")
    assert page.inner_text("h1").endswith(" 13")


def test_a_rep_is_found_by_keyboard(large: Opened) -> None:
    page = large.show("#/scorecard?lang=en")
    field = page.locator("#scope")
    field.focus()
    assert field.get_attribute("aria-expanded") == "false"
    page.keyboard.type("oka for")
    assert field.get_attribute("aria-expanded") == "true"
    options = page.locator("#scope-list [role=option]")
    found = options.all_inner_texts()
    assert len(found) > 2
    assert all("Okafor" in name for name in found)
    page.keyboard.press("ArrowDown")
    pointed = page.locator(f"#{field.get_attribute('aria-activedescendant')}")
    assert pointed.inner_text() == found[1]
    page.keyboard.press("Enter")
    wait_for(page, found[1])
    assert page.evaluate("document.activeElement.id") == "scope"
    assert field.input_value() == found[1]
    # Escape and leaving the field change nothing
    for key in ("Escape", "Tab"):
        field.focus()
        page.keyboard.type("North")
        page.keyboard.press(key)
        assert field.get_attribute("aria-expanded") == "false"
        assert field.input_value() == found[1]
        assert not page.locator("#scope-list").is_visible()
    assert found[1] in page.inner_text("h1")


@pytest.mark.parametrize(("language", "told"), [("en", "Nothing here has “zzz”."), ("zh", "没有包含“zzz”的项。")])
def test_an_empty_search_is_said(large: Opened, language: str, told: str) -> None:
    page = large.show(f"#/scorecard?lang={language}")
    page.click("#scope")
    assert page.locator("#scope-list [aria-selected=true]").count() == 1
    page.keyboard.type("zzz")
    assert page.locator(".picker-box [role=status]:visible").all_inner_texts() == [told]
    assert page.locator("#scope-list").is_hidden()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.click("#scope")
    page.keyboard.type("张伟")
    assert all("张伟" in name for name in page.locator("#scope-list [role=option]").all_inner_texts())
    page.locator("#scope-list [role=option]").first.click()
    wait_for(page, "张伟")


def test_few_entries_stay_a_plain_list(opened: Opened) -> None:
    assert opened.show("#/scorecard?lang=en").evaluate("document.getElementById('scope').tagName") == "SELECT"


def test_long_lists_show_both_ends_or_all(large: Opened, tables: duckdb.DuckDBPyConnection) -> None:
    expected = tables.execute(
        """select coalesce(rep_name, 'Without an owner') from kpi_scorecard inner join dim_reps on scope_id = rep_id
        where kpi_id = ? and scope_type = 'rep' and period_type = 'month' and period_start = '2026-09-01' and kpi_value is not null
        order by kpi_value desc""",
        [KPI],
    ).fetchall()
    assert len(expected) > 150
    page = large.show(MONTH)
    button = page.locator("#by-rep-all")
    assert button.inner_text() == f"Show all {len(expected)}"
    shown = page.locator("#by-rep .mark-symbol path").count()
    assert shown == 20
    assert f"⋯ {len(expected) - 20} between" in page.locator("#by-rep .chart svg").text_content()
    lines = list(
        csv.reader(
            io.StringIO(downloaded(page, page.locator("#by-rep").get_by_role("button", name="CSV")).decode("utf-8-sig"))
        )
    )
    assert len(lines) == 1 + len(expected)
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelectorAll('#by-rep .mark-symbol path').length > 20")
    assert page.locator("#by-rep .mark-symbol path").count() == len(expected)
    assert page.evaluate("document.activeElement.id") == "by-rep-all"
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelectorAll('#by-rep .mark-symbol path').length === 20")


def test_earlier_years_come_after_a_choice(large: Opened) -> None:
    page = large.show(f"#/kpi/{KPI}?lang=en&type=month")
    options = page.locator("#period option").all_inner_texts()
    assert options[-1] == "Earlier years …"
    assert options[-2] == "January 2026"
    page.select_option("#period", "all")
    page.wait_for_selector("#period option:has-text('January 2025')", state="attached", timeout=WAIT_MS)
    page.wait_for_selector("body[data-ready]", state="attached", timeout=WAIT_MS)
    assert "years=all" in page.evaluate("window.location.hash")
    page.select_option("#period", "2025-02-01")
    page.wait_for_selector(".headline .period:has-text('February 2025')", timeout=WAIT_MS)


def test_no_page_of_many_scrolls_sideways(large: Opened) -> None:
    for width in (1440, 800, 390):
        large.page.set_viewport_size({"width": width, "height": 900})
        for route in (MONTH, "#/rep?lang=zh", "#/kpi/new_customers?lang=zh&type=week"):
            page = large.show(route)
            for field in page.locator("input[role=combobox]").all():
                field.click()
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (route, width)
                page.keyboard.press("Escape")
    large.page.set_viewport_size({"width": 1440, "height": 900})


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_among_many(browser: Browser, file: Path, scheme: Any) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True, color_scheme=scheme)
    opened = Opened(context, file)
    opened.page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    # of a text that is half behind the edge of a list axe cannot tell the ground: contrast is that of short lists
    whole = "rules => axe.run(document, {runOnly: rules, rules: {'color-contrast': {enabled: false}}}).then(({violations, incomplete}) => [...violations, ...incomplete].map(found => [found.id, found.nodes[0].html]))"
    for route, typed in (
        ("#/scorecard?lang=en", ""),
        ("#/scorecard?lang=zh", "noor r00003"),
        (MONTH, "zzz"),
        ("#/rep?lang=en", ""),
    ):
        page = opened.show(route)
        assert page.evaluate(AXE, RULES) == [], route
        page.click("#scope")
        page.keyboard.type(typed)
        assert page.evaluate(AXE if typed else whole, RULES) == [], (route, typed)
    context.close()


def test_a_folder_that_is_missing_is_said(context: BrowserContext, file: Path, tmp_path: Path) -> None:
    alone = tmp_path / file.name
    alone.write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    opened = Opened(context, alone)
    page = opened.show("#/scorecard?lang=zh&scope=rep:R00001")
    assert "sales kpis_data" in page.inner_text("[role=alert]")
    assert not page.locator(".tile").count()
    # and the company, which is in the page, is still there
    opened.show("#/scorecard?lang=en")
    assert tiles(opened)
    page.close()


def test_a_rep_s_folder_holds_no_other_rep(company: Path, tables: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """Even where everybody's page was there before, under the same name."""
    target = tmp_path / "page.html"
    with read(company) as found:
        write_page(found, target, MOST)
    with read(company, "R00007") as found:
        write_page(found, target, most=0)
    held = content(target)
    assert {name.split("|")[0] for name in held} == {"core", "company:all", "team:T007", "rep:R00007", "records", KPI}
    text = json.dumps(held, ensure_ascii=False)
    others = tables.execute(
        "select rep_id, rep_name from dim_reps where rep_id not in ('R00007', 'unassigned')"
    ).fetchall()
    assert len(others) == REPS - 1
    assert "R00007" in text
    assert [pair for pair in others if pair[0] in text or f'"{pair[1]}"' in text] == []
    # of a small page nothing is left beside it
    with read(company, "R00007") as found:
        write_page(found, target)
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_a_page_that_is_not_replaced_keeps_its_data(
    company: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The writing stops after each piece in turn: the page that is there finds all that it names."""
    target = tmp_path / "page.html"
    with read(company, "R00007") as found:
        write_page(found, target, most=0)
    before = content(target)["core"]["about"]["parts"]
    folder = tmp_path / "next"
    folder.mkdir()
    changed(company, folder, "update kpi_scorecard set sample_size = sample_size + 1")
    for most in (0, 1, 4, 8):
        rest = iter(range(most))

        def stopped(path: Path, text: str, rest: Iterator[int] = rest) -> None:
            next(rest)
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")

        monkeypatch.setattr("tools.dashboard.page.write_whole", stopped)
        with pytest.raises(StopIteration), read(folder, "R00007") as found:
            write_page(found, target, most=0)
        assert content(target)["core"]["about"]["parts"] == before
        assert all((folder_of(target) / f"{key}.js").exists() for key in before.values())
