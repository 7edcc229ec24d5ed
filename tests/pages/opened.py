"""A page of the dashboard, opened from disk, that notes whatever it should not do."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

from tools.dashboard.page import folder_of

REP = "0055i00000003qlAAA"
WAIT_MS = 15_000


class Opened:
    """A page that notes whatever it should not do: errors, warnings, and requests that leave the file and what lies beside it."""

    def __init__(self, context: BrowserContext, file: Path) -> None:
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("request", self._asked)
        self.page.on("requestfailed", lambda request: self.complaints.append(f"failed: {request.url[:80]}"))
        self.url = file.as_uri()
        self.beside = folder_of(file).as_uri() + "/"
        self.page.goto(f"{self.url}#/scorecard?lang=en")
        self.page.wait_for_selector("body[data-ready]", state="attached", timeout=WAIT_MS)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type}: {message.text[:300]}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith(("data:", "blob:", self.url, self.beside)):
            self.complaints.append(f"request: {request.url[:200]}")

    def show(self, route: str) -> Page:
        """Go to a route and wait until all its charts are drawn."""
        address = self.page.evaluate("route => { window.location.hash = route; return window.location.hash; }", route)
        self.page.wait_for_selector(f"body[data-ready={json.dumps(address)}]", state="attached", timeout=WAIT_MS)
        return self.page

    def routes(self) -> list[str]:
        """Every page that the navigation leads to, as path."""
        links = self.page.eval_on_selector_all("#side a", "all => all.map(a => a.getAttribute('href'))")
        return [link.split("?")[0] for link in links]
