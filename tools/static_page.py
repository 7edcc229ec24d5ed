"""Move the page that `dbt docs generate --static` wrote to target/static_index.html, so that a model's details are all seen.

dbt's page lays them out on one line and lets them scroll away: access and contract stand out of sight on a laptop.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tools.project import ROOT

READ = ROOT / "target/docs/static_index.html"
PAGE = ROOT / "target/static_index.html"
STYLE = "<style>.detail-body { white-space: normal !important; overflow: visible !important; }</style>"


def with_wrapped_details(page: str) -> str:
    """The page with the details of a model on as many lines as they need.

    Raises:
        ValueError: it has no head to write the style into.
    """
    if "</head>" not in page:
        raise ValueError("dbt's page has no </head> any more: see whether it still needs tools/static_page.py.")
    return page.replace("</head>", f"{STYLE}</head>", 1)


def write(source: Path, target: Path) -> None:
    """Write the page anew; the source goes."""
    target.write_text(with_wrapped_details(source.read_text(encoding="utf-8")), encoding="utf-8")
    source.unlink()


def main() -> int:
    """Move the page."""
    write(READ, PAGE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
