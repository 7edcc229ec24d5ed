"""Print how large the project is: models, tests, the depth of the graph, metrics, pages and what a new KPI takes.

`make figures` parses the project and runs this. Counts are those of the default systems.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from graphlib import TopologicalSorter
from pathlib import Path

from tools.new_kpi import TODO, files
from tools.project import ROOT, Project, is_step, layer

MANIFEST = ROOT / "target/lineage/manifest.json"
# The first line of a page that a command writes.
MARK = "<!-- Written by "
LONGEST = 5

Graph = Mapping[str, Iterable[str]]


def longest_path(parents: Graph) -> list[str]:
    """The longest chain of nodes, each of which reads the one before it; of several the first by name."""
    paths: dict[str, list[str]] = {}
    for node in TopologicalSorter(parents).static_order():
        before = max((paths[parent] for parent in sorted(parents[node])), key=len, default=[])
        paths[node] = [*before, node]
    return max((paths[node] for node in sorted(paths)), key=len, default=[])


def path_count(parents: Graph) -> int:
    """The number of ways from a node that reads none to a node that none reads."""
    ways: dict[str, int] = {}
    for node in TopologicalSorter(parents).static_order():
        ways[node] = sum(ways[parent] for parent in parents[node]) or 1
    read = {parent for held in parents.values() for parent in held}
    return sum(number for node, number in ways.items() if node not in read)


def line_count(paths: Iterable[Path]) -> int:
    """The lines of the files."""
    return sum(len(path.read_text(encoding="utf-8").splitlines()) for path in paths)


def word_count(text: str) -> int:
    """The words of a page: what holds a letter or a digit, outside code and without the bars of tables."""
    plain = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL).replace("|", " ")
    return sum(any(sign.isalnum() for sign in word) for word in plain.split())


def pages(root: Path) -> tuple[dict[Path, int], dict[Path, int]]:
    """The words of each page of docs/ that is kept by hand, and of each that a command writes."""
    texts = {path: path.read_text(encoding="utf-8") for path in sorted((root / "docs").rglob("*.md"))}
    words = {path: word_count(text) for path, text in texts.items()}
    written = {path for path, text in texts.items() if text.startswith(MARK)}
    return (
        {path: number for path, number in words.items() if path not in written},
        {path: number for path, number in words.items() if path in written},
    )


def figures(project: Project, root: Path = ROOT) -> list[tuple[str, str]]:
    """What is measured, and the figure."""
    models = {node["unique_id"]: node for node in project.models}
    parents = {name: {p for p in node["depends_on"]["nodes"] if p in models} for name, node in models.items()}
    path = [models[name]["name"] for name in longest_path(parents)]
    core = [node for node in project.models if layer(node) == "core"]
    lengths = {node["name"]: line_count([root / node["original_file_path"]]) for node in project.models}
    longest = sorted(lengths, key=lambda name: (-lengths[name], name))[:LONGEST]
    units = [test for test in project.manifest["unit_tests"].values() if test["package_name"] == "sales_kpis"]
    by_hand, written = pages(root)
    begun = files("new_kpi")
    return [
        ("models, seeds", f"{len(models)}, {len(project.seeds)}"),
        ("data tests, unit tests", f"{len(project.tests)}, {len(units)}"),
        ("depth of the graph, in models", str(len(path))),
        ("longest path", " > ".join(path)),
        ("paths through the models", f"{path_count(parents):.2g}"),
        ("public tables", str(len(project.marts))),
        ("models in core, and steps below it", f"{sum(not is_step(node) for node in core)}, {sum(map(is_step, core))}"),
        ("lines of dbt_project.yml", str(line_count([root / "dbt_project.yml"]))),
        ("metrics", str(len(project.manifest["metrics"]))),
        ("lines of semantic YAML", str(line_count((root / "models/semantic").glob("*.yml")))),
        ("longest models, in lines", ", ".join(f"{name} {lengths[name]}" for name in longest)),
        ("pages of docs kept by hand, words", f"{len(by_hand)}, {sum(by_hand.values()):,}"),
        ("pages of docs that commands write, words", f"{len(written)}, {sum(written.values()):,}"),
        (
            "words of README.md, CONTRIBUTING.md",
            ", ".join(
                f"{word_count((root / name).read_text(encoding='utf-8')):,}"
                for name in ("README.md", "CONTRIBUTING.md")
            ),
        ),
        (
            "files that `make new-kpi` begins, with a TODO",
            f"{len(begun)}, {sum(TODO in new for new in begun.values())}",
        ),
    ]


def main() -> int:
    """Print a line for each figure."""
    found = figures(Project(json.loads(MANIFEST.read_text(encoding="utf-8"))))
    width = max(len(name) for name, _ in found)
    print("\n".join(f"{name:{width}}  {figure}" for name, figure in found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
