"""Begin a KPI: `make new-kpi NAME=average_deal_size` writes its files and rows with their shared columns.

What only you can know is marked TODO; the definition is that of a monthly rate of which more is better. What else
a KPI needs, and what other kinds there are, is in CONTRIBUTING.md.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
from pathlib import Path

from tools.project import ROOT
from tools.support_page import read

IDS = ROOT / "macros/kpis/kpi_ids.sql"
SEEDS = ROOT / "seeds/reference"
TABLES = ROOT / "models/kpis/_kpis.yml"
RECORDS = ROOT / "models/kpis/records/_records.yml"
# The KPI whose shared columns and definition the new one begins with.
LIKE = "presentation_engagement"
TODO = "TODO"
RECORD_SQL = """-- TODO: which records count, and on which day.
select
    'deals' as export,
    deal_id as record_id,
    lead_id,
    customer_id,
    rep_id,
    team_id,
    closed_on as counted_on,
    1 as numerator,
    1 as denominator,
    1 as units,
    true as is_counted,
    false as is_unknown,
    'counted' as reason,
    amount as record_value,
    'currency' as record_unit
from {{ ref('fct_deals') }}
where closed_on is not null
"""
TABLE_SQL = """select {{{{ kpi_shared_columns() }}}}
from {{{{ ref('kpi_values') }}}} as kpi_rows
where kpi_rows.kpi_id = '{name}'
"""


def properties(path: Path, prefix: str, name: str, description: str) -> str:
    """A properties file with the new model after the last, in the shared columns of the one that it begins with."""
    text = path.read_text(encoding="utf-8")
    found = re.search(rf"  - name: {prefix}{LIKE}\n.*?(?=\n  - name: |\Z)", text, re.DOTALL)
    assert found, f"{path}: no {prefix}{LIKE}"
    shared = "".join(re.findall(r"^      - \*\w+\n", found[0].partition("    columns:\n")[2], re.MULTILINE))
    key = (
        "      - *grain\n"
        if "*grain" in found[0]
        else found[0].split("    data_tests:\n")[1].split("    columns:\n")[0]
    )
    block = f"  - name: {prefix}{name}\n    description: {description}\n    data_tests:\n{key}    columns:\n{shared}"
    return f"{text.rstrip()}\n\n{block}"


def with_row(path: Path, row: dict[str, str]) -> str:
    """A seed with one row more at its end; what it does not name is empty."""
    text = path.read_text(encoding="utf-8")
    line = io.StringIO()
    csv.DictWriter(line, next(csv.reader([text.splitlines()[0]])), lineterminator="\n").writerow(row)
    return text.rstrip("\n") + "\n" + line.getvalue()


def files(name: str) -> dict[Path, str]:
    """The files that begin a KPI, as they are to be written."""
    definitions = read(SEEDS / "kpi_definitions.csv")
    like = next(row for row in definitions if row["kpi_id"] == LIKE)
    texts = [
        column for column in like if column.startswith(("name_", "question", "measure", "owner", "action", "known"))
    ]
    row = like | dict.fromkeys(texts, TODO)
    row |= {"kpi_id": name, "kpi_order": str(len(definitions) + 1), "required_exports": "deals"}
    ids = IDS.read_text(encoding="utf-8")
    return {
        ROOT / f"models/kpis/records/records_{name}.sql": RECORD_SQL,
        ROOT / f"models/kpis/kpi_{name}.sql": TABLE_SQL.format(name=name),
        IDS: ids.replace("    } -%}\n", f"        '{name}': [],\n    }} -%}}\n", 1),
        SEEDS / "kpi_definitions.csv": with_row(SEEDS / "kpi_definitions.csv", row),
        SEEDS / "kpi_support.csv": with_row(
            SEEDS / "kpi_support.csv", {"system": "generic", "kpi_id": name, "support": "full"}
        ),
        TABLES: properties(TABLES, "kpi_", name, f"One row per period type, period and scope. {TODO}."),
        RECORDS: properties(RECORDS, "records_", name, f"One row per {TODO}."),
    }


def main() -> int:
    """Write the files of a new KPI, and name them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name")
    name = parser.parse_args().name
    if not re.fullmatch(r"[a-z][a-z0-9_]{2,39}", name):
        parser.error(
            f"{name!r} is no name of a KPI: small letters, digits and _, 3 to 40 of them, such as average_deal_size"
        )
    if any(row["kpi_id"] == name for row in read(SEEDS / "kpi_definitions.csv")):
        parser.error(f"{name} is a KPI already: kpi_definitions has a row of it")
    for path, text in files(name).items():
        path.write_text(text, encoding="utf-8", newline="\n")
        print(path.relative_to(ROOT).as_posix())
    print("Replace every TODO in them, then: python -m tools.kpi_lists")
    return 0


if __name__ == "__main__":
    main()
