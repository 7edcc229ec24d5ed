"""Write docs/systems/README.md, docs/systems/generic.md, docs/reference_seeds.md and docs/mapping_keys.md.

The first says what each system's exports give for each KPI, from seeds/reference/kpi_support.csv; the second lists the
columns of the generic form, from the contracts; the third the seeds of reference data, from their descriptions; the
fourth the keys of a mapping file, from its schema.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path
from typing import Any

import yaml

from tools.project import ROOT

PAGE = ROOT / "docs/systems/README.md"
GENERIC = ROOT / "docs/systems/generic.md"
REFERENCE = ROOT / "docs/reference_seeds.md"
KEYS = ROOT / "docs/mapping_keys.md"
SCHEMA = ROOT / "tools/importer/mapping.schema.json"
CONTRACTS = ROOT / "seeds/exports/generic/_generic__exports.yml"
NAMES = {
    "generic": "generic",
    "salesforce": "Salesforce",
    "hubspot": "HubSpot",
    "pipedrive": "Pipedrive",
    "zoho": "Zoho CRM",
    "fxiaoke": "纷享销客",
}
WORDS = {"full": "full", "proxy": "proxy", "not_possible": "–"}
HEAD = """<!-- Written by `make pages` from seeds/reference/kpi_support.csv. -->

# Systems, and what their exports give for each KPI

- **full**: as defined.
- **proxy**: from something that stands in for what the system does not export; the reason says what.
- **–**: not possible from this system's exports alone: no CRM holds subscriptions, surveys or presentation sessions. Every row of the KPI is `no_data`, and `kpi_scorecard` gives the reason. Bring
  what is missing in the [generic form](../exports.md) beside the system's files: `systems: [hubspot, generic]`. Its files use the CRM's own ids of accounts, leads and deals. With sessions there,
  follow_up_time counts the e-mails and text messages that the CRM exports.

After a build `dim_kpi_support` shows the same for the files that were really there, with the reasons in English and Chinese.
"""
COMMON = """## What holds for every CRM

- **How to export.** Set the language of the CRM to English where you can, and export all fields and all records: what is not exported cannot be linked. Give the importer the files as
  they come, zipped or not, with the time zone of the account (`--time-zone`) where the CRM writes times without one.
- **Two steps.** The importer writes clean files: UTF-8, times in UTC, the columns of `seeds/exports/<system>/_<system>__exports.yml`. dbt reads these. English, Spanish and Chinese labels are known; add
  others in `tools/importer/mappings/<system>.yml`.
