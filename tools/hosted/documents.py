"""The project's Markdown pages as HTML, with the files that they lead to, in the folders that they have in the project."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from posixpath import normpath, relpath
from urllib.parse import quote

import jinja2
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tools.project import ROOT

# What is written for readers, by patterns of paths.
PAGES = ("*.md", "docs/**/*.md", "examples/**/*.md", "tests/**/*.md")
# Pictures of lineage are dbt's own graph on these pages, and of entities docglow's.
LINEAGE = re.compile(r"docs/lineage/(?P<kpi>\w+)\.md")
GRAPHS = {"docs/lineage/README.md": "index.html#kpis", "docs/erd.md": "columns.html#/erd"}
OUTSIDE = re.compile(r"[a-z]+:")
# A line of a Mermaid diagram that says what leads to what: of a flow, or of entities, which name the key that they share.
BOX = r'(?P<{0}>\w+)(?:\["(?P<{0}_label>[^"]*)"\])?'
FLOW = re.compile(rf"\s*{BOX.format('above')} (?:-->|-\.->) {BOX.format('below')}\s*")
RELATION = re.compile(r'\s*(?P<above>\w+) [|o}{.-]+ (?P<below>\w+) : "?(?P<key>\w+)"?\s*')


def graph_of(kpi_id: str) -> str:
    """Where dbt's page shows what a KPI is made of."""
    model = f"kpi_{kpi_id}"
    return f"tables.html#!/model/model.sales_kpis.{model}?g_v=1&g_i={quote('+' + model)}"


def slug(heading: str) -> str:
    """The name under which a heading is found, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def paths(root: Path = ROOT) -> list[str]:
    """The pages, by their paths in the project; those that another page stands in for are left out."""
    found = {path.relative_to(root).as_posix() for pattern in PAGES for path in root.glob(pattern)}
    return sorted(path for path in found if not LINEAGE.fullmatch(path) and path not in GRAPHS)


@dataclass
class Document:
    """A page while it is made.

    Attributes:
        path: its path in the project.
        top: the way from it to the site's first page, such as ../../.
        files: the project's files that it leads to, filled as links are read.
    """

    path: str
    top: str
    files: set[str]

    def link(self, target: str) -> str:
        """Where a link of the page leads on the site."""
        if OUTSIDE.match(target) or target.startswith("#"):
            return target
        name, _, anchor = target.partition("#")
        place = normpath(PurePosixPath(self.path).parent / name)
        kpi = LINEAGE.fullmatch(place)
        if kpi:
            return self.top + graph_of(kpi["kpi"])
        if place in GRAPHS:
            return self.top + GRAPHS[place]
        self.files.add(place)
        if place.endswith(".md"):
            name = f"{name[:-3]}.html"
        return f"{name}#{anchor}" if anchor else name


def as_list(diagram: str) -> str:
    """A Mermaid diagram as a list of what leads to what, for pages that draw none.

    Raises:
        ValueError: it has a line of another kind.
    """
    head, *lines = [line for line in diagram.splitlines() if line.strip()]
    labels: dict[str, str] = {}
    found = []
    for line in lines:
        match = FLOW.fullmatch(line) or RELATION.fullmatch(line)
        if match is None:
            raise ValueError(f"{head}: a list cannot say `{line.strip()}`; see tools/hosted/documents.py.")
        found.append(match)
        for end in ("above", "below"):
            label = match.groupdict().get(f"{end}_label")
            labels[match[end]] = label or labels.get(match[end], match[end])

    def box(name: str) -> str:
        title, _, more = labels[name].partition("<br/>")
        return f"<strong>{html.escape(title)}</strong>" + (f" ({html.escape(more)})" if more else "")

    items = []
    for match in found:
        key = match.groupdict().get("key")
        arrow = f" → <code>{key}</code> → " if key else " → "
        items.append(f"<li>{box(match['above'])}{arrow}{box(match['below'])}</li>")
    return f"<ul>{''.join(items)}</ul>\n"


def changed(tokens: Iterable[Token], document: Document) -> str:
    """Give headings their names and links their places; the page's title."""
    title, names = "", set[str]()
    before: Token | None = None
    for token in tokens:
        if before is not None and before.type == "heading_open" and token.type == "inline":
            said = "".join(child.content for child in token.children or [])
            title = title or said
            name = slug(said)
            # GitHub counts names that come again
            number = sum(1 for known in names if re.fullmatch(rf"{re.escape(name)}(-\d+)?", known))
            name = f"{name}-{number}" if name in names else name
            names.add(name)
            before.attrSet("id", name)
        for child in token.children or []:
            for attribute in ("href", "src"):
                value = child.attrGet(attribute)
                if isinstance(value, str):
                    child.attrSet(attribute, document.link(value))
        before = token
    return title


def as_html(text: str, document: Document) -> tuple[str, str]:
    """A page's title and its content as HTML; comments are left out."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL))
    title = changed(tokens, document)
    for token in tokens:
        if token.type == "fence" and token.info.strip() == "mermaid":
            token.type, token.content = "html_block", as_list(token.content)
    content = markdown.renderer.render(tokens, markdown.options, {})
    first, *tables = content.split("<table>")
    # a table that is wider than the window scrolls in itself, by keyboard too
    for number, table in enumerate(tables, 1):
        label = html.escape(f"{title}, {number}")
        first += f'<div class="frame" role="region" tabindex="0" aria-label="{label}"><table>{table}'
    return title, first.replace("</table>", "</table></div>").replace("<pre>", '<pre tabindex="0">')


def write_documents(site: Path, template: jinja2.Template, given: Mapping[str, object]) -> dict[str, str]:
    """Write every page below the site's folder, and copy what they lead to; the titles by the paths of the pages in the project."""
    titles, files = {}, set[str]()
    for path in paths():
        top = relpath(".", PurePosixPath(path).parent) + "/"
        document = Document(path, top, set())
        title, content = as_html((ROOT / path).read_text(encoding="utf-8"), document)
        place = site / f"{path[:-3]}.html"
        place.parent.mkdir(parents=True, exist_ok=True)
        language = "zh-CN" if "zh-CN" in path else "en"
        place.write_text(
            template.render(**given, title=title, content=content, top=top, language=language), encoding="utf-8"
        )
        titles[path] = title
        files |= document.files
    for file in sorted(files - set(titles)):
        source = ROOT / file
        if source.is_dir():
            raise ValueError(f"A page leads to the folder {file}, which a site cannot show: name a file.")
        (site / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, site / file)
    return titles
