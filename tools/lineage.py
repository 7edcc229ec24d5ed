"""Write docs/lineage/<kpi>.md, a picture of each KPI from export to reader.

They are drawn from dbt's manifest as Mermaid text, which GitHub and most editors show as a picture.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from itertools import groupby, pairwise
from operator import itemgetter
from pathlib import Path

from tools.project import ROOT, Node, Project, layer

PAGES = ROOT / "docs/lineage"
MARK = "<!-- Written by `make lineage`. -->"
MANIFEST = ROOT / "target/lineage/manifest.json"
# What every KPI reads and no picture shows -> what it is there for.
COMMON = {
    "dim_as_of": "the day that the numbers are as of",
    "base_dates__earliest": "the day that the numbers are as of",
    "dim_periods": "the calendar",
    "dim_period_days": "the calendar",
    "dim_reps": "who is in which team",
    "dim_teams": "who is in which team",
    "int_export_rows": "which exports there are",
    "dim_exports": "which exports there are",
    "dim_kpis": "the definition, the target settings and the trust in its exports",
    "kpi_definitions": "the definition, the target settings and the trust in its exports",
    "dim_targets": "the targets",
    "dim_period_targets": "the targets",
    "dim_record_traits": "what a record is about: segment, source, country, type of deal",
    "dim_record_slices": "what a record is about: segment, source, country, type of deal",
    "int_crosswalk": "who is who: merges, matches and test records",
    "int_system_keys": "who is who: merges, matches and test records",
    "settings": "the numbers that users may change",
    "time_zones": "the zones of the files",
    "test_record_rules": "which records are tests",
}
# Layer -> its title in the picture, from top to bottom.
TITLES = {
    "export": "Exports 导出文件",
    "staging": "Staging 清洗",
    "intermediate": "Intermediate 整合",
    "reference": "Reference 参考数据",
    "core": "Core 核心表",
    "record": "Records 计入的记录",
    "kpi": "KPI 指标",
    "scorecard": "Scorecards 记分卡",
    "exposure": "Read by 使用者",
}
SCORECARD = "kpi_scorecard"
# Models with the rows of every KPI; and of what they read, besides the records, what is of one KPI alone -> that KPI.
VALUES = "kpi_values"
OF_EVERY_KPI = {"kpi_records", "kpi_sums", VALUES}
OF_ONE_KPI = {"dim_brand_sets": "share_of_voice", "kpi_customer_lifetime_value_sums": "customer_lifetime_value"}
# Models that one other stands in for in the pictures: parsed rows.
PASSED_OVER = re.compile(r"base_.*")
# From top to bottom, with close boxes and narrow names, so that the letters stay large on one screen.
LAYOUT = (
    '%%{init: {"flowchart": {"nodeSpacing": 10, "rankSpacing": 22, "padding": 8,'
    ' "subGraphTitleMargin": {"top": 2, "bottom": 14}}}}%%'
)


class Chain:
    """What a KPI is made of and who reads it, with staging of all systems in one box a kind of record."""

    def __init__(self, project: Project, kpi: Node) -> None:
        self.project = project
        self.kpi = kpi
        self.edges: set[tuple[str, str]] = set()
        self.boxes: dict[str, str] = {}
        self.members: dict[str, set[str]] = defaultdict(set)
        self._walk_up(kpi)
        self._walk_down(kpi)

    def _walk_up(self, start: Node) -> None:
        queue, seen = [start], {start["unique_id"]}
        while queue:
            node = queue.pop()
            for parent in self._parents(node):
                self._edge(parent, node)
                if parent["unique_id"] not in seen:
                    seen.add(parent["unique_id"])
                    queue.append(parent)

    def _parents(self, node: Node) -> list[Node]:
        """What a node reads of the KPI; a model that is passed over gives what it reads itself."""
        if node["resource_type"] != "model":
            return []
        found: dict[str, Node] = {}
        for parent in self.project.parents(node):
            if parent["name"] in COMMON or (node["name"] in OF_EVERY_KPI and self._is_of_another_kpi(parent)):
                continue
            chain = self._parents(parent) if PASSED_OVER.fullmatch(parent["name"]) else [parent]
            found |= {one["unique_id"]: one for one in chain}
        return list(found.values())

    def _is_of_another_kpi(self, node: Node) -> bool:
        """Whether a model is of one KPI alone, which is not that of the chain."""
        name = node["name"]
        owner = name.removeprefix("records_") if name.startswith("records_") else OF_ONE_KPI.get(name)
        return owner is not None and self.kpi["name"] != f"kpi_{owner}"

    def _walk_down(self, kpi: Node) -> None:
        """The shortest way from the KPI's rows to the scorecard, and the exposures that read it or else the KPI itself."""
        [values] = [node for node in self.project.parents(kpi) if node["name"] == VALUES]
        way = self._way_to_scorecard(values)
        for above, below in pairwise(way):
            self._edge(above, below)
        for exposure in self.project.manifest["exposures"].values():
            read = set(exposure["depends_on"]["nodes"])
            reader_of = next((node for node in (way[-1], kpi) if node["unique_id"] in read), None)
            if reader_of:
                self._edge(reader_of, exposure)

    def _way_to_scorecard(self, start: Node) -> list[Node]:
        """The models from a model to the scorecard, both included.

        Raises:
            ValueError: the scorecard does not read the model at any distance.
        """
        ways = deque([[start]])
        seen = {start["unique_id"]}
        while ways:
            way = ways.popleft()
            if way[-1]["name"] == SCORECARD:
                return way
            for child in self.project.manifest["child_map"][way[-1]["unique_id"]]:
                if child.startswith("model.") and child not in seen:
                    seen.add(child)
                    ways.append([*way, self.project.nodes[child]])
        raise ValueError(f"{SCORECARD} does not read {start['name']}")

    def _edge(self, above: Node, below: Node) -> None:
        first, second = self._box(above), self._box(below)
        if first != second:
            self.edges.add((first, second))

    def _box(self, node: Node) -> str:
        """The box that a node is in, made where it is new."""
        name = node["name"]
        if node["resource_type"] == "exposure":
            box, column = name, "exposure"
        else:
            column = layer(node)
            box = f"stg_{name.partition('__')[2]}" if column == "staging" else name
        self.boxes[box] = column
        self.members[box].add(node.get("label") or name)
        return box

    def exports(self) -> dict[frozenset[str], list[str]]:
        """The exports, those together that feed the same boxes."""
        fed: dict[str, set[str]] = defaultdict(set)
        for above, below in self.edges:
            if self.boxes[above] == "export":
                fed[above].add(below)
        together: dict[frozenset[str], list[str]] = defaultdict(list)
        for name in sorted(fed):
            together[frozenset(fed[name])].append(name)
        return together