- **Required** are the ids, and what a page names. A file without ids gets them [from its rows](../importing.md#how-a-file-is-recognised).
- **A day without a time** is [that day in the reporting time zone](../decisions/0010-a-day-without-a-time-is-that-day-not-a-moment-of-it.md).
- **Owners.** An owner whom no list of users names is a user too, without a team. Where owners are names, a name that means one user gives that user's id, else the id is a digest of the name:
  no name of a person becomes a key. The name of a user is the CRM's full name, else first name, space, last name; Chinese and Korean names are always written last name first, without a space.
- **Looked up by name.** A name means the one record that has it, whatever its capitals. A name that several records share, or none has, leads nowhere. An id, where the file has one, goes before the name.
- **Currency.** A blank currency is the reporting currency. The close date of an open deal is a plan and is dropped.
- **Deleted and test records.** What the CRM deletes it does not export, unless its page says otherwise; test records are found by `test_record_rules`.
- **Answers to invitations.** Only Salesforce exports them. Elsewhere a meeting counts as accepted unless it was canceled (method `outcome_proxy`).
"""
KEYS_HEAD = """<!-- Written by `make pages` from tools/importer/mapping.schema.json. -->

# The keys of a mapping file

[import_mappings.md](import_mappings.md) explains how to write one. The schema has these texts too, for editors that show them. `*` marks a key that is required.
"""
REFERENCE_HEAD = """<!-- Written by `make pages` from the descriptions in seeds/reference/*.yml. -->

# The seeds of reference data

[reference_data.md](reference_data.md) explains how to replace them.

| seed | columns | what to know before editing it |
|---|---|---|
"""
GENERIC_HEAD = """<!-- Written by `make pages` from seeds/exports/generic/_generic__exports.yml. -->

# The generic form

One file per export, [prepared as exports.md says](../exports.md). A file without a required column stops the build; a row without a usable cell in it goes to `rejected_records`.
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
    titles = [f"[{NAMES[name]}]({name}.md)" for name in systems]
    lines = [HEAD, "| KPI | " + " | ".join(titles) + " |", "|---" * (len(systems) + 1) + "|"]
    for kpi in kpis:
        lines.append(f"| {kpi} | " + " | ".join(WORDS[support[name, kpi]["support"]] for name in systems) + " |")
    lines += ["", COMMON, "## What the proxies are"]
    for name in systems:
        reasons: dict[str, list[str]] = {}
        for kpi in kpis:
            if support[name, kpi]["support"] == "proxy":
                reasons.setdefault(support[name, kpi]["reason_en"], []).append(kpi)
        if reasons:
            lines += ["", f"### [{NAMES[name]}]({name}.md)", ""]
            lines += [f"- {', '.join(ids)}: {reason}" for reason, ids in reasons.items()]
    return "\n".join(lines) + "\n"


def empty_means(contract: dict[str, Any]) -> str:
    """What an empty cell of a column comes to."""
    if contract.get("required"):
        return "**required**"
    default = str(contract.get("default", "")).lower()
    return "var `reporting_currency`" if "reporting_currency" in default else default


def meaning(column: dict[str, Any], contract: dict[str, Any]) -> str:
    """The description of a column, with what its cells may hold."""
    text = " ".join(column["description"].split()).rstrip(".")
    if "accepted" in contract:
        text += ": " + ", ".join(f"`{value}`" for value in contract["accepted"])
    if "max" in contract:
        text += f", {contract['min']} to {contract['max']}"
    elif "min" in contract:
        text += f", {contract['min']} and more"
    return text


def generic_page(seeds: Path) -> str:
    """The columns of the generic form."""
    kpis = {row["kpi_id"]: row["required_exports"].split(";") for row in read(seeds / "kpi_definitions.csv")}
    lines = [GENERIC_HEAD]
    for seed in yaml.safe_load(CONTRACTS.read_text(encoding="utf-8"))["seeds"]:
        meta = seed["config"]["meta"]
        needed = [kpi for kpi, exports in kpis.items() if meta["export"] in exports]
        grain = " ".join(seed["description"].split())
        lines += [f"## {meta['export']}", ""]
        lines.append(grain + (f" Required by {', '.join(needed)}." if needed else ""))
        lines += ["", "| column | type | where it is empty | meaning |", "|---|---|---|---|"]
        for column in seed["columns"]:
            if column["name"] != "_row":
                contract = column["config"]["meta"]
                key = " (key)" if column["name"] in meta["key"] else ""
                cells = [column["name"] + key, contract["type"], empty_means(contract), meaning(column, contract)]
                lines.append(f"| {' | '.join(cells)} |")
        lines.append("")
    return "\n".join(lines)


def reference_page(seeds: Path) -> str:
    """The seeds of reference data: their columns, and what to know of each."""
    lines = []
    for path in sorted(seeds.glob("*.yml"), reverse=True):
        for seed in yaml.safe_load(path.read_text(encoding="utf-8")).get("seeds", []):
            columns = ", ".join(column["name"] for column in seed["columns"])
            lines.append(f"| {seed['name']} | {columns} | {' '.join(seed['description'].split())} |")
    return REFERENCE_HEAD + "\n".join(lines) + "\n"


def keys_page() -> str:
    """The keys of a mapping file."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    lines = [KEYS_HEAD]
    for title, part in (("The file", schema), ("An export", schema["$defs"]["export"])):
        lines += [f"## {title}", "", "| key | meaning |", "|---|---|"]
        for key, value in part["properties"].items():
            mark = "*" if key in part["required"] else ""
            lines.append(f"| `{key}`{mark} | {value['markdownDescription']} |")
        lines.append("")
    return "\n".join(lines)


def main() -> int:
    """Write the pages, or with --check say whether they are up to date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    seeds = ROOT / "seeds/reference"
    check, stale = parser.parse_args().check, []
    written = {
        PAGE: page(seeds),
        GENERIC: generic_page(seeds),
        REFERENCE: reference_page(seeds),
        KEYS: keys_page(),
    }
    for path, text in written.items():
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(path.relative_to(ROOT).as_posix())
        if not check:
            path.write_text(text, encoding="utf-8", newline="\n")
    if check and stale:
        print(f"not up to date: {', '.join(stale)}; run make pages", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
