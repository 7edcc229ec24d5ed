"""Two systems that hold some of the same leads and companies: counted once, ids kept, all cells computed twice."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.independent.api import compute
from tests.independent.compare import compare, read_tables
from tools.dbt_runs import BUILD, Run, run_all
from tools.demo.sample import generic_rows, sample
from tools.project import ROOT

VARIABLES = {"systems": ["salesforce", "generic"]}


def write_generic(folder: Path) -> None:
    """The sample's records under ids of their own, as a second CRM would hold them, spelled otherwise."""
    for name, rows in generic_rows(sample(ROOT / "seeds/reference")).items():
        made = [dict(row) for row in rows if name != "subscriptions"]
        for row in made:
            for column in [column for column in row if column.endswith("_id") and row[column]]:
                row[column] = f"g{row[column][:15]}"
            if name == "leads":
                row["email"] = row["email"].upper()
            if name == "accounts":
                row["name"] = f" {row['name'].upper()}."
        if not made:
            continue
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, list(made[0]))
            writer.writeheader()
            writer.writerows(made)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The warehouse and the variables it was built with."""
    work = tmp_path_factory.mktemp("two_systems")
    folder = work / "exports"
    folder.mkdir()
    for path in (ROOT / "seeds/exports/salesforce").glob("*.csv"):
        name = "".join(word.title() for word in path.stem.split("__")[1].split("_"))
        shutil.copy(path, folder / f"{name}.csv")
    shutil.copy(ROOT / "seeds/exports/generic/generic__subscriptions.csv", folder / "subscriptions.csv")
    write_generic(folder)
    variables = VARIABLES | {"exports_dir": str(folder)}
    outcome = run_all([Run("both", BUILD, variables)], work)["both"]
    assert outcome.message == ""
    return outcome.warehouse, variables


def query(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_every_cell_agrees_with_the_independent_computation(built: tuple[Path, dict[str, Any]]) -> None:
    warehouse, variables = built
    differences = compare(compute(variables=variables), read_tables(warehouse))
    assert differences.cells > 50_000
    assert not differences.found, "\n" + differences.report()


def test_a_lead_in_both_systems_counts_once(built: tuple[Path, dict[str, Any]]) -> None:
    warehouse, _ = built
    matched = dict(query(warehouse, "select record_type, count(*) from matched_records group by 1"))
    assert matched["leads"] > 600
    assert matched["accounts"] > 80
    ((leads, emails),) = query(
        warehouse,
        "select count(*), count(distinct email) from intermediate.int_leads_unified"
        " inner join fct_leads using (lead_id) inner join matched_records on lead_id = matched_record_id",
    )
    assert leads == emails == matched["leads"]


def test_ids_are_kept(built: tuple[Path, dict[str, Any]]) -> None:
    """Both ids stand in matched_records, the later system's under its own prefix."""
    warehouse, _ = built
    assert query(
        warehouse,
        "select distinct system_name, split_part(record_id, ':', 1), split_part(matched_record_id, ':', 1)"
        " from matched_records",
    ) == [("generic", "generic", "salesforce")]


def test_a_rep_in_both_systems_is_one(built: tuple[Path, dict[str, Any]]) -> None:
    warehouse, _ = built
    found = query(warehouse, "select split_part(rep_id, ':', 1), count(*) from dim_reps where is_in_export group by 1")
    assert found == [("salesforce", 15)]


def test_activities_of_the_second_system_hang_on_the_lead_that_counts(built: tuple[Path, dict[str, Any]]) -> None:
    warehouse, _ = built
    ((activities, of_first_system),) = query(
        warehouse,
        "select count(*), count(*) filter (where lead_id like 'salesforce:%') from fct_activities"
        " where activity_id like 'generic:%'",
    )
    assert activities > 1_400
    assert of_first_system / activities > 0.9
