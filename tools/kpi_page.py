"""Write docs/kpis.md: what each KPI asks, from its row of kpi_definitions, its text in models/docs/kpis.md and its metrics."""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict

import yaml

from tools.project import ROOT
from tools.support_page import read

PAGE = ROOT / "docs/kpis.md"
DEFINITIONS = ROOT / "seeds/reference/kpi_definitions.csv"
TEXTS = ROOT / "models/docs/kpis.md"
METRICS = ROOT / "models/semantic/metrics.yml"
HEAD = """<!-- Written by `make pages` from seeds/reference/kpi_definitions.csv and models/docs/kpis.md. -->

# The KPIs, for those who lead by them

What each KPI asks and counts, how its target is read, what to do when it is off target, and how it can be gamed. The table of a KPI is `kpi_` and its name; the columns named here are in it, and its
description (`make docs`) has the edge cases. Each KPI is there by week, month, quarter and year; its official frequency is the period to decide by.

- **Attainment** is value / target where higher is better, and target / value where lower is. Inside a band it is 100 %, outside the ratio to the nearer border. On target is 100 % and more, at risk from
  90 % (retention has bounds of its own in the targets), off target below.
- **Too early, too few.** A period that is not over is not judged, nor one with fewer cases than the minimum, nor a cohort that is not mature.
- **Own targets.** Rates and durations of a rep without a target are measured by the team's target, then by the company's. Counts and amounts need targets of their own, since ten reps do not each owe the
  company's ten new customers.
"""
SIDES = {"higher": "higher is better", "lower": "lower is better", "band": "a band, such as 4 to 7"}
# What is for analysts, who read it in the description of the table.
LEFT_OUT = ("- **Period and scope**", "- **Edge cases**")


def texts() -> dict[str, str]:
    """The text of each KPI's table, by the KPI."""
    blocks = re.findall(r"{% docs kpi_(\w+) %}\n(.*?){% enddocs %}", TEXTS.read_text(encoding="utf-8"), re.DOTALL)
    return {kpi: text.strip() for kpi, text in blocks}


def metrics() -> dict[str, list[str]]:
    """The metrics that belong to each KPI, by the KPI."""
    found: dict[str, list[str]] = defaultdict(list)
    for metric in yaml.safe_load(METRICS.read_text(encoding="utf-8"))["metrics"]:
        found[metric.get("config", {}).get("meta", {}).get("kpi_id", "")].append(metric["name"])
    return found


def target(row: dict[str, str]) -> str:
    """How the target of a KPI is read."""
    parts = [f"{SIDES[row['direction']]}; decided by the {row['official_frequency']}"]
    if int(row["min_sample"]):
        parts.append(f", from {row['min_sample']} cases on")
    if int(row["maturity_days"]):
        parts.append(f", {row['maturity_days']} days after the end of the period")
    return "".join(parts)


def page() -> str:
    """The text of the page."""
    held, measured = texts(), metrics()
    lines = [HEAD]
    for row in sorted(read(DEFINITIONS), key=lambda row: int(row["kpi_order"])):
        text = held.get(row["kpi_id"], f"- **Formula**: {row['measure']}.")
        points = [line for line in text.splitlines() if line.startswith("- ")]
        lines += [f"## {row['kpi_id']}", "", f"**{row['question']}**", ""]
        lines += [line for line in points if not line.startswith(LEFT_OUT)]
        lines += [f"- **Target**: {target(row)}.", f"- **Off target**: {row['action_en']}"]
        lines.append(f"- **Gamed by**: {row['known_gaming']}")
        names = ", ".join(f"`{name}`" for name in measured[row["kpi_id"]])
        lines += [f"- **[Metrics](metrics.md)**: {names}", ""] if names else [""]
    return "\n".join(lines)


def main() -> int:
    """Write the page, or with --check say whether it is up to date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    text = page()
    if not parser.parse_args().check:
        PAGE.write_text(text, encoding="utf-8", newline="\n")
        return 0
    if PAGE.read_text(encoding="utf-8") == text:
        return 0
    print(f"{PAGE.relative_to(ROOT)} is not what the KPIs say: run make pages", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
