"""Write the column tables of docs/scorecard_schema.md from what dbt parsed: every version of every versioned mart.

The text of the page is written by hand; what stands between the two marks is replaced. `dbt parse` comes first.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from tools.project import ROOT, Node

PAGE = ROOT / "docs/scorecard_schema.md"
MANIFEST = ROOT / "target/manifest.json"
BEGIN, END = "<!-- columns: begin -->", "<!-- columns: end -->"


def versioned(manifest: dict[str, Any]) -> list[Node]:
    """The models that have versions, by name and version."""
    models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model" and node.get("version")]
    return sorted(models, key=lambda node: (node["name"], str(node["version"])))


def column_tables(manifest: dict[str, Any]) -> str:
    """A heading and a table of columns for each versioned model."""
    lines = []
    for node in versioned(manifest):
        state = "latest" if node["version"] == node["latest_version"] else "older"
        if node.get("deprecation_date"):
            state += f", stands until {str(node['deprecation_date'])[:10]}"
        lines += ["", f"### {node['name']}, version {node['version']} ({state}): table `{node['alias']}`", ""]
        lines += [" ".join(node["description"].split()), "", "| column | type | meaning |", "|---|---|---|"]
        for column in node["columns"].values():
            kind = "double" if column["data_type"].startswith("double") else column["data_type"]
            words = " ".join(column["description"].split()).replace("|", "\\|")
            lines.append(f"| {column['name']} | {kind} | {words} |")
    return "\n".join(lines).strip("\n")


def page(text: str, manifest: dict[str, Any]) -> str:
    """The page with its tables brought up to date.

    Raises:
        ValueError: a mark is missing.
    """
    before, mark, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not mark or not end:
        raise ValueError(f"{PAGE.name} lacks {BEGIN} or {END}")
    return f"{before}{BEGIN}\n\n{column_tables(manifest)}\n\n{END}{after}"


def main() -> int:
    """Write the page, or with --check say whether it is up to date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    text = PAGE.read_text(encoding="utf-8")
    wanted = page(text, json.loads(MANIFEST.read_text(encoding="utf-8")))
    if not arguments.check:
        PAGE.write_text(wanted, encoding="utf-8", newline="\n")
        return 0
    if text == wanted:
        return 0
    print(f"{PAGE.relative_to(ROOT)} is not what the models say: run python -m tools.schema_page", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
