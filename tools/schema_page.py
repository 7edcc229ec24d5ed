"""Write docs/scorecard_columns.md from what dbt parsed: the columns of every version of every versioned mart.

`make pages` parses the project and runs this.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from collections import defaultdict
from typing import Any

from tools.project import ROOT, Node

PAGE = ROOT / "docs/scorecard_columns.md"
MANIFEST = ROOT / "target/lineage/manifest.json"
HEAD = """<!-- Written by `make pages`, from the contracts of the models. -->

# Columns of the scorecard

How they are read and how they change: [scorecard_schema.md](scorecard_schema.md). Types are DuckDB's; `string` is varchar.
"""
# What a column that every KPI has is about, by the end of its name.
OF_EACH_KPI = {
    "value": "Value of the KPI, in its unit; NULL where there is none.",
    "target": "Target; NULL where there is none.",
    "target_low": "Lower bound of a target that is a band.",
    "target_high": "Upper bound of a target that is a band.",
    "attainment": "How far the value reaches the target; 1 is reached.",
    "status": "Verdict, as target_status of kpi_scorecard.",
    "value_status": "How far the value can be used, as value_status of kpi_scorecard.",
}


def versioned(manifest: dict[str, Any]) -> list[Node]:
    """The models that have versions, by name and version."""
    models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model" and node.get("version")]
    return sorted(models, key=lambda node: (node["name"], str(node["version"])))


def kpi_ids() -> list[str]:
    """The KPIs, in their order."""
    with (ROOT / "seeds/reference/kpi_definitions.csv").open(encoding="utf-8", newline="") as handle:
        return [row["kpi_id"] for row in csv.DictReader(handle)]


def rows(node: Node) -> list[tuple[str, str, str]]:
    """Name, type and meaning of each column; those that every KPI has once, and both languages of a text together."""
    kpis = kpi_ids()
    own = re.compile(f"({'|'.join(kpis)})_({'|'.join(OF_EACH_KPI)})")
    found: list[tuple[str, str, str]] = []
    of_kpis: dict[tuple[str, str], list[str]] = defaultdict(list)
    for column in node["columns"].values():
        name = column["name"]
        kind = column["data_type"]
        words = " ".join(column["description"].split()).replace("|", "\\|")
        match = own.fullmatch(name)
        if match:
            of_kpis[match[2], kind].append(match[1])
        elif words.startswith("The same in Simplified Chinese"):
            english = next(place for place, row in enumerate(found) if row[0] == f"{name.removesuffix('_zh')}_en")
            found[english] = (f"{found[english][0]}, {name}", kind, found[english][2].replace(", in English", ""))
        else:
            found.append((name, kind, words))
    for (end, kind), held in of_kpis.items():
        few = held if len(held) <= len(kpis) / 2 else [kpi for kpi in kpis if kpi not in held]
        who = "every KPI" if not few else f"{'' if few is held else 'every KPI but '}{', '.join(few)}"
        found.append((f"`<kpi>_{end}`", kind, f"{OF_EACH_KPI[end]} For {who}."))
    return found


def page(manifest: dict[str, Any]) -> str:
    """The text of the page: a heading and a table of columns for each versioned model."""
    lines = [HEAD]
    told: set[tuple[str, str, str]] = set()
    for node in versioned(manifest):
        state = "latest" if node["version"] == node["latest_version"] else "older"
        if node.get("deprecation_date"):
            state += f", until {str(node['deprecation_date'])[:10]}"
        lines += [f"## {node['name']}, version {node['version']} ({state}): table `{node['alias']}`", ""]
        lines += ["| column | type | meaning |", "|---|---|---|"]
        new = [row for row in rows(node) if row not in told]
        lines += [f"| {name} | {kind} | {words} |" for name, kind, words in new]
        again = [name for name, kind, words in rows(node) if (name, kind, words) in told]
        lines += ["", f"As above: {', '.join(again)}.", ""] if again else [""]
        told.update(new)
    return "\n".join(lines).rstrip("\n") + "\n"


def main() -> int:
    """Write the page, or with --check say whether it is up to date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    wanted = page(json.loads(MANIFEST.read_text(encoding="utf-8")))
    if not arguments.check:
        PAGE.write_text(wanted, encoding="utf-8", newline="\n")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == wanted:
        return 0
    print(f"{PAGE.relative_to(ROOT)} is not what the models say: run make pages", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
