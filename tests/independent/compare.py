"""Compare the KPI tables of a warehouse with the independent computation, cell by cell.

`python -m tests.independent.compare --warehouse FILE --exports DIR --vars '{...}'`
The exit status is 1 where they differ.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from .api import compute

KEY = ("period_type", "period_start", "scope_type", "scope_id")
SKIPPED = "kpi_row_id"
RELATIVE, ABSOLUTE = 1e-9, 1e-6
Row = dict[str, Any]


@dataclass
class Differences:
    """Differences by KPI and column (or kind), each as (key, expected, found)."""

    found: dict[tuple[str, str], list[tuple[Any, Any, Any]]] = field(default_factory=lambda: defaultdict(list))
    rows: int = 0
    cells: int = 0

    def add(self, kpi: str, column: str, key: object, expected: object, found: object) -> None:
        """Note one difference."""
        self.found[kpi, column].append((key, expected, found))

    def report(self, examples: int = 3) -> str:
        """A compact text of all differences."""
        total = sum(len(listed) for listed in self.found.values())
        lines = [f"{self.rows} rows and {self.cells} cells compared, {total} differences"]
        for (kpi, column), listed in sorted(self.found.items()):
            lines.append(f"{kpi}.{column}: {len(listed)}")
            for key, expected, found in listed[:examples]:
                lines.append(f"    {key}: expected {expected!r}, found {found!r}")
        return "\n".join(lines)


def plain(value: object) -> object:
    """A value as both sides hold it: decimals as floats, timestamps at midnight as dates."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return value.date()
    return value


def is_same(expected: object, found: object) -> bool:
    """Whether two cells agree: numbers to a tolerance, everything else exactly."""
    expected, found = plain(expected), plain(found)
    if expected is None or found is None:
        return expected is found
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    if isinstance(expected, int | float) and isinstance(found, int | float):
        return math.isclose(expected, found, rel_tol=RELATIVE, abs_tol=ABSOLUTE)
    return expected == found


def key_of(row: Row) -> tuple[Any, ...]:
    """A row's key within its KPI."""
    return tuple(plain(row[name]) for name in KEY)


def read_tables(warehouse: Path, schema: str = "main") -> dict[str, tuple[list[str], list[Row]]]:
    """Columns and rows of every `kpi_*` table that has a `kpi_id` and a `period_start`."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        names = connection.execute(
            "select table_name from information_schema.columns where table_schema = ? and table_name like 'kpi\\_%' "
            "escape '\\' and column_name in ('kpi_row_id', 'is_mature') group by 1 having count(*) = 2",
            [schema],
        ).fetchall()
        found = {}
        for (name,) in names:
            cursor = connection.execute(f'select * from "{schema}"."{name}"')
            columns = [column[0] for column in cursor.description]
            found[name] = (columns, [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()])
    return found


def compare_columns(kpi: str, expected: list[str], columns: list[str], differences: Differences) -> None:
    """Note columns that only one side has, and another order."""
    there = [name for name in columns if name != SKIPPED]
    for name in expected:
        if name not in there:
            differences.add(kpi, "<column missing>", name, name, None)
    for name in there:
        if name not in expected:
            differences.add(kpi, "<column unexpected>", name, None, name)
    if sorted(there) == sorted(expected) and there != expected:
        differences.add(kpi, "<column order>", "", expected, there)
    if columns[:1] != [SKIPPED]:
        differences.add(kpi, "<column order>", "first", SKIPPED, columns[:1])


def compare_table(kpi: str, expected: list[Row], columns: list[str], rows: list[Row], out: Differences) -> None:
    """Compare one KPI."""
    wanted = {key_of(row): row for row in expected}
    there: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        if key_of(row) in there:
            out.add(kpi, "<row twice>", key_of(row), None, row.get("kpi_value"))
        there[key_of(row)] = row
    if len({row.get(SKIPPED) for row in rows}) != len(rows):
        out.add(kpi, SKIPPED, "", "unique", "not unique")
    if expected:
        compare_columns(kpi, list(expected[0]), columns, out)
    for key, row in wanted.items():
        if key not in there:
            out.add(kpi, "<row missing>", key, {"value": row["kpi_value"], "status": row["value_status"]}, None)
    for key, row in there.items():
        if key not in wanted:
            out.add(kpi, "<row unexpected>", key, None, {n: row.get(n) for n in ("kpi_value", "value_status")})
            continue
        out.rows += 1
        for name, value in wanted[key].items():
            if name in row:
                out.cells += 1
                if not is_same(value, row[name]):
                    out.add(kpi, name, key, plain(value), plain(row[name]))


def compare(expected: Mapping[str, list[Row]], tables: Mapping[str, tuple[list[str], list[Row]]]) -> Differences:
    """Compare computed KPIs with the tables of a warehouse."""
    out = Differences()
    for kpi, rows in expected.items():
        if f"kpi_{kpi}" not in tables:
            out.add(kpi, "<table missing>", "", f"kpi_{kpi}", None)
            continue
        columns, found = tables[f"kpi_{kpi}"]
        compare_table(kpi, rows, columns, found, out)
    return out


def text_of(value: object) -> str:
    """JSON's text of a day."""
    return value.isoformat() if isinstance(value, date) else str(value)


def main() -> int:
    """Compare, print the report, and say by the exit status whether all agrees."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--warehouse", required=True, type=Path)
    parser.add_argument("--exports", type=Path, default=None, help="folder of exports; none: the demo in the seeds")
    parser.add_argument("--reference", type=Path, default=None)
    parser.add_argument("--vars", default="{}", help="variables as JSON")
    parser.add_argument("--kpi", action="append", help="only these KPIs")
    parser.add_argument("--examples", type=int, default=3)
    parser.add_argument("--json", type=Path, help="write every difference here")
    given = parser.parse_args()
    expected = compute(given.exports, given.reference, variables=json.loads(given.vars))
    if given.kpi:
        expected = {kpi: expected[kpi] for kpi in given.kpi}
    differences = compare(expected, read_tables(given.warehouse))
    print(differences.report(given.examples))
    if given.json:
        listed = {f"{kpi}.{column}": rows for (kpi, column), rows in differences.found.items()}
        given.json.write_text(json.dumps(listed, default=text_of, indent=1), encoding="utf-8")
    return 1 if differences.found else 0


if __name__ == "__main__":
    sys.exit(main())