def without_shortcuts(edges: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The edges less those that a longer way says too."""
    below: dict[str, set[str]] = defaultdict(set)
    for first, second in edges:
        below[first].add(second)

    def reached(start: str) -> set[str]:
        found: set[str] = set()
        queue = list(below[start])
        while queue:
            name = queue.pop()
            if name not in found:
                found.add(name)
                queue += below[name]
        return found

    far = {name: set().union(*(reached(other) for other in below[name])) for name in list(below)}
    return sorted((first, second) for first in list(below) for second in below[first] if second not in far[first])


def label(names: Iterable[str]) -> str:
    """The names that a box holds; those of one kind of record have their kind once, below their systems."""
    systems: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        system, joint, kind = name.rpartition("__")
        systems[kind].append(system + joint)
    lines = [line for kind, held in systems.items() for line in [*filter(None, held), kind]]
    return "<br/>".join(lines)


def diagram(chain: Chain) -> list[str]:
    """The picture of a KPI as lines of Mermaid."""
    boxes: dict[str, list[str]] = {n: sorted(chain.members[n]) for n, c in chain.boxes.items() if c != "export"}
    columns = {name: chain.boxes[name] for name in boxes}
    edges = {edge for edge in chain.edges if edge[0] in boxes}
    for number, (fed, names) in enumerate(sorted(chain.exports().items(), key=lambda item: item[1]), 1):
        box = f"exports_{number}"
        boxes[box], columns[box] = names, "export"
        edges |= {(box, name) for name in fed}
    lines = ["```mermaid", LAYOUT, "flowchart TB"]
    for column, title in TITLES.items():
        held = sorted(name for name in boxes if columns[name] == column)
        if held:
            lines.append(f'  subgraph {column}_layer["{title}"]')
            lines += [f'    {name}["{label(boxes[name])}"]' for name in held]
            lines.append("  end")
    for first, pairs in groupby(without_shortcuts(edges), key=itemgetter(0)):
        lines.append(f"  {first} --> {' & '.join(second for _, second in pairs)}")
    lines += [f"  style {chain.kpi['name']} stroke-width:3px", "```"]
    return lines


def common_lines(names: Iterable[str]) -> list[str]:
    """What is left out of a picture, by what it is there for."""
    by_use: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        by_use[COMMON[name]].append(f"`{name}`")
    return [f"- {', '.join(held)}: {use}" for use, held in sorted(by_use.items())]


def kpi_page(project: Project, kpi: Node, definition: Mapping[str, str]) -> str:
    """The page of a KPI."""
    chain = Chain(project, kpi)
    lines = [
        MARK,
        "",
        f"# {definition['name_en']} · {definition['name_zh']}",
        "",
        f"{definition['question']} [How to read the picture](../lineage.md#how-to-read-a-picture).",
        "",
        *diagram(chain),
    ]
    return "\n".join(lines) + "\n"


def index_page(definitions: Iterable[Mapping[str, str]], left_out: Iterable[str]) -> str:
    """The list of the pages, and what no picture shows."""
    lines = [MARK, "", "# Lineage of each KPI · 各指标的数据血缘", ""]
    lines += ["How to read them: [../lineage.md](../lineage.md).", ""]
    lines += [f"- [{row['name_en']} · {row['name_zh']}]({row['kpi_id']}.md)" for row in definitions]
    lines += ["", "Not drawn, because every KPI reads it:", "", *common_lines(left_out)]
    return "\n".join(lines) + "\n"


def definitions() -> list[dict[str, str]]:
    """The KPIs' definitions, in their order."""
    with (ROOT / "seeds/reference/kpi_definitions.csv").open(encoding="utf-8", newline="") as handle:
        return sorted(csv.DictReader(handle), key=lambda row: int(row["kpi_order"]))


def pages(project: Project) -> dict[Path, str]:
    """Every page by its path."""
    rows = definitions()
    kpis = {node["name"].removeprefix("kpi_"): node for node in project.models if layer(node) == "kpi"}
    written = {PAGES / f"{row['kpi_id']}.md": kpi_page(project, kpis[row["kpi_id"]], row) for row in rows}
    return {PAGES / "README.md": index_page(rows, COMMON), **written}


def main() -> int:
    """Write the pages from target/lineage/manifest.json, or with --check say which are not up to date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    stale = []
    for path, text in pages(Project(json.loads(MANIFEST.read_text(encoding="utf-8")))).items():
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(path.relative_to(ROOT).as_posix())
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    if check and stale:
        print(f"not up to date: {', '.join(stale)}; run make lineage", file=sys.stderr)
        return 1
    print(f"{len(stale)} pages written" if stale else "every page is up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main())
