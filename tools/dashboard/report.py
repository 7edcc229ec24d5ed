"""Print the pages of a scope as one PDF: `python -m tools.dashboard.report [--scope SCOPE] [--language LANGUAGE]`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

from tools.browser import NONE_FOUND, found_browser
from tools.dashboard.__main__ import PUBLISHED, TARGET, written
from tools.dashboard.source import NotReadable
from tools.whole_file import write_whole

# How long the page may take to draw; the browser's clock runs ahead where it only waits.
DRAWN_WITHIN_MS = 60_000


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.dashboard.report", description=__doc__)
    parser.add_argument(
        "--published",
        type=Path,
        default=Path(os.environ.get("SALES_KPIS_PUBLISHED", PUBLISHED)),
        help="folder of the publication (default: published, or SALES_KPIS_PUBLISHED)",
    )
    parser.add_argument("--scope", help="company:all, team:<team_id> or rep:<rep_id> (default: the company, or --rep)")
    parser.add_argument("--language", choices=["en", "zh"], default="en")
    parser.add_argument(
        "--rep", help="rep_id: print from the file that holds this rep's rows, the team's and the company's only"
    )
    parser.add_argument(
        "--to", type=Path, default=TARGET / "report.pdf", help="file to write (default: target/report.pdf)"
    )
    return parser.parse_args()


def printed(browser: str, published: Path, rep_id: str | None, scope: str, language: str, target: Path) -> None:
    """Write the report as PDF, A4 landscape.

    Args:
        browser: Chromium or Chrome.
        published: the publication.
        rep_id: whose file is printed; None for everybody's.
        scope: company:all, team:<team_id> or rep:<rep_id>.
        language: en or zh.
        target: the PDF; in its place only once it is whole.

    Raises:
        NotReadable: nothing is published, or the browser does not print.
    """
    with tempfile.TemporaryDirectory() as folder:
        page, pdf = Path(folder) / "dashboard.html", Path(folder) / "report.pdf"
        written(published, rep_id, page)
        route = f"#/report?lang={language}&scope={quote(scope, safe=':')}"
        command = [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
        ]
        command += [
            f"--user-data-dir={folder}/profile",
            "--window-size=1440,900",
            f"--virtual-time-budget={DRAWN_WITHIN_MS}",
            "--no-pdf-header-footer",
        ]
        command += [f"--print-to-pdf={pdf}", page.as_uri() + route]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode or not pdf.exists():
            raise NotReadable(f"{browser} did not print: {' '.join(done.stderr.split())[-300:]}")
        write_whole(target, pdf.read_bytes())


def main() -> int:
    """Print, or say why not."""
    asked = arguments()
    browser = found_browser()
    if browser is None:
        print(f"No report: {NONE_FOUND}", file=sys.stderr)
        return 1
    scope = asked.scope or (f"rep:{asked.rep}" if asked.rep else "company:all")
    try:
        printed(browser, asked.published, asked.rep, scope, asked.language, asked.to)
    except NotReadable as refusal:
        print(f"No report: {refusal}", file=sys.stderr)
        return 1
    print(f"{asked.to}: {asked.to.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
