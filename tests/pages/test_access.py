"""The dashboard without a mouse, without sight, on a dark screen, and what can be taken along."""

from __future__ import annotations

import base64
import csv
import io
import itertools
import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import pytest
from opened import Opened
from playwright.sync_api import Browser, Page
from test_layout import contrast

REP_ROUTE = "#/rep?lang=en&scope=rep:0055i00000003qlAAA"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What a chart writes is measured below: axe cannot tell the ground of a text in a picture.
AXE = "rules => axe.run({exclude: ['.chart']}, {runOnly: rules}).then(({violations, incomplete}) => [...violations, ...incomplete].map(found => [found.id, found.nodes.length, found.nodes[0].html]))"
CHART_TEXTS = """() => [...document.querySelectorAll('.chart svg text')].filter(text => text.textContent && getComputedStyle(text).opacity !== '0')
  .map(text => [text.textContent, getComputedStyle(text).fill])"""
# The elements that the keyboard stops at, in its order, with their places.
STOPS = """part => [...document.querySelectorAll(`${part} :is(a, button, select, summary, [tabindex="0"])`)]
  .map(element => [element, element.getBoundingClientRect()]).filter(([, box]) => box.width)
  .map(([element, box]) => [element.id || element.textContent.slice(0, 30), Math.round(box.left), Math.round(box.top), Math.round(box.bottom)])"""


def routes(opened: Opened) -> list[str]:
    """Every page, and that of one rep."""
    return [*opened.routes(), REP_ROUTE]


@pytest.fixture(scope="module", params=["light", "dark"])
def screen(request: pytest.FixtureRequest, browser: Browser, dashboard: Path) -> Iterator[Opened]:
    """The dashboard on a light and on a dark screen."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, offline=True, locale="en-US", color_scheme=request.param
    )
    yield Opened(context, dashboard)
    context.close()


def hexadecimal(colour: str) -> str:
    """rgb(1, 2, 3) as #010203."""
    return "#" + "".join(f"{int(part):02x}" for part in colour[4:-1].split(","))


def test_axe_finds_nothing_and_leaves_nothing_open(screen: Opened) -> None:
    screen.page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    # a wide table in full, as it is scrolled: what its frame hides is judged too
    screen.page.add_style_tag(content=".table-frame { width: max-content; overflow: visible; background: inherit; }")
    for route in routes(screen):
        page = screen.show(route if "?" in route else f"{route}?lang=en")
        assert page.evaluate(AXE, RULES) == [], route


def test_texts_of_charts_have_contrast(screen: Opened) -> None:
    for route in routes(screen):
        page = screen.show(route if "?" in route else f"{route}?lang=en")
        ground = hexadecimal(page.evaluate("getComputedStyle(document.querySelector('.card, .tile')).backgroundColor"))
        for text, colour in page.evaluate(CHART_TEXTS):
            assert contrast(hexadecimal(colour), ground) >= 4.5, (route, text, colour, ground)


def test_the_skip_link_keeps_the_view(opened: Opened) -> None:
    page = opened.show("#/kpi/new_customers?lang=en&type=quarter")
    page.locator("#skip").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    assert page.evaluate("window.location.hash") == "#/kpi/new_customers?lang=en&type=quarter"
    assert page.locator("h1").inner_text() == "New customers"


def test_filters_work_by_keyboard_and_keep_the_focus(opened: Opened) -> None:
    page = opened.show("#/kpi/new_customers?lang=en")
    page.locator("#type").focus()
    for _ in range(2):
        address = page.evaluate("window.location.hash")
        page.keyboard.press("ArrowDown")
        page.wait_for_selector(f"body[data-ready]:not([data-ready={json.dumps(address)}])", state="attached")
        assert page.evaluate("document.activeElement.id") == "type"
    assert "type=month" in page.evaluate("window.location.hash")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "period"
    page.locator("#lang-zh").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("html[lang=zh-CN] > body[data-ready]", state="attached")
    assert page.evaluate("document.activeElement.id") == "lang-zh"


@pytest.mark.parametrize("width", [1440, 800, 390])
def test_the_keyboard_goes_where_the_eye_goes(opened: Opened, width: int) -> None:
    """From line to line, and from left to right in each."""
    opened.page.set_viewport_size({"width": width, "height": 900})
    page = opened.show("#/scorecard?lang=en&type=month")
    stops = page.evaluate(STOPS, "#top")
    page.set_viewport_size({"width": 1440, "height": 900})
    assert len(stops) >= 7
    for (first, left, _, bottom), (second, next_left, next_top, _) in itertools.pairwise(stops):
        assert next_top >= bottom or next_left > left, (first, second)


def shown(page: Page, card: str) -> Any:
    """The section of a page with a heading."""
    return page.locator("section.card", has=page.get_by_role("heading", name=card, exact=True))


def test_the_values_of_a_chart_can_be_read(opened: Opened, marts: duckdb.DuckDBPyConnection) -> None:
    page = opened.show("#/kpi/new_customers?lang=en")
    card = shown(page, "How it got here, monthly")
    card.locator("summary").focus()
    page.keyboard.press("Enter")
    card.locator(".values li").first.wait_for()
    values = card.locator(".values li").all_inner_texts()
    rows = marts.execute(
        "select period_label_en, kpi_value from kpi_scorecard where kpi_id = 'new_customers' and period_type = 'month' and scope_type = 'company' order by period_start desc limit 31"
    ).fetchall()
    assert [text.split(" · ")[0] for text in values] == [f"{label}: {value:.0f}" for label, value in reversed(rows)]


