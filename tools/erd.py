"""Draw the entities of core: docs/erd.md, from the contracts and tests that dbt parsed.

`make lineage` parses the project and runs this beside the pictures of the KPIs; `--check` compares and writes nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from tools.project import ROOT, Node, Project, layer

PAGE = ROOT / "docs/erd.md"
MANIFEST = ROOT / "target/lineage/manifest.json"
# What is drawn, in the order of the page, and the column that is unique in it.
ENTITIES = {
    "dim_customers": "customer_id",
    "dim_accounts": "account_id",
    "dim_reps": "rep_id",
    "dim_teams": "team_id",
    "fct_leads": "lead_id",
    "fct_prospects": "prospect_id",
    "fct_activities": "activity_id",
    "fct_meetings": "meeting_id",
    "fct_deals": "deal_id",
    "fct_subscriptions": "subscription_id",
    "fct_presentation_sessions": "session_id",
}
# The entity that an id of this name means.
OWNERS = {
    "customer_id": "dim_customers",
    "account_id": "dim_accounts",
    "rep_id": "dim_reps",
    "team_id": "dim_teams",
    "lead_id": "fct_leads",
    "deal_id": "fct_deals",
}
# Every fact has an owner; drawn, these lines would cross all others.
SAID_IN_WORDS = {"rep_id", "team_id"}
HEADER = """<!-- Written by `make lineage`. -->

# The entities of core

The facts and dimensions of core, and how their ids meet. A line is solid where a test requires that the id is found, and dashed where the other record may be missing: nobody owns it, or the export lacks
it. Every id keeps its text, so a join never invents a match. Owners are not drawn: the `rep_id` and `team_id` of a fact are in `dim_reps` and `dim_teams`, with `unassigned` for none. Not drawn are the calendar
(`dim_periods`), definitions and targets (`dim_kpis`, `dim_targets`), and what is derived by period (`fct_customer_periods`): their descriptions name their keys.

"""


def grain_of(project: Project, node: Node) -> list[str]:
    """The columns that a mart's test of the grain names; none where it has no such test."""
    for test in project.tests_of(node):
        metadata = test.get("test_metadata") or {}
        if metadata.get("name") == "grain":
            return list(metadata["kwargs"]["columns"])
    return []


def tested(project: Project) -> set[tuple[str, str, str]]:
    """Each tested relation: table, column, and the table that holds it."""
    found = set()
    for test in project.tests:
        metadata = test.get("test_metadata") or {}
        child = (test.get("attached_node") or "").rsplit(".", 1)[-1]
        if metadata.get("name") == "relationships":
            parents = [name.rsplit(".", 1)[-1] for name in test["depends_on"]["nodes"]]
            [parent] = [name for name in parents if name != child] or [child]
            found.add((child, metadata["kwargs"]["column_name"], parent))
        elif metadata.get("name") == "known_reps":
            found |= {(child, "rep_id", "dim_reps"), (child, "team_id", "dim_teams")}
    return found


def entity(node: Node, key: str) -> list[str]:
    """An entity's box: its key, the ids that it holds, its dates and amounts."""
    lines = [f"  {node['name']} {{"]
    for name, column in node["columns"].items():
        is_id = name in OWNERS and name != key
        is_shown = name.endswith(("_on", "_at", "_amount")) or name in {"outcome", "status", "native_mrr"}
        if name == key or is_id or is_shown:
            mark = " PK" if name == key else " FK" if is_id else ""
            lines.append(f"    {column['data_type']} {name}{mark}")
    return [*lines, "  }"]


def relations(nodes: dict[str, Node], found: set[tuple[str, str, str]]) -> list[str]:
    """A line for each id that means another entity."""
    lines = []
    for name, node in nodes.items():
        for column in node["columns"]:
            parent = OWNERS.get(column)
            if column in SAID_IN_WORDS and name.startswith("fct_"):
                continue
            if parent and parent != name and parent in nodes:
                child_end = "||" if column == ENTITIES[name] else "o{"
                link = "--" if (name, column, parent) in found else ".."
                parent_end = "||" if link == "--" else "|o"
                lines.append(f'  {parent} {parent_end}{link}{child_end} {name} : "{column}"')
    return lines


def page(project: Project) -> str:
    """The text of docs/erd.md.

    Raises:
        ValueError: an entity is no public core model any more, or its grain is another.
    """
    core = {node["name"]: node for node in project.marts if layer(node) == "core"}
    nodes = {name: core[name] for name in ENTITIES if name in core}
    odd = [name for name, key in ENTITIES.items() if name not in core or grain_of(project, core[name]) != [key]]
    if odd:
        raise ValueError(f"the column that tools/erd.py names is not the grain of: {', '.join(odd)}")
    drawn = [line for name, node in nodes.items() for line in entity(node, ENTITIES[name])]
    rows = [
        f"| `{name}` | {' '.join(node['description'].split()).split('. ')[0].rstrip('.')} |"
        for name, node in nodes.items()
    ]
    lines = [
        "```mermaid",
        "erDiagram",
        *relations(nodes, tested(project)),
        *drawn,
        "```",
        "",
        "| entity | one row |",
        "|---|---|",
        *rows,
    ]
    return HEADER + "\n".join(lines) + "\n"


def main() -> int:
    """Write the page, or say whether it is up to date."""
    parser = argparse.ArgumentParser(prog="python -m tools.erd", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--manifest", type=Path, default=MANIFEST)
    asked = parser.parse_args()
    text = page(Project(json.loads(asked.manifest.read_text(encoding="utf-8"))))
    if not asked.check:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if PAGE.read_text(encoding="utf-8") != text:
        print(f"{PAGE.relative_to(ROOT)} is not what the project is any more: make lineage", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
