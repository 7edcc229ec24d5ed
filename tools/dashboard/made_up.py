"""Write a made-up publication of a large company, as large as asked for, from the tables of one that is there.

Each made-up rep has the rows of a rep of the pattern under a key of its own, each team those of a team, with numbers moved by
up to a fifth so that they do not repeat; periods before the pattern's have the rows of those two years later. No model runs:
the numbers mean nothing, but each table has the columns, density, texts and length that it would have.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path

import duckdb

from tools.dashboard.source import DATABASE, MANIFEST
from tools.warehouse import columns, mart_tables, quoted, tables_in

# Of the facts, those that the page's queries read; nobody asks for the others.
FACTS = ("fct_leads", "fct_deals", "fct_meetings", "fct_prospects", "fct_customer_periods", "dim_customers")
# Its records are many: those of the last year are enough for all that the page holds.
RECORDS = "kpi_drillthrough"
LEFT_OUT = ("fct_", "kpi_scorecard_wide", "customer_experience_signal", "dim_accounts", "dim_targets")
NOBODY = "unassigned"
GIVEN = ("Avery", "Noor", "Mateo", "Ingrid", "Kwame", "Saoirse", "Tomasz", "Leilani", "Dmitri", "Yuki", "张伟", "王芳")
FAMILY = ("Lindqvist", "Abernathy-Castellanos", "Okafor", "Romero", "Vanterpool", "Kowalczyk", "Nakamura", "Haugen")
REGIONS = ("North", "South", "East", "West", "Enterprise")
# Numbers of the scorecard that are drawn anew.
DRAWN = (
    *("numerator", "kpi_value", "ci_low", "ci_high", "attainment", "previous_value", "last_year_value"),
    *("previous_to_date_value", "last_year_to_date_value", "trailing_12_months_value"),
)


def moved(day: str, period_type: str, step: str) -> str:
    """A day two years a step earlier; of a week 104 weeks, so that it begins on its weekday."""
    return (
        f"cast(case when {period_type} = 'week' then {day} - to_days(728 * cast({step} as integer))"
        f" else {day} - to_months(24 * cast({step} as integer)) end as date)"
    )


def statements(connection: duckdb.DuckDBPyConnection, reps: int, teams: int, years: int) -> None:
    """Make the tables that say which pattern each made-up scope and period has: scope_map, period_map."""
    patterns = [key for (key,) in connection.execute("select team_id from pattern.dim_teams order by 1").fetchall()]
    own = [key for key in patterns if key != NOBODY]
    people = connection.execute(
        "select rep_id from pattern.dim_reps semi join pattern.kpi_scorecard as values"
        f" on values.scope_type = 'rep' and values.scope_id = dim_reps.rep_id where rep_id <> '{NOBODY}' order by 1"
    ).fetchall()
    rows: list[tuple[str, str, str, str, str | None, str | None]] = [("company", "all", "company", "all", None, None)]
    rows += [(kind, NOBODY, kind, NOBODY, NOBODY, None) for kind in ("team", "rep")]
    for place in range(teams):
        name = f"{REGIONS[place % len(REGIONS)]} {place + 1:02}"
        rows.append(("team", f"T{place + 1:03}", "team", own[place % len(own)], None, name))
    for place in range(reps):
        name = f"{GIVEN[place % len(GIVEN)]} {FAMILY[(place // len(GIVEN)) % len(FAMILY)]} {place + 1}"
        key = people[place % len(people)][0]
        rows.append(("rep", f"R{place + 1:05}", "rep", key, f"T{place % teams + 1:03}", name))
    connection.execute(
        "create temp table scope_map (scope_type text, scope_id text, of_type text, of_id text, team_id text, name text)"
    )
    connection.executemany("insert into scope_map values (?, ?, ?, ?, ?, ?)", rows)
    connection.execute(f"""
        create temp table period_map as
        with steps as (select unnest(range(0, {years})) as step),
        moved as (
            select period_type, step, period_start as of_start, {moved("period_start", "period_type", "step")} as period_start
            from pattern.dim_periods cross join steps
        )
        select period_type, period_start, of_start, step
        from moved
        where period_start > (select max(as_of_date) - to_years({years}) - to_days(31) from pattern.dim_periods)
        qualify row_number() over (partition by period_type, period_start order by step) = 1
    """)


def made(connection: duckdb.DuckDBPyConnection, table: str, kpis: Collection[str]) -> str:
    """The query of a made-up table, with the values of these KPIs."""
    known = [name for name, _ in columns(connection, table)]
    replaced: dict[str, str] = {}
    joins = ""
    if {"scope_type", "scope_id"} <= set(known):
        joins += (
            " inner join scope_map as scopes on of_rows.scope_type = scopes.of_type and of_rows.scope_id = scopes.of_id"
        )
        replaced["scope_id"] = "scopes.scope_id"
    elif "rep_id" in known:
        joins += " inner join scope_map as scopes on scopes.of_type = 'rep' and coalesce(of_rows.rep_id, 'unassigned') = scopes.of_id"
        replaced["rep_id"] = f"nullif(scopes.scope_id, '{NOBODY}')" if table != "dim_reps" else "scopes.scope_id"
    elif "team_id" in known:
        joins += " inner join scope_map as scopes on scopes.of_type = 'team' and of_rows.team_id = scopes.of_id"
        replaced["team_id"] = "scopes.scope_id"
    if joins and "team_id" in known and "team_id" not in replaced:
        replaced["team_id"] = "case when of_rows.team_id is not null then coalesce(scopes.team_id, scopes.scope_id) end"
    if table in {"dim_reps", "dim_teams"}:
        name = "rep_name" if table == "dim_reps" else "team_name"
        replaced[name] = f"coalesce(scopes.name, of_rows.{name})"
    if {"period_type", "period_start"} <= set(known) and table != RECORDS:
        joins += (
            " inner join period_map as periods on of_rows.period_type = periods.period_type"
            " and of_rows.period_start = periods.of_start"
        )
        replaced["period_start"] = "periods.period_start"
        if "is_complete_period" in known:
            replaced["is_complete_period"] = "of_rows.is_complete_period or periods.step > 0"
        for name in ("period_end", "closes_on", "previous_period_start"):
            if name in known:
                replaced[name] = moved(f"of_rows.{name}", "periods.period_type", "periods.step")
        for name in ("period_label", "period_label_en", "period_label_zh"):
            if name in known:
                year = rf"regexp_extract(of_rows.{name}, '\d{{4}}')"
                replaced[name] = (
                    f"replace(of_rows.{name}, {year}, cast(cast({year} as integer) - 2 * periods.step as varchar))"
                )
        if "is_as_due" in known:
            replaced["is_as_due"] = "of_rows.is_as_due and periods.step = 0"
    if table == "kpi_scorecard":
        chance = "(0.8 + hash(of_rows.kpi_row_id, scopes.scope_id, periods.period_start) % 100000 / 250000.0)"
        for name in DRAWN:
            rounded = "round({})" if name == "numerator" else "{}"
            replaced[name] = rounded.format(f"of_rows.{name} * {chance}")
        replaced["attained_text"] = (
            f"cast(cast(floor(100 * of_rows.attainment * {chance}) as bigint) as varchar) || ' %'"
        )
    if table in FACTS or table == RECORDS:
        for name in ("lead_id", "deal_id", "customer_id", "meeting_id", "prospect_id", "record_id"):
            if name in known:
                replaced[name] = f"of_rows.{name} || '-' || scopes.scope_id"
    listed = ", ".join(f"{expression} as {quoted(name)}" for name, expression in replaced.items() if name in known)
    conditions = ["true"]
    if table == RECORDS:
        conditions.append("of_rows.period_start >= (select max(as_of_date) - to_years(1) from pattern.dim_periods)")
    if "kpi_id" in known and table.startswith("kpi_") and table != "kpi_due":
        listed_kpis = ", ".join(f"'{kpi_id}'" for kpi_id in kpis)
        conditions.append(f"of_rows.kpi_id in ({listed_kpis})")
    return (
        f"select of_rows.* {f'replace ({listed})' if listed else ''} from pattern.{quoted(table)} as of_rows{joins}"
        f" where {' and '.join(conditions)}"
    )


def write(
    pattern: Path, folder: Path, reps: int = 200, teams: int = 50, years: int = 5, kpis: Collection[str] | None = None
) -> None:
    """Write the made-up publication: the DuckDB file and the manifest that the dashboard reads.

    Args:
        pattern: the folder of a publication.
        folder: where to write to; it is there and empty.
        reps: how many reps there are beside `unassigned`.
        teams: how many teams.
        years: how many years of periods.
        kpis: the KPIs that have values; None for all of them. With few of them facts and identities are left out too.
    """
    with duckdb.connect() as connection:
        connection.execute("set memory_limit = '2GB'; set preserve_insertion_order = false")
        connection.execute(f"set temp_directory = '{folder}/spilled'")
        connection.execute(f"attach '{(pattern / DATABASE).resolve()}' as pattern (read_only)")
        connection.execute("use pattern")
        statements(connection, reps, teams, years)
        connection.execute(f"attach '{folder / DATABASE}' as made_up")
        known = [kpi_id for (kpi_id,) in connection.execute("select kpi_id from pattern.dim_kpis").fetchall()]
        facts, left_out = ((), (*LEFT_OUT, "kpi_identities", "dim_customers")) if kpis else (FACTS, LEFT_OUT)
        for table in mart_tables(connection):
            if table in facts or not table.startswith(left_out):
                query = made(connection, table, kpis or known)
                connection.execute(f"create table made_up.main.{quoted(table)} as {query}")
        connection.execute("create schema made_up.publication")
        for table in tables_in(connection, "publication"):
            connection.execute(f"create table made_up.publication.{table} as from pattern.publication.{table}")
    told = json.loads((pattern / MANIFEST).read_text(encoding="utf-8"))
    (folder / MANIFEST).write_text(json.dumps(told), encoding="utf-8")
