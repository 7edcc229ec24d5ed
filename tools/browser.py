"""Find the browser that draws pictures, prints the report and opens pages in the tests."""

from __future__ import annotations

import shutil

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NONE_FOUND = f"None of {', '.join(BROWSERS)} is installed. Install Chromium (Debian: apt-get install chromium)."


def found_browser() -> str | None:
    """The path of the first browser that is there; None where there is none."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)
