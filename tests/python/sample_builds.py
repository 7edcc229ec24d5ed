"""Compare what is built from a system's sample with what is built from the same part of the demo company in the generic form."""

from __future__ import annotations

import csv
import fcntl
import math
import os
import re
import shutil
import time
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from tools.dbt_runs import BUILD, DATABASE, Run, run_all
from tools.demo.sample import Sample, generic_rows, sample
from tools.demo.tables import Row
from tools.golden import is_kpi_table
from tools.project import ROOT
from tools.support_page import read
from tools.warehouse import mart_tables

Tables = dict[str, list[Row]]
# A row of a KPI by period type, period start, scope type and scope, and its cells by column.
Key = tuple[str, str, str, str]
Cells = dict[str, Any]
AS_OF = "2026-10-14"
# What the samples are compared by; the variant of this name, a system by itself, is built whole.
WHOLE = "alone"
COMPARED = ("--select", "+kpi_scorecard", "+path:models/kpis", "+rejected_records", "+left_out_records")
INSTANT = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}):\d{2}Z")
# The key holds the scope's id.
NOT_COMPARED = {"kpi_row_id"}


@cache
def part() -> Sample:
    """The part of the demo company that all samples tell of; do not change it."""
    return sample(ROOT / "seeds" / "reference")


def cut_to_minutes(tables: Mapping[str, Sequence[Row]]) -> Tables:
    """Generic rows as a CRM leaves them that writes no seconds."""
    return {
        name: [{column: INSTANT.sub(r"\1:00Z", cell) for column, cell in row.items()} for row in rows]
        for name, rows in tables.items()
    }


def write_tables(folder: Path, tables: Mapping[str, Sequence[Row]]) -> Path:
    """Write tables that have rows as `<name>.csv` into a folder, which is made where it is not there; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        if rows:
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as handle:
                writer = csv.DictWriter(handle, list(rows[0]), lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)
    return folder


def copy_seeds(system: str, folder: Path) -> Path:
    """Copy the committed clean files of a system to `<folder>/<system>/<export>.csv`; return the folder."""
    (folder / system).mkdir(parents=True)
    for path in sorted((ROOT / "seeds" / "exports" / system).glob(f"{system}__*.csv")):
        shutil.copy(path, folder / system / path.name.removeprefix(f"{system}__"))
    return folder


def shared_targets() -> list[Row]:
    """The committed targets but those of single reps, which name reps by ids that each system gives anew."""
    path = ROOT / "seeds" / "reference" / "kpi_targets.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        return [row for row in csv.DictReader(handle) if row["scope_type"] != "rep"]


@cache
def whole_part() -> Path:
    """The warehouse of the whole part in the generic form, built once for all processes of a run of tests; read it only."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = ROOT / "target/samples" / run
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        # freed when the file is closed, by the end of a process too
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "built").exists():
            for other in folder.parent.iterdir():
                if other.stat().st_mtime < time.time() - 3600:
                    shutil.rmtree(other, ignore_errors=True)
            build(folder, {"generic": (["generic"], write_tables(folder / "exports", generic_rows(part())))})
            (folder / "built").touch()
    return folder / "generic" / f"{DATABASE}.duckdb"


def build(
    work: Path,
    variants: Mapping[str, tuple[Sequence[str], Path] | tuple[Sequence[str], Path, Sequence[str]]],
    variables: Mapping[str, Any] | None = None,
) -> dict[str, Path]:
    """Build each variant (name: systems, folder of exports, models if not all) without its tests; return the warehouses.

    A file of targets is written into each folder. `variables` are further ones of dbt, for all of them. The variant
    `alone` is built whole, of the others what is compared, or the models that are named.

    Raises:
        AssertionError: a build failed.
    """
    for _, folder, *_ in variants.values():
        write_tables(folder, {"kpi_targets": shared_targets()})
    runs = [
        Run(
            name,
            BUILD if name == WHOLE else (*BUILD, "--select", *models[0]) if models else (*BUILD, *COMPARED),
            {"systems": list(systems), "exports_dir": str(folder), "as_of_date": AS_OF} | dict(variables or {}),
        )
        for name, (systems, folder, *models) in variants.items()
    ]
    outcomes = run_all(runs, work)
    failed = {name: outcome.message for name, outcome in outcomes.items() if outcome.message}
    assert not failed, failed
    return {name: outcome.warehouse for name, outcome in outcomes.items()}


