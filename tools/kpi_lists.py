"""Write the lists of KPIs that properties files have to spell out, from macros/kpis/kpi_ids.sql and kpi_definitions.

A contract names every column and an exposure every table, and YAML knows no loops. What is between two marks is
replaced: `# kpis NAME: begin` and `# kpis NAME: end`.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import fill

from tools.project import ROOT

IDS = ROOT / "macros/kpis/kpi_ids.sql"
DEFINITIONS = ROOT / "seeds/reference/kpi_definitions.csv"
WIDE = "models/scorecard/kpi_scorecard_wide.yml"
REPS = "models/scorecard/rep_scorecard.yml"
EXPOSURES = "models/exposures/_exposures.yml"
WIDTH = 120
MARKS = re.compile(
    r"(?P<begin> *# kpis (?P<name>\w+): begin[^\n]*\n)(?P<held>.*?)(?P<end> *# kpis (?P=name): end\n)", re.DOTALL
)


@dataclass(frozen=True)
class Kpi:
    """A KPI as the lists need it.

    Attributes:
        kpi_id: its id.
        name: its name within a sentence.
        measure: what it is, in words and with its unit.
        is_band: whether its target has two bounds.
        is_of_reps: whether it is measured for reps.
    """

    kpi_id: str
    name: str
    measure: str
    is_band: bool
    is_of_reps: bool

    @property
    def targets(self) -> list[str]:
        """The columns of its target."""
        return ["target_low", "target_high"] if self.is_band else ["target"]


def within(name: str) -> str:
    """A name within a sentence: its first letter small, unless the word is an abbreviation."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def kpis() -> list[Kpi]:
    """The KPIs in the order of the one list."""
    with DEFINITIONS.open(encoding="utf-8", newline="") as lines:
        rows = {row["kpi_id"]: row for row in csv.DictReader(lines)}
    found = []
    for kpi_id, marks in re.findall(r"^ +'(\w+)': \[([^\]]*)\],$", IDS.read_text(encoding="utf-8"), re.MULTILINE):
        if kpi_id not in rows:
            raise SystemExit(f"{IDS.name} names {kpi_id}, and {DEFINITIONS.name} has no row of it: write the row first")
        row = rows[kpi_id]
        unit = {"rate": "1 is 100 %", "currency": "in the reporting currency"}.get(row["unit"], row["unit"])
        measure = f"{row['name_en']} ({unit}): {row['measure']}"
        found.append(Kpi(kpi_id, within(row["name_en"]), measure, "'band'" in marks, "'company_only'" not in marks))
    return found


def column(name: str, description: str, kind: str = "double") -> str:
    """A column of a properties file; `description` is a text or one of dbt's doc blocks."""
    text = f"        description: {json.dumps(description, ensure_ascii=False) if '{{' in description or ': ' in description else description}"
    if len(text) > WIDTH:
        text = "        description: >-\n" + fill(
            description, WIDTH, initial_indent=" " * 10, subsequent_indent=" " * 10, break_on_hyphens=False
        )
    return f"      - name: {name}\n{text}\n        data_type: {kind}\n"


def wide_columns(kpi: Kpi) -> Iterator[str]:
    """The columns of a KPI in kpi_scorecard_wide."""
    yield column(f"{kpi.kpi_id}_value", f"{kpi.measure}; NULL where there is none.")
    texts = {"target": "Target", "target_low": "Lower bound of the target", "target_high": "Upper bound of the target"}
    for name in kpi.targets:
        yield column(f"{kpi.kpi_id}_{name}", f"{texts[name]} of {kpi.name}; NULL where there is none.")
    yield column(f"{kpi.kpi_id}_attainment", f"How far {kpi.name} reaches its target; 1 is reached.")
    yield column(f"{kpi.kpi_id}_status", f"Verdict on {kpi.name}, as target_status of kpi_scorecard.", "string")
    yield column(
        f"{kpi.kpi_id}_value_status",
        f"How far the value of {kpi.name} can be used, as value_status of kpi_scorecard.",
        "string",
    )


def rep_values(kpi: Kpi) -> Iterator[str]:
    """The columns of a KPI in rep_scorecard that come first."""
    yield column(kpi.kpi_id, f"{kpi.measure}.")
    yield column(f"{kpi.kpi_id}_status", "{{ doc('target_status') }}", "string")


def rep_comparisons(kpi: Kpi) -> Iterator[str]:
    """The columns of a KPI in rep_scorecard that come last."""
    for name in kpi.targets:
        yield column(f"{kpi.kpi_id}_{name}", f"{{{{ doc('{'target_value' if name == 'target' else name}') }}}}")
    yield column(f"{kpi.kpi_id}_percentile", "{{ doc('rep_percentile') }}")
    yield column(f"{kpi.kpi_id}_team_value", "{{ doc('rep_team_value') }}")


def tables(kpi: Kpi) -> Iterator[str]:
    """The table of a KPI in the exposure of the dashboard, which reads them by their list."""
    yield f"      - ref('kpi_{kpi.kpi_id}')\n"


LISTS = {"wide": wide_columns, "rep_values": rep_values, "rep_comparisons": rep_comparisons, "tables": tables}


def renewed(text: str, listed: list[Kpi]) -> str:
    """A file with its lists brought up to date; what is there keeps its place, since a table's columns follow it."""

    def renew(mark: re.Match[str]) -> str:
        name, held = mark["name"], mark["held"]

        def place(kpi: Kpi) -> int:
            found = re.search(rf"\b(name: |kpi_){kpi.kpi_id}(_value|_target|_target_low)?\b", held)
            return found.start() if found else len(held)

        chosen = [kpi for kpi in listed if kpi.is_of_reps or not name.startswith("rep_")]
        lines = "".join(text for kpi in sorted(chosen, key=place) for text in LISTS[name](kpi))
        return mark["begin"] + lines + mark["end"]

    return MARKS.sub(renew, text)


def main() -> int:
    """Write the lists, or with --check say which file is not up to date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    listed, stale = kpis(), []
    for path in (ROOT / name for name in (WIDE, REPS, EXPOSURES)):
        text = path.read_text(encoding="utf-8")
        new = renewed(text, listed)
        if new != text:
            stale.append(path.relative_to(ROOT).as_posix())
            if not check:
                path.write_text(new, encoding="utf-8", newline="\n")
    if check and stale:
        print(f"{', '.join(stale)}: not what kpi_definitions says; run python -m tools.kpi_lists", file=sys.stderr)
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
