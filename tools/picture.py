"""Draw the scorecard as the terminal prints it: docs/images/scorecard.png and scorecard.zh-CN.png.

Needs a built warehouse, Chromium, and the fonts DejaVu Sans Mono and Noto Sans Mono CJK SC; none of them is needed elsewhere.
"""

from __future__ import annotations

import html
import os
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

from tools.browser import NONE_FOUND, found_browser
from tools.project import ROOT

PICTURES = {"en": "scorecard.png", "zh": "scorecard.zh-CN.png"}
COLUMNS = 100
COLUMN_PX, LINE_PX, FONT_PX, MARGIN_PX, BAR_PX = 8, 20, 13, 24, 36
SCALE = 1.25

PAGE = """<!doctype html><meta charset="utf-8"><style>
  * {{ margin: 0; box-sizing: border-box; }}
  html, body {{ background: #1d2330; overflow: hidden; }}
  .bar {{ height: {bar}px; background: #2b3345; padding: 12px 16px; }}
  .bar i {{ float: left; width: 12px; height: 12px; margin-right: 8px; border-radius: 50%; background: #55607a; }}
  pre {{ padding: 16px {margin}px; color: #e3e8f2;
         font: {font}px/{line}px "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace; }}
  b {{ display: inline-block; height: {line}px; vertical-align: top; font-weight: normal; text-align: center; }}
  b.one {{ width: {column}px; }}
  b.two {{ width: {two}px; font-size: 15px; }}
  .prompt {{ color: #8d9ab5; }}
</style><div class="bar"><i></i><i></i><i></i></div><pre>{text}</pre>"""


def command(language: str) -> list[str]:
    """The dbt command, without its path, that prints the scorecard."""
    words = ["dbt", "-q", "run-operation", "print_scorecard"]
    return words if language == "en" else [*words, "--args", f"{{language: {language}}}"]


def printed(language: str) -> list[str]:
    """The lines that the command prints, without the blank ones around them."""
    dbt = shutil.which("dbt", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if dbt is None:
        sys.exit("dbt is not installed beside this Python: run make build first.")
    run = subprocess.run(
        [dbt, *command(language)[1:]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    if run.returncode:
        sys.exit(run.stdout + run.stderr)
    return run.stdout.strip("\n").splitlines()


def cells(line: str) -> str:
    """A line as HTML in which every character has the width that a terminal gives it: one column or two."""
    parts = []
    for character in line:
        width = "two" if unicodedata.east_asian_width(character) in "WF" else "one"
        parts.append(f'<b class="{width}">{html.escape(character) if character != " " else "&nbsp;"}</b>')
    return "".join(parts)


def page(language: str, lines: list[str]) -> str:
    """The picture as a page."""
    quoted = " ".join(f"'{word}'" if "{" in word else word for word in command(language))
    text = "\n".join([f'<span class="prompt">{cells("$ " + quoted)}</span>', "", *(cells(line) for line in lines)])
    return PAGE.format(
        bar=BAR_PX, margin=MARGIN_PX, font=FONT_PX, line=LINE_PX, column=COLUMN_PX, two=2 * COLUMN_PX, text=text
    )


def draw(browser: str, language: str) -> Path:
    """Write the picture of a language and return its path."""
    lines = printed(language)
    target = ROOT / "docs/images" / PICTURES[language]
    target.parent.mkdir(parents=True, exist_ok=True)
    width = 2 * MARGIN_PX + COLUMNS * COLUMN_PX
    height = BAR_PX + 32 + LINE_PX * (len(lines) + 2)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        source.write_text(page(language, lines), encoding="utf-8")
        subprocess.run(
            [
                browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={folder}/profile",
                f"--force-device-scale-factor={SCALE}", f"--window-size={width},{height}", f"--screenshot={target}", source.as_uri(),
            ],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    return target


def main() -> None:
    """Draw both pictures."""
    browser = found_browser()
    if browser is None:
        sys.exit(NONE_FOUND)
    for language in PICTURES:
        target = draw(browser, language)
        print(f"{target.relative_to(ROOT)}: {target.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
