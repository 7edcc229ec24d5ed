"""Measure the dashboard of a made-up large company: `make bench-dashboard [REPS=200] [TEAMS=50] [YEARS=5]`.

Prints what the build takes, how large the page is, how soon it shows its first content on two cores, and how much memory its
scripts hold after a walk through its pages, each beside its target. The pattern is the publication of the last build.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tools.bench.__main__ import printed
from tools.bench.measure import measured
from tools.browser import NONE_FOUND, found_browser
from tools.dashboard.__main__ import PUBLISHED
from tools.dashboard.made_up import write
from tools.project import ROOT

CORES = 2
ROUNDS = 3
# What a reader does: the company, a KPI with all its reps, teams and reps one after the other, weeks, records of a year.
WALK = (
    "#/scorecard?lang=en",
    "#/kpi/new_customers?lang=en",
    "#/kpi/average_response_time?lang=en&type=week",
    "#/kpi/new_customers?lang=en&type=year",
    "#/revenue?lang=en",
    "#/funnel?lang=en",
    "#/together?lang=en",
    *(f"#/scorecard?lang=en&scope=team:T{place:03}" for place in range(1, 11)),
    *(f"#/rep?lang=en&scope=rep:R{place:05}" for place in range(1, 31)),
    *(f"#/kpi/monthly_recurring_revenue?lang=en&type=month&scope=rep:R{place:05}" for place in range(1, 11)),
)
HEAP = "JSHeapUsedSize"


@dataclass
class Figure:
    """Something measured, what it may be at most, and its unit."""

    text: str
    value: float
    at_most: float | None
    unit: str


def heap(page: Page) -> float:
    """Memory that the page's scripts hold, in MB, after a collection of what they no longer need."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    found = {metric["name"]: metric["value"] for metric in session.send("Performance.getMetrics")["metrics"]}
    session.detach()
    return found[HEAP] / 1e6


def opened(browser: str, file: Path) -> list[Figure]:
    """Open a page from disk on two cores, several times, then walk through it; the slowest round counts."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[:CORES]))
    painted, ready, walked, heaps = [], [], [], []
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        for _ in range(ROUNDS):
            page = launched.new_context(viewport={"width": 1440, "height": 900}).new_page()
            page.goto(f"{file.as_uri()}#/scorecard?lang=en")
            page.wait_for_selector("body[data-ready]", state="attached", timeout=120_000)
            ready.append(page.evaluate("performance.now()") / 1000)
            painted.append(
                page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0") / 1000
            )
            heaps.append(heap(page))
            page.context.close()
        page = launched.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.goto(f"{file.as_uri()}#/scorecard?lang=en")
        page.wait_for_selector("body[data-ready]", state="attached", timeout=120_000)
        most = 0.0
        for route in WALK:
            started = time.perf_counter()
            page.evaluate("route => { window.location.hash = route; }", route)
            page.wait_for_function(
                "route => document.body.dataset.ready === route", arg=route, timeout=120_000, polling=20
            )
            walked.append(time.perf_counter() - started)
            most = max(most, heap(page))
        launched.close()
    return [
        Figure("first paint", max(painted), 5, " s"),
        Figure("the scorecard is complete", max(ready), 5, " s"),
        Figure("slowest change of a page or scope", max(walked), 5, " s"),
        Figure("memory of the scripts, after opening", max(heaps), 300, " MB"),
        Figure("the same, the most of a walk through 57 pages", most, 300, " MB"),
    ]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tools.dashboard.bench", description=__doc__)
    parser.add_argument("--published", type=Path, default=Path(os.environ.get("SALES_KPIS_PUBLISHED", PUBLISHED)))
    parser.add_argument("--reps", type=int, default=200)
    parser.add_argument("--teams", type=int, default=50)
    parser.add_argument("--years", type=int, default=5)
    given = parser.parse_args()
    browser = found_browser()
    if browser is None:
        print(NONE_FOUND, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "published"
        folder.mkdir()
        write(given.published, folder, given.reps, given.teams, given.years)
        file = Path(temporary) / "page" / "dashboard.html"
        command = [sys.executable, "-m", "tools.dashboard", "--published", str(folder), "--to", str(file)]
        run = measured(command, ROOT, Path(temporary) / "log.txt")
        beside = [path for path in file.parent.rglob("*") if path.is_file() and path != file]
        sizes = [path.stat().st_size / 1e6 for path in beside]
        figures = [
            Figure("build: wall", run.seconds, None, " s"),
            Figure("build: CPU", run.cpu, None, " s"),
            Figure("build: peak memory", run.megabytes, 500, " MB"),
            Figure("first file", file.stat().st_size / 1e6, 5, " MB"),
            Figure(f"beside it, in {len(sizes)} files", sum(sizes), None, " MB"),
            Figure("largest of these", max(sizes, default=0), None, " MB"),
            *opened(browser, file),
        ]
    print(f"{given.reps} reps, {given.teams} teams, {given.years} years; the browser on {CORES} cores\n")
    printed([["", "at most", "measured", ""], *map(row, figures)])
    return 1 if any(figure.at_most is not None and figure.value > figure.at_most for figure in figures) else 0


def row(figure: Figure) -> list[str]:
    """A line of the table."""
    value = f"{figure.value:,.1f}{figure.unit}"
    if figure.at_most is None:
        return [figure.text, "", value, ""]
    return [
        figure.text,
        f"{figure.at_most:g}{figure.unit}",
        value,
        "met" if figure.value <= figure.at_most else "not met",
    ]


if __name__ == "__main__":
    sys.exit(main())
