"""Draw a dashboard in headless Chromium, and say what went wrong on the page."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import ElementHandle, Page, Request, Response, sync_playwright

from tools.picture import BROWSERS

# pixels
WIDTH, HEIGHT, MARGIN = 1440, 2600, 16
# milliseconds
LIMIT = 120_000
SETTLE = 3_000
LOADING = ".loading, [data-test='loading-indicator'], .ant-skeleton"
HOLDER = ".dashboard-component-chart-holder"
CHART = "[data-test='chart-container'], .chart-slice, [data-test-viz-type]"


def log_in(page: Page, url: str, password: str) -> None:
    """Log the browser in by the form that people use."""
    page.goto(f"{url}/login/", timeout=LIMIT)
    page.fill("[data-test='username-input'], #username", "admin", timeout=LIMIT)
    page.fill("[data-test='password-input'], #password", password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/login" not in address, timeout=LIMIT)


def draw(page: Page, address: str, target: Path) -> list[str]:
    """Write the picture of a dashboard.

    Args:
        page: a browser's page that is logged in.
        address: the dashboard's.
        target: the picture's path.

    Returns:
        What went wrong: charts that show an error, answers that failed, requests to other hosts.
    """
    faults: list[str] = []
    origin = address.partition("/superset/")[0]

    def note_request(request: Request) -> None:
        if not request.url.startswith((origin, "data:", "blob:")):
            faults.append(f"asked {request.url}")

    def note_answer(answer: Response) -> None:
        if answer.status >= 400:
            faults.append(f"{answer.status} {answer.url}")

    page.on("request", note_request)
    page.on("response", note_answer)
    page.goto(address, timeout=LIMIT)
    page.wait_for_selector(CHART, timeout=LIMIT)
    page.wait_for_load_state("networkidle", timeout=LIMIT)
    page.wait_for_function(f"() => !document.querySelector({LOADING!r})", timeout=LIMIT)
    page.wait_for_timeout(SETTLE)
    faults += [f"shows an error: {alert.inner_text()[:200]}" for alert in page.query_selector_all(".ant-alert-error")]
    bottom = max(
        box["y"] + box["height"] for box in map(ElementHandle.bounding_box, page.query_selector_all(HOLDER)) if box
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(target), clip={"x": 0, "y": 0, "width": WIDTH, "height": min(HEIGHT, bottom + MARGIN)})
    page.remove_listener("request", note_request)
    page.remove_listener("response", note_answer)
    return faults


@contextmanager
def logged_in_page(url: str, password: str) -> Iterator[Page]:
    """A page of headless Chromium in which the administrator is logged in."""
    browser_path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser_path is None:
        sys.exit(f"None of {', '.join(BROWSERS)} is installed.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="en-US")
        log_in(page, url, password)
        yield page
        browser.close()
