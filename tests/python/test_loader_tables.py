"""Exports that are read from the tables of Fivetran, Airbyte and dlt give what the same rows give as files; faults are told."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from loader_tables import (
    EXPECTED_VALUES,
    LOADERS,
    VALUES_QUERY,
    Table,
    Tables,
    as_files,
    hubspot_tables,
    loader_tables,
    write_duckdb,
)
from sample_builds import AS_OF, write_tables
from tools.dbt_runs import BUILD, Outcome, Run, run_all
from tools.project import ROOT
from tools.same_tables import LEFT_OUT
from tools.warehouse import mart_tables

SYSTEMS = ("hubspot", "salesforce")
PAIRS = [(loader, system) for loader in LOADERS for system in SYSTEMS]
# Built to the scorecard and all that people query; of the others the staging models, which all else is made from.
WHOLE = ("airbyte", "hubspot")
# Exports as files: Fivetran and Airbyte have the same.
FILES_OF = {
    ("fivetran", "hubspot"): WHOLE,
    ("airbyte", "hubspot"): WHOLE,
    ("dlt", "hubspot"): ("dlt", "hubspot"),
    ("fivetran", "salesforce"): ("fivetran", "salesforce"),
    ("airbyte", "salesforce"): ("fivetran", "salesforce"),
    ("dlt", "salesforce"): ("dlt", "salesforce"),
}
# What a build says of itself, and of the files that it read.
OWN = {*LEFT_OUT, "file_name"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str, str], Path]:
    """A warehouse by loader, system and way (tables, files)."""
    work = tmp_path_factory.mktemp("loaders")
    database = work / "loaders.duckdb"
    write_duckdb(database, {f"{loader}_{system}": loader_tables(loader, system) for loader, system in PAIRS})
    runs = []
    for loader, system in PAIRS:
        given: dict[str, Any] = {"systems": [system], "as_of_date": AS_OF, "reporting_history": "exports"}
        source = {"loader": loader, "schema": f"{loader}_{system}", "database": str(database)}
        selection = [] if (loader, system) == WHOLE else ["--select", f"+path:models/staging/{system}"]
        command = (*BUILD, *selection)
        runs.append(Run(f"{loader}_{system}_tables", command, given | {"sources": {system: source}}))
        if (loader, system) in FILES_OF.values():
            folder = write_tables(work / f"files_{loader}_{system}" / system, as_files(loader, system)).parent
            runs.append(Run(f"{loader}_{system}_files", command, given | {"exports_dir": str(folder)}))
    outcomes = run_all(runs, work)
    failed = {name: outcome.message for name, outcome in outcomes.items() if outcome.message}
    assert not failed, failed
    return {tuple(name.rsplit("_", 2)): outcome.warehouse for name, outcome in outcomes.items()}  # type: ignore[misc]


@pytest.fixture
def both(
    built: dict[tuple[str, str, str], Path], request: pytest.FixtureRequest
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the warehouses of a loader and a system as `tables` and `files`."""
    loader, system = request.param
    with duckdb.connect() as connection:
        connection.execute(f"attach '{built[loader, system, 'tables']}' as tables (read_only)")
        connection.execute(f"attach '{built[*FILES_OF[loader, system], 'files']}' as files (read_only)")
        yield connection


def differing_rows(
    both: duckdb.DuckDBPyConnection, table: str, left_out: set[str]
) -> tuple[int, list[tuple[Any, ...]]]:
    """How many rows a table has, and the first of those that one warehouse alone has."""
    listed = both.execute(f"select column_name from (describe files.{table})").fetchall()
    columns = ", ".join(f'"{name}"' for (name,) in listed if name not in left_out)
    query = " union all ".join(
        f"(select '{one}' as way, {columns} from (select {columns} from {one}.{table} except all select {columns} from {other}.{table}))"
        for one, other in (("tables", "files"), ("files", "tables"))
    )
    count = both.execute(f"select count(*) from files.{table}").fetchone()
    assert count is not None
    return int(count[0]), both.execute(f"{query} limit 5").fetchall()


@pytest.mark.parametrize("both", PAIRS, ids=" ".join, indirect=True)
def test_staging_is_that_of_the_same_rows_as_files(both: duckdb.DuckDBPyConnection) -> None:
    query = "select table_name from duckdb_tables() where database_name = 'files' and schema_name = 'staging' and table_name like 'stg!_%' escape '!'"
    names = [name for (name,) in both.execute(query).fetchall()]
    found = {name: differing_rows(both, f"staging.{name}", set()) for name in names}
    assert {name for name, (rows, _) in found.items() if rows} >= {
        name for name in names if name.endswith(("deals", "leads", "users"))
    }
    assert {name: rows for name, (_, rows) in found.items() if rows} == {}


