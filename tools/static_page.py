"""Move the page that `dbt docs generate --static` wrote to target/static_index.html, so that all of it is seen.

dbt's page lays a model's details out on one line and lets them scroll away: access and contract are out of sight on a
laptop. And it is 960 pixels wide at least: on a narrower window texts are cut off.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tools.project import ROOT

READ = ROOT / "target/docs/static_index.html"
PAGE = ROOT / "target/static_index.html"
STYLE = """<style>
.detail-body { white-space: normal !important; overflow: visible !important; }
@media (max-width: 960px) { body, .app.app-row { min-width: 0 !important; } }
</style>"""


def with_style(page: str) -> str:
    """The page with the details of a model on as many lines as they need, and as wide as its window.

    Raises:
        ValueError: it has no head to write the style into.
    """
    if "</head>" not in page:
        raise ValueError("dbt's page has no </head> any more: see whether it still needs tools/static_page.py.")
    return page.replace("</head>", f"{STYLE}</head>", 1)


def write(source: Path, target: Path) -> None:
    """Write the page anew; the source goes."""
    target.write_text(with_style(source.read_text(encoding="utf-8")), encoding="utf-8")
    source.unlink()


def main() -> int:
    """Move the page."""
    write(READ, PAGE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
