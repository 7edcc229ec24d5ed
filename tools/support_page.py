"""Write docs/systems/README.md: what each system's exports give for each KPI, from seeds/reference/kpi_support.csv."""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

from tools.project import ROOT

PAGE = ROOT / "docs/systems/README.md"
NAMES = {
    "generic": "generic",
    "salesforce": "Salesforce",
    "hubspot": "HubSpot",
    "pipedrive": "Pipedrive",
    "zoho": "Zoho CRM",
    "fxiaoke": "纷享销客",
}
WORDS = {"full": "full", "proxy": "proxy", "not_possible": "–"}
HEAD = """# Systems, and what their exports give for each KPI

Written by `python -m tools.support_page` from `seeds/reference/kpi_support.csv`.

- **full**: as defined.
- **proxy**: from something that stands for what the system does not export; the reason says what.
- **–**: not possible from this system's exports alone. Every row of the KPI is `no_data`, and `kpi_scorecard` says why. Bring what is missing in the
  [generic form](../exports.md) beside the system's files: `systems: [hubspot, generic]`.

After a build `dim_kpi_support` says the same of the files that were really there.
"""


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def page(seeds: Path) -> str:
    """The page as text."""
    support = {(row["system"], row["kpi_id"]): row for row in read(seeds / "kpi_support.csv")}
    kpis = [row["kpi_id"] for row in read(seeds / "kpi_definitions.csv")]
    systems = [name for name in NAMES if any(system == name for system, _ in support)]
    lines = [HEAD, "| KPI | " + " | ".join(NAMES[name] for name in systems) + " |", "|---" * (len(systems) + 1) + "|"]
    for kpi in kpis:
        lines.append(f"| {kpi} | " + " | ".join(WORDS[support[name, kpi]["support"]] for name in systems) + " |")
    lines += ["", "## Why"]
    for name in systems:
        reasons: dict[tuple[str, str], list[str]] = {}
        for kpi in kpis:
            row = support[name, kpi]
            if row["support"] != "full":
                reasons.setdefault((row["support"], row["reason_en"]), []).append(kpi)
        title = f"[{NAMES[name]}]({name}.md)" if name != "generic" else "[generic](../exports.md)"
        lines += ["", f"### {title}", ""]
        lines += [f"- {', '.join(ids)}: {WORDS[kind]}. {reason}" for (kind, reason), ids in reasons.items()]
        if not reasons:
            lines.append("Every KPI, if you bring the files.")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the page, or with --check say whether it is up to date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    text = page(ROOT / "seeds/reference")
    if not parser.parse_args().check:
        PAGE.write_text(text, encoding="utf-8", newline="\n")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    print(f"{PAGE.relative_to(ROOT)} is not what kpi_support gives: run python -m tools.support_page", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