@pytest.mark.parametrize("both", [WHOLE], ids=" ".join, indirect=True)
def test_every_public_table_is_that_of_the_same_rows_as_files(
    both: duckdb.DuckDBPyConnection, built: dict[tuple[str, str, str], Path]
) -> None:
    with duckdb.connect(str(built[*WHOLE, "files"]), read_only=True) as connection:
        names = mart_tables(connection)
    found = {name: differing_rows(both, f"main.{name}", OWN) for name in names}
    assert len(found) > 50
    assert sum(rows for rows, _ in found.values()) > 10_000
    assert {name: rows for name, (_, rows) in found.items() if rows} == {}


def schema_with(**changes: Table | None) -> Tables:
    """Fivetran's tables of a HubSpot without a record, and the tables that a case changes or lacks."""
    tables = {name: Table(table.columns) for name, table in hubspot_tables("fivetran").items()}
    for name, table in changes.items():
        if table is None:
            del tables[name]
        else:
            tables[name] = table
    return tables


def of_type(table: str, column: str, kind: str) -> Table:
    """A table of Fivetran's without rows, one column of which has another type, or is gone where the type is ''."""
    columns = dict(hubspot_tables("fivetran")[table].columns)
    columns.pop(column)
    return Table(columns | ({column: kind} if kind else {}))


CONTACTS = hubspot_tables("fivetran")["contact"].columns


def contact(key: int | None, email: str, loaded: int, deleted: bool | None = None) -> dict[str, Any]:
    """A contact of Fivetran's."""
    created = datetime(2026, 3, 1, tzinfo=UTC)
    return {
        "id": key,
        "property_email": email,
        "property_createdate": created,
        "_fivetran_synced": created + timedelta(days=loaded),
        "_fivetran_deleted": deleted,
    }


