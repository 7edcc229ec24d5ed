"""Put the page together: template, styles, scripts, chart specifications, texts and data in one HTML file."""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from typing import Any

import jinja2
import vl_convert

from tools.dashboard.hand_written import SOURCE, settings
from tools.dashboard.packing import as_text, payload
from tools.dashboard.source import Publication

# vega-embed, Vega-Lite, Vega: the version that the specifications in dashboard/charts are written for.
VEGA_LITE = "6.4"
EXPOSED = "window.vegaEmbed = vegaEmbed;"


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


def policy(scripts: list[str]) -> str:
    """Nothing may be loaded, sent or evaluated; only the page's own scripts run, each known by its hash.

    Styles are inline, as the charts and their tooltips set them; pictures may only be those in the page.
    """
    allowed = " ".join(f"'{digest(text)}'" for text in scripts)
    return f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'"


def page(publication: Publication, rep_id: str | None = None) -> str:
    """The dashboard as HTML.

    Args:
        publication: what to show; for one rep, only that rep's part.
        rep_id: the rep that the page is for; None for everybody's.
    """
    known = settings()
    scripts = [library(), script()]
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    template = environment.from_string((SOURCE / "page.html.j2").read_text(encoding="utf-8"))
    return template.render(
        policy=policy(scripts),
        styles=theme_variables(known["theme"]) + "\n" + joined("styles", "*.css"),
        scripts=scripts,
        payload=as_text(payload(publication, rep_id, known)),
        title=known["texts"]["en"]["app.title"],
    )
