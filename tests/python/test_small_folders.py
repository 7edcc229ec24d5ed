"""Small folders in the generic form: what must come out of them, and runs that must not begin. All share one parsed project."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tools.dbt_runs import BUILD, Outcome, Run, run_all
from tools.project import ROOT

Rows = list[tuple[Any, ...]]
Ask = Callable[[str, str], Rows]

DEALS = "deal_id,created_at,closed_at,outcome,amount,account_id,owner_id\n"
SUBSCRIPTIONS = "subscription_id,account_id,starts_on,ends_on,unit_amount,billing_interval_months\n"
USERS = "user_id,name,email,team_id,team_name\n"
TARGETS = "kpi_id,scope_type,scope_id,period_type,valid_from,valid_to,target_value\n"

# Per folder: the files by name.
FOLDERS: dict[str, dict[str, str]] = {
    # a migration created every deal anew; two of them closed before that
    "migrated": {
        "deals.csv": DEALS
        + "early_win,2026-01-20,2023-11-30,won,900,,\n"
        + "early_loss,2026-01-20,2023-12-01,lost,400,,\n"
        + "late_loss,2026-01-21,2026-02-02,lost,50,,\n"
        + "open,2026-01-21,2022-05-05,open,70,,\n",
    },
    # three customers renew on the day after the last day of their term, a fourth leaves
    "last_days": {
        "subscriptions.csv": SUBSCRIPTIONS
        + "".join(
            f"{customer}1,{customer},2025-02-01,2026-01-31,600,12\n{customer}2,{customer},2026-02-01,2027-01-31,600,12\n"
            for customer in ("a", "b", "c")
        )
        + "d1,d,2025-02-01,2026-01-31,600,12\n"
        # a day pass, its last day its first
        + "e1,e,2026-02-28,2026-02-28,600,12\n",
    },
    # who keeps a customer has a row, with no new one too; so has whoever has a target, and nobody else
    "nobody_new": {
        "users.csv": USERS + "keeps,,,t1,Keepers\nwins,,,t2,\naims,Ada Aims,ada@example.com,t3,\nidle,,,t4,\n",
        "accounts.csv": "account_id,owner_id\nold,keeps\nnew,wins\n",
        "subscriptions.csv": SUBSCRIPTIONS + "old1,old,2025-12-01,,10,1\nnew1,new,2026-02-10,2026-02-12,10,1\n",
        # a rep by e-mail, a team by name, and one of nobody
        "kpi_targets.csv": TARGETS
        + "new_customers,rep,ADA@example.com,month,2026-01-01,,4\n"
        + "new_customers,team,keepers,quarter,2026-01-01,,2\n"
        + "new_customers,rep,nobody@example.com,Month,2026-01-01,,4\n",
    },
}
# parts 1 and 3 of the leads, without part 2
FOLDERS["missing_part"] = {
    "leads_001.csv": "lead_id,created_at,converted_at\n"
    + "".join(f"a{n},2026-01-{n:02},2026-02-01\n" for n in range(1, 20)),
    "leads_003.csv": "lead_id,created_at,converted_at\n" + "".join(f"b{n},2026-02-{n:02},\n" for n in range(1, 20)),
}
AS_OF = {"missing_part": "2026-03-31", "migrated": "2026-03-31", "last_days": "2026-03-15", "nobody_new": "2026-03-31"}

# Which dates of the records begin the calendar.
DATES = {
    "int_leads": ["created_at", "inquiry_at", "qualified_at", "disqualified_at", "converted_at"],
    "int_deals": ["created_at", "closed_at"],
    "fct_activities": ["occurred_on"],
    "int_meetings": ["invited_at", "responded_at"],
    "int_subscriptions": ["starts_on"],
    "int_orders": ["ordered_on"],
    "int_survey_responses": ["surveyed_on"],
    "int_brand_mentions": ["mentioned_at"],
    "int_presentation_sessions": ["started_at"],
}
# What a record of such a table needs in order to count.
SOUND = {
    "int_leads": {"lead_id": "'r'", "survivor_id": "'r'", "is_test": "false"},
    "int_deals": {"deal_id": "'r'", "survivor_id": "'r'", "is_test": "false", "outcome": "'won'"},
}


def generic(folder: Path, **variables: Any) -> dict[str, Any]:
    """The variables of dbt for a folder in the generic form."""
    return {"systems": ["generic"], "exports_dir": str(folder)} | variables


def own_definitions(folder: Path) -> None:
    """Write the project's definitions with a KPI and a unit that the project does not know."""
    with (ROOT / "seeds/reference/kpi_definitions.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    for row in rows:
        row["unit"] = "furlongs" if row["kpi_id"] == "new_customers" else row["unit"]
    with (folder / "kpi_definitions.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows([*rows, rows[0] | {"kpi_id": "foo_rate"}])


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Outcome]:
    """What became of every run."""
    work = tmp_path_factory.mktemp("small")
    for name, files in FOLDERS.items():
        (work / name).mkdir()
        for file, text in files.items():
            (work / name / file).write_text(text, encoding="utf-8")
    folder = {name: generic(work / name, as_of_date=AS_OF[name]) for name in FOLDERS}
    last_days = folder["last_days"]
    movements = (*BUILD, "--select", "+kpi_monthly_recurring_revenue", "+source_health")
    own_definitions(work / "nobody_new")
    runs = [
        Run("migrated", (*BUILD, "--select", "+kpi_deal_win_loss_ratio"), folder["migrated"]),
        Run("first_days", movements, last_days),
        Run("last_days", movements, last_days | {"subscription_ends_on": "last_day_with"}),
        Run(
            "missing_part", (*BUILD, "--select", "+dim_kpis", "+source_health", "+dim_exports"), folder["missing_part"]
        ),
        Run("unknown_setting", BUILD, last_days | {"subscription_ends_on": "last_day"}),
        Run(
            "nobody_new",
            (*BUILD, "--select", "+kpi_new_customers", "+kpi_customer_acquisition_rate"),
            folder["nobody_new"],
        ),
    ]
    migrated = str(work / "migrated/warehouse.duckdb")
    deals = ("--select", "stg_generic__deals")
    runs += [
        Run("calendar", ("compile", "--select", "dim_periods"), folder["migrated"], migrated),
        Run("same_folder", ("run", *deals), folder["migrated"] | {"exports_dir": f"{work}/migrated/"}, migrated),
        Run("other_folder", ("run", *deals), folder["nobody_new"], migrated),
        Run("data_tests_of_other_folder", ("test", "--select", "fct_deals"), folder["nobody_new"], migrated),
        Run(
            "unit_tests_of_other_folder",
            ("test", "--select", "fct_meetings,test_type:unit"),
            folder["nobody_new"],
            migrated,
        ),
        Run("without_folder", ("build", *deals), {"systems": ["generic"]}, migrated),
        Run("build_of_all_it_reads", (*BUILD, "--select", "+stg_generic__users"), folder["nobody_new"], migrated),
        Run(
            "some_seeds_of_each",
            ("run", *deals, "stg_generic__users"),
            folder["migrated"],
            migrated,
        ),
    ]
    return run_all(runs, work)


@pytest.fixture
def ask(outcomes: Mapping[str, Outcome]) -> Ask:
    """A function that queries a run's warehouse."""

    def run(name: str, sql: str) -> Rows:
        assert outcomes[name].message == ""
        with duckdb.connect(str(outcomes[name].warehouse), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    return run


# the calendar


def test_a_close_before_the_first_creation_is_in_its_year(ask: Ask) -> None:
    """The calendar begins with it, not with the creation of the first record, nor with the close of an open deal."""
    sql = """
        select year(period_start), numerator, denominator
        from kpi_deal_win_loss_ratio where period_type = 'year' and scope_type = 'company' order by 1
    """
    assert ask("migrated", sql) == [(2023, 1, 1), (2024, 0, 0), (2025, 0, 0), (2026, 0, 1)]


@pytest.fixture(scope="module")
def records(
    outcomes: Mapping[str, Outcome], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of a warehouse without records."""
    copy = tmp_path_factory.mktemp("calendar") / outcomes["migrated"].warehouse.name
    shutil.copy(outcomes["migrated"].warehouse, copy)
    with duckdb.connect(str(copy)) as connection:
        views = connection.sql("select view_name from duckdb_views() where schema_name = 'intermediate'").fetchall()
        for table in DATES:
            schema = schema_of(table)
            connection.execute(f"create table {schema}.emptied as from {schema}.{table} limit 0")
            connection.execute(f"drop {'view' if (table,) in views else 'table'} {schema}.{table}")
            connection.execute(f"alter table {schema}.emptied rename to {table}")
        yield connection


def schema_of(table: str) -> str:
    """Where a table of records stands."""
    return "main" if table.startswith("fct_") else "intermediate"


def insert(connection: duckdb.DuckDBPyConnection, table: str, column: str, date: str) -> None:
    """Add a record that counts, with one date."""
    cells = {column: f"'{date}'"} | SOUND.get(table, {})
    connection.execute(
        f"insert into {schema_of(table)}.{table} ({', '.join(cells)}) values ({', '.join(cells.values())})"
    )


@pytest.mark.parametrize(
    ("table", "column"), [(table, column) for table, columns in DATES.items() for column in columns]
)
def test_every_date_that_places_a_record_begins_the_calendar(
    table: str, column: str, records: duckdb.DuckDBPyConnection, outcomes: Mapping[str, Outcome]
) -> None:
    records.execute("begin")
    insert(records, "fct_activities", "occurred_on", "2026-01-05")
    insert(records, table, column, "2024-05-15")
    first = records.execute(
        f"select min(period_start) from ({outcomes['calendar'].sql}) where period_type = 'month'"
    ).fetchall()
    records.execute("rollback")
    assert str(first[0][0]) == "2024-05-01"


# the last day of a term


def movements(ask: Ask, run: str) -> Rows:
    """Month, customers, churned and returned MRR of the company in 2026."""
    return ask(
        run,
        """
        select month(period_start), customers, churn_mrr, reactivation_mrr
        from kpi_monthly_recurring_revenue
        where period_type = 'month' and scope_type = 'company' and period_start >= '2026-01-01' order by 1
        """,
    )


def test_an_end_is_the_first_day_without(ask: Ask) -> None:
    assert movements(ask, "first_days") == [(1, 0, -200.0, 0.0), (2, 3, 0.0, 150.0), (3, 3, 0.0, 0.0)]


def test_an_end_is_the_last_day_with_where_it_is_set(ask: Ask) -> None:
    """No renewal is a churn; the day pass counts on its day, the last of February."""
    assert movements(ask, "last_days") == [(1, 4, 0.0, 0.0), (2, 4, -50.0, 0.0), (3, 3, -50.0, 0.0)]


def test_renewals_after_a_day_are_told(ask: Ask) -> None:
    sql = """
        select status, observed_count, sample_size, message_en like '%subscription_ends_on%', message_zh like '%subscription_ends_on%'
        from source_health where check_id = 'renewals_after_a_day'
    """
    assert ask("first_days", sql) == [("warning", 3, 4, True, True)]
    assert ask("last_days", sql) == []


def test_an_unknown_meaning_of_ends_is_refused(outcomes: Mapping[str, Outcome]) -> None:
    message = outcomes["unknown_setting"].message
    assert "subscription_ends_on is 'last_day'" in message
    assert "first_day_without" in message
    assert "last_day_with" in message


# rows of new_customers


def test_a_missing_part_makes_its_export_untrusted_and_says_which_kpis_it_hits(ask: Ask) -> None:
    told = ask("missing_part", "select export, status, message_en from source_health where check_id = 'missing_parts'")
    assert told == [
        (
            "leads",
            "critical",
            "1 of 3 numbered parts are missing: leads_002. Expected: below 1. Put the missing parts beside the others, then load "
            "or import again; until then the rows in them are in no KPI.",
        )
    ]
    assert ask(
        "missing_part",
        "select source_status, failed_checks like '%missing_parts%' from dim_exports where export = 'leads'",
    ) == [("untrusted", True)]
    ((hit,),) = ask("missing_part", "select kpis_hit from source_health where check_id = 'missing_parts'")
    assert set(hit.split(";")) == {"average_response_time", "sql_to_customer_conversion_rate", "system_touches"}
    assert ask("last_days", "from source_health where check_id = 'missing_parts'") == []


def test_nobody_new_is_a_row(ask: Ask) -> None:
    """Of February: who has a customer, who won one that left again, who has a target; not who has nothing."""
    sql = """
        select scope_type, scope_id, kpi_value, value_status, previous_value, target_status
        from kpi_new_customers where period_type = 'month' and period_start = '2026-02-01' order by all
    """
    assert ask("nobody_new", sql) == [
        ("company", "all", 1.0, "ok", 0.0, "no_target"),
        ("rep", "aims", 0.0, "ok", 0.0, "off_target"),
        ("rep", "keeps", 0.0, "ok", 0.0, "no_target"),
        ("rep", "wins", 1.0, "ok", None, "no_target"),
        ("segment", "unknown", 1.0, "ok", 0.0, "no_target"),
        ("team", "t1", 0.0, "ok", 0.0, "no_target"),
        ("team", "t2", 1.0, "ok", None, "no_target"),
    ]


def test_targets_find_whom_they_name(ask: Ask) -> None:
    """In the marts stand ids alone; the target of a quarter is judged there, and that of nobody is told."""
    assert ask("nobody_new", "select scope_type, scope_id, period_type from dim_targets order by all") == [
        ("rep", "aims", "month"),
        ("team", "t1", "quarter"),
    ]
    sql = "select kpi_value, target_status from kpi_new_customers where period_type = 'quarter' and scope_id = 't1' order by period_start"
    assert ask("nobody_new", sql)[-1] == (0.0, "off_target")
    told = "select written_scope, problem from intermediate.int_targets where problem is not null"
    assert ask("nobody_new", told) == [("nobody@example.com", "unknown_rep")]


def test_a_kpi_and_a_unit_of_one_s_own_stop_no_number(ask: Ask) -> None:
    """The KPI is in no list; numbers in the unit, told above, are plain ones."""
    sql = "select unit, unit_en, decimals, number_format, d3_format from dim_kpis where kpi_id in ('new_customers', 'foo_rate')"
    assert ask("nobody_new", sql) == [("furlongs", "furlongs", 2, "#,##0.00", ",.2f")]


# runs that must not begin


def test_a_run_on_the_folder_that_was_loaded_goes_on(outcomes: Mapping[str, Outcome]) -> None:
    """Also with a slash at its end; unit tests bring their own rows, and a build may load all that it reads."""
    for name in ("same_folder", "unit_tests_of_other_folder", "build_of_all_it_reads"):
        assert outcomes[name].message == ""


@pytest.mark.parametrize("name", ["other_folder", "data_tests_of_other_folder", "without_folder"])
def test_a_run_on_another_folder_than_the_loaded_one_stops(name: str, outcomes: Mapping[str, Outcome]) -> None:
    message = outcomes[name].message
    assert "/migrated'" in message
    assert ("the demo company" if name == "without_folder" else "/nobody_new'") in message
    assert "dbt build" in message


def test_seeds_of_two_folders_are_not_mixed(outcomes: Mapping[str, Outcome]) -> None:
    assert "/nobody_new'" in outcomes["some_seeds_of_each"].message