EDGES = Table(
    CONTACTS,
    [
        contact(7, "later@x.example", 9),
        contact(7, "earlier@x.example", 8),
        contact(8, "deleted@x.example", 1, True),
        contact(9, "kept@x.example", 2, False),
        contact(None, "nobody@x.example", 3),
    ],
)
SCHEMAS = {
    "sound": schema_with(),
    "no_table": schema_with(deal=None),
    "no_key": schema_with(deal=of_type("deal", "deal_id", "")),
    "odd_types": schema_with(
        deal=of_type("deal", "property_createdate", "number"), contact=of_type("contact", "id", "number")
    ),
    "no_team": schema_with(team=None, engagement_contact=of_type("engagement_contact", "contact_id", "")),
    "edges": schema_with(contact=EDGES),
}
SOUND = {"loader": "fivetran", "schema": "sound"}
SEED = ("seed", "--select", "path:seeds/exports/hubspot")
# Name -> the source or variables, and what the message says ('' for none).
FAULTS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "sound": ({"sources": {"hubspot": SOUND}}, ()),
    "sound in capitals": ({"sources": {"hubspot": SOUND | {"schema": "SOUND"}}}, ()),
    "no table": (
        {"sources": {"hubspot": SOUND | {"schema": "no_table"}}},
        ("no_table.deal: no such table was found, the fivetran table of hubspot deals was expected. Correct schema",),
    ),
    "no schema": (
        {"sources": {"hubspot": SOUND | {"schema": "hubspot_crm"}}},
        ("schema hubspot_crm of database ", "no table was found, those that fivetran fills for hubspot were expected."),
    ),
    "no database": (
        {"sources": {"hubspot": SOUND | {"database": "/nowhere/crm.duckdb"}}},
        ("var sources, database of hubspot: no file was found at '/nowhere/crm.duckdb'",),
    ),
    "no key": (
        {"sources": {"hubspot": SOUND | {"schema": "no_key"}}},
        (
            "no_key.deal, column deal_id: nothing was found, the required column record_id of hubspot deals was expected.",
        ),
    ),
    "odd types": (
        {"sources": {"hubspot": SOUND | {"schema": "odd_types"}}},
        (
            "odd_types.deal, column property_createdate: type DOUBLE was found, text, date, timestamp, instant was expected for hubspot deals.create_date.",
            "odd_types.contact, column id: type DOUBLE was found, text or a whole number was expected for hubspot contacts.record_id.",
        ),
    ),
    "unknown loader": (
        {"sources": {"hubspot": SOUND | {"loader": "stitch"}}},
        ("var sources: loader 'stitch' was found for hubspot, one of fivetran, airbyte, dlt was expected.",),
    ),
    "another system": (
        {"sources": {"hubspot": SOUND, "salesforce": SOUND}},
        ("var sources names salesforce, and systems does not: hubspot.",),
    ),
    "a system that nobody knows": ({"sources": {"close": SOUND}}, ("var sources is {'close':",)),
    "no loader": (
        {"sources": {"hubspot": {"schema": "sound"}}},
        ("Set it to a mapping by system of {loader, schema}",),
    ),
    "a quote": ({"sources": {"hubspot": SOUND | {"schema": "so'und"}}}, ("Set it to a mapping by system",)),
    "beside the demo": (
        {"sources": {"hubspot": SOUND}, "systems": ["hubspot", "generic"]},
        (
            "var systems names generic, which sources does not read, and exports_dir is not set: the demo company's records",
        ),
    ),
    "files without a folder": (
        {"sources": {"hubspot": SOUND | {"files": ["users"]}}},
        ("var sources reads users of hubspot from files, and exports_dir is not set.",),
    ),
    "a file beside the table": (
        {"sources": {"hubspot": SOUND}, "exports_dir": "beside"},
        ("users.csv: a file was found, and var sources reads hubspot users from schema sound. Take the file away",),
    ),
    "an export that nobody knows": (
        {"sources": {"hubspot": SOUND | {"files": ["user"]}}, "exports_dir": "beside"},
        ("var sources, files of hubspot: 'user' was found, one of ",),
    ),
}
# Runs that go well, and what is looked at in their warehouses.
RUNS = {
    "edges": {"sources": {"hubspot": SOUND | {"schema": "edges"}}},
    "no team": {"sources": {"hubspot": SOUND | {"schema": "no_team"}}},
    "a file of users": {"sources": {"hubspot": SOUND | {"files": ["users"]}}, "exports_dir": "beside"},
    "a loader of one's own": {"sources": {"hubspot": {"loader": "own", "schema": "edges"}}, "exports_dir": "mapped"},
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """What became of each run."""
    work = tmp_path_factory.mktemp("faults")
    database = work / "loaders.duckdb"
    write_duckdb(database, SCHEMAS)
    write_tables(work / "beside/hubspot", {"users": [{"user_id": "5", "name": "Ada", "time_zone": "Europe/Berlin"}]})
    columns = ("loader", "system", "export", "column_name", "table_name", "loader_column", "look_up", "reading")
    own = [("record_id", "id"), ("email", "property_email | property_company"), ("lead_status", "property_email")]
    write_tables(
        work / "mapped",
        {
            "loader_columns": [
                dict(zip(columns, ("own", "hubspot", "contacts", name, "contact", cell, "", ""), strict=True))
                for name, cell in own
            ],
            "loader_values": [
                {
                    "system": "hubspot",
                    "export": "contacts",
                    "column_name": "lead_status",
                    "value": "KEPT@x.example",
                    "label": "Ours",
                }
            ],
        },
    )
    runs = []
    for name, given in {**{name: given for name, (given, _) in FAULTS.items()}, **RUNS}.items():
        variables: dict[str, Any] = {"systems": ["hubspot"]} | given
        variables["sources"] = {
            system: {"database": str(database), **source} for system, source in variables["sources"].items()
        }
        if "exports_dir" in variables:
            variables["exports_dir"] = str(work / variables["exports_dir"])
        command = (*BUILD, "--select", "+path:models/staging/hubspot", "+rejected_records") if name == "edges" else SEED
        runs.append(Run(name, command, variables))
    runs.append(Run("values", ["compile", "--inline", VALUES_QUERY]))
    return run_all(runs, work)


def test_a_typed_value_is_the_text_that_a_file_would_have(outcomes: dict[str, Outcome]) -> None:
    assert not outcomes["values"].message
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'Asia/Kolkata'")
        assert connection.execute(outcomes["values"].sql).fetchone() == EXPECTED_VALUES


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_before_anything_is_done(outcomes: dict[str, Outcome], name: str) -> None:
    expected = FAULTS[name][1]
    assert bool(outcomes[name].message) == bool(expected), outcomes[name].message
    for text in expected:
        assert text in outcomes[name].message


def query(outcome: Outcome, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a query on what a run left, which went well."""
    assert not outcome.message
    with duckdb.connect(str(outcome.warehouse), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_of_rows_with_one_key_the_one_that_was_loaded_last_stays(outcomes: dict[str, Outcome]) -> None:
    raw = query(outcomes["edges"], "select _row, record_id, email from raw.hubspot__contacts order by _row")
    assert raw == [
        (1, "9", "kept@x.example"),
        (2, None, "nobody@x.example"),
        (3, "7", "earlier@x.example"),
        (4, "7", "later@x.example"),
    ]
    accepted = query(outcomes["edges"], "select lead_id, email from staging.stg_hubspot__leads order by 1")
    assert accepted == [("7", "later@x.example"), ("9", "kept@x.example")]


def test_rejected_records_have_the_place_in_the_order_of_loading(outcomes: dict[str, Outcome]) -> None:
    rejected = query(outcomes["edges"], "select export, file_row, column_name, reason from rejected_records order by 2")
    assert rejected == [("contacts", 2, "record_id", "missing_required"), ("contacts", 3, "record_id", "duplicate_key")]


def test_an_empty_table_is_an_export_without_a_row(outcomes: dict[str, Outcome]) -> None:
    assert query(outcomes["edges"], "select count(*) from raw.hubspot__deals") == [(0,)]


def test_a_file_that_is_named_stands_in_the_place_of_a_table(outcomes: dict[str, Outcome]) -> None:
    found = query(outcomes["a file of users"], "select user_id, name, time_zone, _row from raw.hubspot__users")
    assert found == [("5", "Ada", "Europe/Berlin", 1)]


def test_a_table_of_a_look_up_that_is_not_there_leaves_its_column_empty(outcomes: dict[str, Outcome]) -> None:
    assert query(outcomes["no team"], "select count(main_team) from raw.hubspot__users") == [(0,)]


def test_rows_of_ones_own_map_another_loader_and_more_values(outcomes: dict[str, Outcome]) -> None:
    found = query(
        outcomes["a loader of one's own"],
        "select record_id, email, lead_status from raw.hubspot__contacts where record_id >= '8' order by 1",
    )
    assert found == [("8", "deleted@x.example", "deleted@x.example"), ("9", "kept@x.example", "Ours")]
    assert query(outcomes["a loader of one's own"], "select count(*) from raw.hubspot__deals") == [(0,)]


def mapped_tables() -> dict[str, tuple[set[str], str]]:
    """By loader and system the tables that are mapped, and the column of the time of loading."""
    with (ROOT / "seeds/reference/loader_columns.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    found: dict[str, tuple[set[str], str]] = {}
    for row in rows:
        tables, loaded_at = found.get(f"{row['loader']}_{row['system']}", (set(), ""))
        loaded_at = row["loader_column"] if row["column_name"] == "_loaded_at" else loaded_at
        found[f"{row['loader']}_{row['system']}"] = (tables | {row["table_name"]} - {""}, loaded_at)
    return found


def test_the_sources_of_freshness_are_the_tables_that_are_mapped() -> None:
    given = {}
    for system in SYSTEMS:
        path = ROOT / f"models/staging/{system}/_{system}__sources.yml"
        for source in yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]:
            config = source["config"]
            told_by = config.get("loaded_at_field") or re.findall("_dlt_load", config["loaded_at_query"])[0] + "_id"
            given[source["name"]] = ({table["name"] for table in source["tables"]}, told_by)
    assert given == mapped_tables()


def test_every_mapped_column_is_one_of_its_contract() -> None:
    columns = {
        (seed["config"]["meta"]["system"], seed["config"]["meta"]["export"], column["name"])
        for system in SYSTEMS
        for path in (ROOT / "seeds/exports" / system).glob("_*.yml")
        for seed in yaml.safe_load(path.read_text(encoding="utf-8"))["seeds"]
        for column in seed["columns"]
    }
    for name in ("loader_columns", "loader_values"):
        with (ROOT / f"seeds/reference/{name}.csv").open(encoding="utf-8", newline="") as handle:
            found = {(row["system"], row["export"], row["column_name"]) for row in csv.DictReader(handle)}
        assert {place for place in found if not place[2].startswith("_")} <= columns
