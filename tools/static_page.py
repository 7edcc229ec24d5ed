"""Move the page that `dbt docs generate --static` wrote to target/static_index.html, so that all of it is seen.

dbt's page lays a model's details out on one line and lets them scroll away: access and contract are out of sight on a
laptop. And it is 960 pixels wide at least: on a narrower window texts are cut off. Its graph of one KPI would have every
model and every export, since the sums of all KPIs are taken together: the graph is drawn as the pictures of docs/lineage are.
What a model depends on is listed in full on its page.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tools.lineage import COMMON, OF_EVERY_KPI, OF_ONE_KPI, PASSED_OVER
from tools.project import ROOT

READ = ROOT / "target/docs/static_index.html"
PAGE = ROOT / "target/static_index.html"
# Boxes close to one another, so that the letters are large enough; private models and arrows in a fuller colour.
LAYOUT = {
    '"target-distance-from-node":"10px","source-distance-from-node":"5px","line-color":"#006f8a"': '"target-distance-from-node":"10px","source-distance-from-node":"5px","line-color":"#6fb3c4"',
    'content:"data(label)","font-weight":300,"font-family"': 'content:"data(label)","font-weight":500,"font-family"',
    'name:"dagre",rankDir:"LR",rankSep:200,edgeSep:30,nodeSep:50': 'name:"dagre",rankDir:"LR",rankSep:90,edgeSep:6,nodeSep:14',
    """'node[access="private"]',style:{"background-opacity":.2""": """'node[access="private"]',style:{"background-opacity":.55""",
}
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


def drawn(parents: dict[str, list[str]]) -> dict[str, list[str]]:
    """What each node reads in the graph: without what every KPI reads, without models of parsed rows, and each KPI with its
    own records in the place of those of all.

    Args:
        parents: what each node reads, by dbt's unique ids.
    """

    def name(node: str) -> str:
        return node.split(".")[2]

    def is_shown(parent: str, node: str) -> bool:
        return name(parent) not in COMMON or name(node) in COMMON

    def unparsed(node: str) -> set[str]:
        read = {parent for parent in parents.get(node, []) if is_shown(parent, node)}
        passed = {parent for parent in read if PASSED_OVER.fullmatch(name(parent)) and name(parent) not in COMMON}
        return (read - passed).union(*map(unparsed, passed))

    shown = {}
    for node in parents:
        kept = unparsed(node)
        if name(node) in OF_EVERY_KPI:
            kept -= {one for one in kept if name(one).startswith("records_") or name(one) in OF_ONE_KPI}
        records = node.replace(".kpi_", ".records_")
        if records != node and records in parents:
            kept.add(records)
        shown[node] = sorted(kept)
    return shown


def with_graph(page: str) -> str:
    """The page with the edges that its graph draws: those of `parent_map`, which it reads for nothing else.

    Raises:
        ValueError: it has no such map, or more than one.
    """
    for old, new in LAYOUT.items():
        if page.count(old) != 1:
            raise ValueError(f"dbt's page has no `{old}` any more: see how tools/static_page.py can lay its graph out.")
        page = page.replace(old, new)
    before, *after = page.split('"parent_map": ')
    if len(after) != 1:
        raise ValueError(
            "dbt's page has no parent_map any more, or several: see how tools/static_page.py can change its graph."
        )
    parents, end = json.JSONDecoder().raw_decode(after[0])
    return f'{before}"parent_map": {json.dumps(drawn(parents))}{after[0][end:]}'


def write(source: Path, target: Path) -> None:
    """Write the page anew; the source goes."""
    target.write_text(with_graph(with_style(source.read_text(encoding="utf-8"))), encoding="utf-8")
    source.unlink()


def main() -> int:
    """Move the page."""
    write(READ, PAGE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
