"""A digest as HTML that mail clients show, as Markdown, as Slack's own form of it, and as JSON."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2

from tools.dashboard.hand_written import yaml_of
from tools.digest.content import Digest

TEMPLATES = Path(__file__).with_name("templates")
# Shapes that say a status without a colour, in any font.
SHAPES = {"on_target": "✓", "at_risk": "▲", "off_target": "◆", "not_assessed": "○", "no_target": "–"}


@dataclass(frozen=True)
class Rendered:
    """A digest in all its forms.

    Attributes:
        title: one line, also the subject of the mail.
        html: a whole document with styles in its elements.
        markdown: the same in CommonMark.
        mrkdwn: the same as Slack writes it.
        data: the digest as JSON.
    """

    title: str
    html: str
    markdown: str
    mrkdwn: str
    data: str


def escaped(value: Any) -> str:
    """A text that stays itself in Markdown: no value of an export becomes a link, a picture or a mention."""
    text = re.sub(r"([\\`*_{}\[\]<>#|!~])", r"\\\1", " ".join(str(value).split()))
    # chats that know no backslash, and make links of what looks like one
    return text.replace("@", "@\u200b").replace("](", "]\u200b(").replace("://", ":\u200b//")


def as_slack(markdown: str) -> str:
    """Markdown of our own template in Slack's form: *bold*, <url|text>, three characters escaped."""
    text = markdown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = re.sub(r"(?<!\\)\[((?:\\.|[^\]\\])+)\]\((https?://[^)\s]+)\)", r"<\2|\1>", text)
    text = re.sub(r"^#+ (.+)$", r"*\1*", text, flags=re.MULTILINE)
    text = re.sub(r"\*\*(.+?)\*\*", r"*\1*", text)
    return re.sub(r"\\([\\`*_{}\[\]#|!~]|&lt;|&gt;)", r"\1", text)


def plain(value: Any) -> Any:
    """What JSON has no form for: days as YYYY-MM-DD."""
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def rendered(digest: Digest, dashboard_url: str | None) -> Rendered:
    """A digest in all its forms.

    Args:
        digest: what it says.
        dashboard_url: where the dashboard's page is; None for a digest without links to it.
    """

    def page(kpi_id: str) -> str | None:
        if dashboard_url is None:
            return None
        return f"{dashboard_url}#/kpi/{quote(kpi_id)}?lang={digest.language}&scope={quote(digest.scope, safe=':')}"

    title = digest.text("digest.title", scope=digest.scope_name, day=digest.as_of.isoformat())
    given = {
        "digest": digest,
        "title": title,
        "t": digest.text,
        "shapes": SHAPES,
        "page": page,
        "colours": yaml_of("theme.yml")["colours"],
    }
    loader = jinja2.FileSystemLoader(TEMPLATES)
    options: dict[str, Any] = {"undefined": jinja2.StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    of_html = jinja2.Environment(loader=loader, autoescape=True, **options)
    of_text = jinja2.Environment(loader=loader, autoescape=False, finalize=None, **options)
    of_text.filters["e"] = escaped
    markdown = of_text.get_template("digest.md.j2").render(given)
    markdown = re.sub(r"\n{3,}", "\n\n", markdown).strip() + "\n"
    content = {name: value for name, value in asdict(digest).items() if name != "texts"}
    return Rendered(
        title,
        of_html.get_template("digest.html.j2").render(given),
        markdown,
        as_slack(markdown),
        json.dumps({"title": title, **content}, ensure_ascii=False, indent=1, default=plain) + "\n",
    )