@pytest.mark.parametrize(
    ("route", "kind", "period"),
    [
        ("deal_win_loss_ratio?lang=zh&type=quarter&period=2026-07-01", "source", "quarter 2026-07-01"),
        ("sql_to_customer_conversion_rate?lang=en", "segment", "month 2026-06-01"),
        # a slice has no weeks: of a week, the month in which it begins
        ("average_response_time?lang=en&type=week&period=2026-09-28", "segment", "month 2026-09-01"),
    ],
)
def test_slices_are_those_of_the_marts(
    opened: Opened, marts: duckdb.DuckDBPyConnection, route: str, kind: str, period: str
) -> None:
    page = opened.show(f"#/kpi/{route}")
    card = page.locator(f"#by-{kind}")
    content = downloaded(page, card.get_by_role("button", name="CSV"))
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    kpi, language = route.split("?")[0], route.split("lang=")[1][:2]
    wanted = marts.execute(
        f"select scope_name_{language}, kpi_value from kpi_scorecard where kpi_id = ? and scope_type = ? and kpi_value is not null and period_type || ' ' || period_start = ?",
        [kpi, kind, period],
    ).fetchall()
    assert len(wanted) > 1
    found = {row["name"]: float(row["value"]) for row in rows}
    assert found == {name: pytest.approx(value, rel=1e-9) for name, value in wanted}
    page = opened.show(f"#/kpi/{route}&scope=team:EMEA")
    assert page.locator("#by-team").count()
    assert not page.locator(f"#by-{kind}").count()


def test_every_chart_of_a_card_has_its_values(opened: Opened) -> None:
    for route in routes(opened):
        page = opened.show(route if "?" in route else f"{route}?lang=zh")
        without = page.eval_on_selector_all(
            "section.card",
            "all => all.filter(card => card.querySelector('.chart:not(td .chart)') && !card.querySelector('.values')).length",
        )
        assert without == 0, route
        for details in page.locator(".values").all():
            details.evaluate("element => { element.open = true; }")
        page.wait_for_selector(".values:not(:has(li))", state="detached")


def downloaded(page: Page, button: Any) -> bytes:
    """What a button gives."""
    with page.expect_download() as waiting:
        button.click()
    return Path(waiting.value.path()).read_bytes()


def test_a_table_as_csv_is_the_table(opened: Opened) -> None:
    page = opened.show("#/kpi/new_customers?lang=en&scope=team:EMEA")
    card = shown(page, "Measures")
    content = downloaded(page, card.get_by_role("button", name="the values as CSV"))
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    cells = [[cell.strip() for cell in row.locator("th, td").all_inner_texts()] for row in card.locator("tr").all()]
    # a target such as >= 11 is no formula; a negative number stays one
    assert [[cell.lstrip("'") for cell in line] for line in lines] == cells


def test_the_scorecard_as_csv_is_the_mart(opened: Opened, marts: duckdb.DuckDBPyConnection) -> None:
    page = opened.show("#/scorecard?lang=en&type=month&period=2026-08-01")
    content = downloaded(page, page.get_by_role("button", name="Scorecard: the values as CSV"))
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    wanted = marts.execute(
        "select kpi_id, kpi_value, target_status from kpi_scorecard where period_type = 'month' and period_start = '2026-08-01' and scope_type = 'company'"
    ).fetchall()
    assert {row["kpi_id"] for row in rows} == {kpi for kpi, *_ in wanted}
    values = {
        row["kpi_id"]: (float(row["kpi_value"]) if row["kpi_value"] else None, row["target_status"]) for row in rows
    }
    assert values == {kpi: (value and pytest.approx(value, rel=1e-9), status) for kpi, value, status in wanted}


def test_a_chart_as_a_picture_has_its_colours(opened: Opened) -> None:
    page = opened.show("#/revenue?lang=en")
    content = downloaded(page, shown(page, "Forecast").get_by_role("button", name="the chart as a picture"))
    assert content.startswith(b"\x89PNG")
    # the blue of the line and the white of the card: no variable of the page is left
    colours = page.evaluate(
        """async data => {
          const image = new Image(); image.src = `data:image/png;base64,${data}`; await image.decode();
          const canvas = document.createElement('canvas'); canvas.width = image.width; canvas.height = image.height;
          const context = canvas.getContext('2d'); context.drawImage(image, 0, 0);
          const pixels = context.getImageData(0, 0, image.width, image.height).data, seen = {};
          for (let at = 0; at < pixels.length; at += 4) { const key = [...pixels.slice(at, at + 3)].join(','); seen[key] = (seen[key] || 0) + 1; }
          return seen;
        }""",
        base64.b64encode(content).decode(),
    )
    assert colours["0,114,178"] > 1000
    assert colours["255,255,255"] > 100_000


def test_complaints(opened: Opened, screen: Opened) -> None:
    """None of this left an error in the console or asked for anything."""
    assert json.dumps(opened.complaints + screen.complaints) == "[]"
