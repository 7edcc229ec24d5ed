"""Draw the dashboard for the README, from the published marts: docs/images/dashboard*.png.

`python -m tools.dashboard.pictures`; needs Chromium and Playwright, which nothing else of the dashboard needs.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tools.browser import NONE_FOUND, found_browser
from tools.dashboard.__main__ import PUBLISHED, written
from tools.dashboard.source import NotReadable
from tools.project import ROOT

IMAGES = ROOT / "docs/images"
WIDTH_PX = 1440
# File -> route and height in pixels; None: the whole page.
PICTURES: dict[str, tuple[str, int | None]] = {
    "dashboard.png": ("#/scorecard?lang=en", None),
    "dashboard.zh-CN.png": ("#/scorecard?lang=zh", None),
    "dashboard_kpi.png": ("#/kpi/meeting_acceptance_rate?lang=en", 1180),
    "dashboard_kpi.zh-CN.png": ("#/kpi/meeting_acceptance_rate?lang=zh", 1180),
}


def main() -> int:
    """Draw all pictures, or say why not."""
    browser = found_browser()
    if browser is None:
        print(NONE_FOUND, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "dashboard.html"
        try:
            written(PUBLISHED, None, file)
        except NotReadable as refusal:
            print(f"No picture: {refusal}", file=sys.stderr)
            return 1
        launched = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        for name, (route, height) in PICTURES.items():
            page = launched.new_page(viewport={"width": WIDTH_PX, "height": height or 900})
            page.goto(f"{file.as_uri()}{route}")
            page.wait_for_selector("body[data-ready]", state="attached")
            target = IMAGES / name
            page.screenshot(path=target, full_page=height is None)
            page.close()
            print(f"{target.relative_to(ROOT)}: {target.stat().st_size // 1000} kB")
        launched.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