def supported(system: str, how: str) -> set[str]:
    """The KPIs that a system's exports give in full, by proxy or not at all (not_possible), as kpi_support says."""
    rows = read(ROOT / "seeds/reference/kpi_support.csv")
    return {row["kpi_id"] for row in rows if row["system"] == system and row["support"] == how}


def beside_subscriptions(system: str) -> set[str]:
    """The KPIs that are as in the generic form where subscriptions stand beside a system's exports."""
    exports = {"leads", "deals", "activities", "meetings", "subscriptions"}
    rows = read(ROOT / "seeds/reference/kpi_definitions.csv")
    given = {row["kpi_id"] for row in rows if set(row["required_exports"].split(";")) <= exports}
    return given - supported(system, "proxy")


def query(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def kpi_ids(warehouse: Path) -> list[str]:
    """The KPIs that were built; there are some, or a comparison of them would compare nothing."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        found = [name.removeprefix("kpi_") for name in mart_tables(connection) if is_kpi_table(connection, name)]
    assert found, warehouse
    return found


def kpi_cells(warehouse: Path, kpi_id: str, reps: Mapping[str, str] | None = None) -> dict[Key, Cells]:
    """The rows of a KPI; ids of reps are replaced by those that `reps` gives for them."""
    names = reps or {}
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        cursor = connection.execute(f"select * from kpi_{kpi_id}")
        columns = [column[0] for column in cursor.description or []]
        rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    cells: dict[Key, Cells] = {}
    for row in rows:
        scope = row["scope_id"]
        row["scope_id"] = names.get(scope, scope) if row["scope_type"] == "rep" else scope
        cells[row["period_type"], str(row["period_start"]), row["scope_type"], row["scope_id"]] = row
    return cells


def same(left: Any, right: Any) -> bool:
    """Whether two cells are the same, numbers up to the last digits of a sum."""
    if isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-9)
    return bool(left == right)


def differences(
    expected: Mapping[Key, Cells], found: Mapping[Key, Cells], ignored: Collection[str] = ()
) -> dict[str, list[str]]:
    """Where two builds' rows of a KPI differ: by column, or `rows` where only one has the row; empty where nowhere."""
    faults: dict[str, list[str]] = {}
    for key in sorted(expected.keys() ^ found.keys()):
        faults.setdefault("rows", []).append(f"{key} only {'expected' if key in expected else 'found'}")
    for key in sorted(expected.keys() & found.keys()):
        for column, cell in expected[key].items():
            left_out = column in NOT_COMPARED or column in ignored
            if not left_out and not same(cell, found[key].get(column)):
                faults.setdefault(column, []).append(f"{key}: {cell!r} expected, {found[key].get(column)!r} found")
    return faults


def all_differences(
    expected: Path, found: Path, reps: Mapping[str, str], ignored: Collection[str] = (), slices: bool = True
) -> dict[str, dict[str, list[str]]]:
    """The differences of two warehouses by KPI and column.

    Args:
        expected: a warehouse.
        found: another.
        reps: the expected id of a rep by the one that is found.
        ignored: columns that are not compared.
        slices: whether slices are compared; not where the systems have words of their own for segments and sources.
    """

    def cells(warehouse: Path, kpi_id: str, names: Mapping[str, str]) -> dict[Key, Cells]:
        rows = kpi_cells(warehouse, kpi_id, names)
        return {key: row for key, row in rows.items() if slices or key[2] in ("company", "team", "rep")}

    pairs = {
        kpi_id: differences(cells(expected, kpi_id, {}), cells(found, kpi_id, reps), ignored)
        for kpi_id in kpi_ids(expected)
    }
    return {kpi_id: columns for kpi_id, columns in pairs.items() if columns}


def told(differing: Mapping[str, Mapping[str, Sequence[str]]]) -> str:
    """Differences as an assertion shows them: the first of each KPI and column, and how many there are."""
    lines = [
        f"{kpi_id}.{column}: {len(faults)}, for example {faults[0]}"
        for kpi_id, columns in differing.items()
        for column, faults in columns.items()
    ]
    return "\n" + "\n".join(lines)
