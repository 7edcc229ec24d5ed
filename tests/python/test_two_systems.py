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
from tools.dbt_runs import BUILD, Outcome, Run, run_all
from tools.demo.sample import generic_rows, sample
from tools.project import ROOT

VARIABLES = {"systems": ["salesforce", "generic"]}
# Kinds of record that a page of a CRM can be linked to.
LINKED = ("leads", "deals", "accounts", "meetings")


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


# Small folders whose first system is Salesforce: one lead of the generic form, beside a file without leads, and beside none;
# and a lead of Salesforce whose id looks like one of the generic form.
SMALL = {
    "empty_file": {"salesforce/Lead.csv": "Id,CreatedDate\n"},
    "no_file": {},
    "look_alike": {"salesforce/Lead.csv": "Id,CreatedDate\ngeneric:L1,2026-01-01 10:00:00\n"},
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """The two systems built, and the small folders' leads."""
    work = tmp_path_factory.mktemp("two_systems")
    write_exports(work / "exports")
    runs = [Run("both", BUILD, VARIABLES | {"exports_dir": str(work / "exports")})]
    for name, files in SMALL.items():
        for system in VARIABLES["systems"]:
            (work / name / system).mkdir(parents=True)
        for file, text in (
            files | {"generic/leads.csv": "lead_id,created_at,account_id\nL1,2026-01-02,001A\n"}
        ).items():
            (work / name / file).write_text(text, encoding="utf-8")
        command = (*BUILD, "--select", "+int_leads")
        runs.append(Run(name, command, VARIABLES | {"exports_dir": str(work / name)}))
    outcomes = run_all(runs, work)
    assert [outcome.message for outcome in outcomes.values() if outcome.message] == []
    return outcomes


@pytest.fixture(scope="module")
def built(outcomes: dict[str, Outcome]) -> tuple[Path, dict[str, Any]]:
    """The warehouse and the variables it was built with."""
    warehouse = outcomes["both"].warehouse
    return warehouse, VARIABLES | {"exports_dir": str(warehouse.parents[1] / "exports")}


def write_exports(folder: Path) -> None:
    """Salesforce's demo files, the demo's subscriptions, and the same records as a second CRM holds them."""
    folder.mkdir()
    for path in (ROOT / "seeds/exports/salesforce").glob("*.csv"):
        name = "".join(word.title() for word in path.stem.split("__")[1].split("_"))
        shutil.copy(path, folder / f"{name}.csv")
    shutil.copy(ROOT / "seeds/exports/generic/generic__subscriptions.csv", folder / "subscriptions.csv")
    write_generic(folder)
    patterns = ["salesforce,leads,https://crm.example.com/{id}", "generic,leads,https://other.example.com/?lead={id}"]
    lines = ["system,export,url_pattern", *patterns]
    (folder / "record_url_patterns.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


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
    matched = dict(query(warehouse, "select record_type, count(matched_by) from intermediate.int_crosswalk group by 1"))
    assert matched["leads"] > 600
    assert matched["accounts"] > 80
    ((leads, emails),) = query(
        warehouse,
        "select count(*), count(distinct email) from staging.stg_salesforce__leads"
        " inner join fct_leads using (lead_id) inner join intermediate.int_crosswalk on lead_id = matched_record_id",
    )
    assert leads == emails == matched["leads"]


@pytest.mark.parametrize("kind", ["users", "accounts", "leads", "deals", "activities", "meetings"])
def test_the_first_system_keeps_its_ids(kind: str, built: tuple[Path, dict[str, Any]]) -> None:
    """As they are where it is alone; those of the later system carry its name."""
    warehouse, _ = built
    key = f"{kind[:-1] if kind != 'activities' else 'activity'}_id"
    for system, prefix in (("salesforce", ""), ("generic", "generic:")):
        ((records, kept),) = query(
            warehouse,
            f"select count(*), count(unified.{key}) from staging.stg_{system}__{kind} as staged"
            f" left join intermediate.int_{kind} as unified on '{prefix}' || staged.{key} = unified.{key}"
            f" where {'true' if system == 'salesforce' else '_rejected_reason is null'}",
        )
        assert records == kept > 10
        if kind in LINKED:
            links = query(
                warehouse,
                f"select id_prefix from steps.dim_record_links where export = '{kind}' and system_name = '{system}'",
            )
            assert links == [(prefix,)]


def test_a_record_leads_to_its_page_in_its_own_system(built: tuple[Path, dict[str, Any]]) -> None:
    """A lead of the later system by the id that it has there; a kind of record without a pattern has no link."""
    warehouse, _ = built
    links = query(
        warehouse,
        "select record_id like 'generic:%', count(*) > 5, bool_and(record_url = case when record_id like 'generic:%'"
        " then 'https://other.example.com/?lead=' || substr(record_id, 9) else 'https://crm.example.com/' || record_id end)"
        " from kpi_drillthrough where export = 'leads' group by 1 order by 1",
    )
    assert links == [(False, True, True), (True, True, True)]
    assert query(warehouse, "select count(record_url) from kpi_drillthrough where export <> 'leads'") == [(0,)]


def test_an_empty_file_is_an_export(outcomes: dict[str, Outcome]) -> None:
    """It keeps its system's place; an account that the generic form alone points to, and nobody exports, stays as it is."""
    found = {
        name: query(outcomes[name].warehouse, "select lead_id, account_id from intermediate.int_leads order by 1")
        for name in SMALL
    }
    assert found == {
        "empty_file": [("generic:L1", "001A")],
        "no_file": [("L1", "001A")],
        "look_alike": [("generic::L1", "001A"), ("generic:L1", None)],
    }


def test_ids_of_both_are_told(built: tuple[Path, dict[str, Any]]) -> None:
    """The crosswalk has both ids, the later system's under its own prefix."""
    warehouse, _ = built
    ((records, later, first),) = query(
        warehouse,
        "select count(*), count(*) filter (where system_name = 'generic' and record_id like 'generic:%'),"
        " count(*) filter (where matched_record_id not like '%:%') from intermediate.int_crosswalk"
        " where matched_by is not null",
    )
    assert records == later == first > 700


def test_a_rep_in_both_systems_is_one(built: tuple[Path, dict[str, Any]]) -> None:
    warehouse, _ = built
    found = query(warehouse, "select rep_id like '%:%', count(*) from dim_reps where is_in_export group by 1")
    assert found == [(False, 15)]


def test_activities_of_the_second_system_hang_on_the_lead_that_counts(built: tuple[Path, dict[str, Any]]) -> None:
    warehouse, _ = built
    ((activities, of_first_system),) = query(
        warehouse,
        "select count(*), count(*) filter (where lead_id not like '%:%') from fct_activities"
        " where activity_id like 'generic:%'",
    )
    assert activities > 1_400
    assert of_first_system / activities > 0.9
