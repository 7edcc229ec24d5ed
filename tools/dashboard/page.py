"""Put the page together: template, styles, scripts, chart specifications, texts and data in one HTML file, or data beside it."""

from __future__ import annotations

import base64
import contextlib
import functools
import hashlib
import json
import re
import time
from pathlib import Path
from typing import Any

import jinja2
import vl_convert

from tools.dashboard.hand_written import SOURCE, settings
from tools.dashboard.packing import as_text, core, pieces, side_by_side
from tools.dashboard.source import Publication
from tools.whole_file import write_whole

# vega-embed, Vega-Lite, Vega: the version that the specifications in dashboard/charts are written for.
VEGA_LITE = "6.4"
EXPOSED = "window.vegaEmbed = vegaEmbed;"
# A page with all of its data may have so many bytes.
MOST_IN_ONE = 5_000_000
COMPANY = "company:all"
# So long a page that was replaced finds its data still.
KEPT_SECONDS = 3600


def joined(folder: str, pattern: str) -> str:
    """The files of a folder of dashboard/ one after the other, sorted by path."""
    paths = sorted((SOURCE / folder).rglob(pattern), key=lambda path: (path.name == "main.js", str(path)))
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def script() -> str:
    """The page's own scripts as one: lib, then pages, then main.js, in a scope of their own."""
    return f"'use strict';\n(() => {{\n{joined('scripts', '*.js')}\n}})();"


def theme_variables(theme: dict[str, Any]) -> str:
    """The theme's colours as CSS variables, --colour-<name>: light ones, and dark ones where a screen asks for them."""

    def variables(colours: dict[str, str]) -> str:
        return (
            ":root {" + "".join(f"--colour-{name.replace('_', '-')}: {value};" for name, value in colours.items()) + "}"
        )

    dark = variables(theme["dark"])
    return f"{variables(theme['colours'])}\n@media screen and (prefers-color-scheme: dark) {{ {dark} }}"


@functools.cache
def library() -> str:
    """Vega, Vega-Lite and vega-embed as one script that loads nothing."""
    text = vl_convert.javascript_bundle(EXPOSED, vl_version=VEGA_LITE)
    # an end tag inside a text would end the script
    return re.sub(r"</(?=script)", r"<\\/", text, flags=re.IGNORECASE)


def digest(text: str) -> str:
    """A script's hash as a content security policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


def policy(scripts: list[str], has_parts: bool) -> str:
    """Nothing may be loaded, sent or evaluated; only the page's own scripts run, each known by its hash.

    Where data lies beside the page, these scripts may add those that bring it, and no others run: a page that is opened
    from disk can read no file in another way. Styles are inline, as the charts and their tooltips set them; pictures may
    only be those in the page.
    """
    allowed = " ".join(f"'{digest(text)}'" for text in scripts)
    if has_parts:
        allowed = f"'strict-dynamic' {allowed}"
    return f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'"


def html(first: dict[str, Any], inside: dict[str, str], known: dict[str, Any]) -> str:
    """The page.

    Args:
        first: its core.
        inside: the texts of the pieces that it holds, by name.
        known: what is written by hand.
    """
    scripts = [library(), script()]
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    template = environment.from_string((SOURCE / "page.html.j2").read_text(encoding="utf-8"))
    return template.render(
        policy=policy(scripts, bool(first["about"]["parts"])),
        styles=theme_variables(known["theme"]) + "\n" + joined("styles", "*.css"),
        scripts=scripts,
        payload=as_text(first),
        pieces=inside,
        title=known["texts"]["en"]["app.title"],
    )


def folder_of(target: Path) -> Path:
    """The folder of the data that lies beside a page."""
    return target.with_name(f"{target.stem}_data")


def write_beside(folder: Path, name: str, text: str) -> str:
    """Write a piece as a script, named by its content; the name. What is there already is only marked as new."""
    content = f"salesKpisPiece({json.dumps(name)},{json.dumps(text)});"
    key = hashlib.sha256(content.encode()).hexdigest()[:20]
    path = folder / f"{key}.js"
    if path.exists():
        path.touch()
    else:
        write_whole(path, content)
    return key


def clean(folder: Path, named: set[str], at_once: bool) -> None:
    """Remove what the page does not name: at once, or only what is older than an hour, as an earlier page may be open."""
    if not folder.is_dir():
        return
    before = time.time() - (0 if at_once else KEPT_SECONDS)
    for path in folder.iterdir():
        if path.stem not in named and path.stat().st_mtime <= before:
            path.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        folder.rmdir()


def write_page(publication: Publication, target: Path, most: int = MOST_IN_ONE) -> None:
    """Write the dashboard: one file, or where that is larger than `most` bytes the core and the company in one file, and the
    other pieces in a folder beside it, from where the page takes what a view needs.

    Pieces are named by their content and written before the page, which is replaced in one step: a page that is there finds
    the pieces that it names, whenever the program is stopped.
    """
    known, folder = settings(), folder_of(target)
    first = core(publication, known)
    first["about"] |= {"parts": {}, "folder": folder.name}
    size = len(html(first, {}, known).encode())
    inside: dict[str, str] = {}
    parts: dict[str, str] = {}
    for name, piece in pieces(publication):
        text = as_text(piece)
        size += len(text)
        inside[name] = text
        if size > most:
            # no longer one file: what was meant for it goes beside it, but for the company
            for held in [held for held in inside if held != COMPANY]:
                parts[held] = write_beside(folder, held, inside.pop(held))
    if parts:
        for name, piece in side_by_side(publication):
            parts[name] = write_beside(folder, name, as_text(piece))
    first["about"]["parts"] = parts
    write_whole(target, html(first, inside, known))
    # a rep's folder may be handed on: nothing of another page is left there
    clean(folder, set(parts.values()), at_once=publication.rep_id is not None)
