"""What a build leaves as it is, and what it makes anew: in a small project, and in a small company that changes at random."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import duckdb
import pytest
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

from tools.project import ROOT

FILES = {
    "dbt_project.yml": """
        name: sales_kpis
        config-version: 2
        profile: small
        on-run-end: "{{ keep_passed(results) }}"
        models: {+materialized: table}
    """,
    "profiles.yml": """
        small:
          target: small
          outputs: {small: {type: duckdb, path: "FOLDER/small.duckdb"}}
    """,
    "models/people.sql": "select unnest(range({{ var('people', 3) }})) as id, 'x' as word {{ var('blank', '') }}",
    "models/older.sql": "{{ config(materialized='view') }} select id + 1 as id from {{ ref('people') }}",
    "models/inlined.sql": "{{ config(materialized='ephemeral') }} select id from {{ ref('older') }}",
    "models/counted.sql": "select count(*) as number from {{ ref('inlined') }}",
    "models/shown.sql": "select number from {{ ref('counted') }}",
    "models/kept.sql": """
        {{ config(materialized='incremental', incremental_strategy='append') }}
        select number from {{ ref('counted') }} {% if is_incremental() %} where number not in (select number from {{ this }}) {% endif %}
    """,
    "models/read.sql": "select sum(number) as number from {{ ref('kept') }}",
    "models/promised.sql": "select 1 as a",
    "models/made.py": "def model(dbt, session):\n    dbt.config(materialized='table')\n    return session.sql('select 5 as d')\n",
    "models/models.yml": """
        models:
          - name: shown
            columns: [{name: number, data_tests: [not_null]}]
          - name: people
            columns: [{name: id, data_tests: [{accepted_values: {values: [0, 1, 2], config: {severity: warn}}}]}]
          - name: promised
            config: {contract: {enforced: true}}
            columns: [{name: a, data_type: TYPE}]
    """,
}
ALL = {"people", "older", "counted", "shown", "kept", "read", "promised", "made", "not_null_shown_number"}
ACCEPTED = "accepted_values_people_id__0__1__2"
# A build always adds to a history, and runs Python.
ALWAYS = {"kept", "made"}


class Small:
    """A project of a few models, and its warehouse."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("materializations", "increments"):
            shutil.copytree(
                ROOT / "macros" / name,
                folder / "macros" / name,
                ignore=shutil.ignore_patterns("seed*", "loaded*", "look*"),
            )
        for name in ("seeds/sql_text.sql", "seeds/glob_text.sql", "engines/reads_exports_dir.sql"):
            shutil.copy(ROOT / "macros" / name, folder / "macros")
        (folder / "models").mkdir()
        for name, text in FILES.items():
            self.write(name, dedent(text).replace("FOLDER", str(folder)).replace("TYPE", "integer"))

    def write(self, name: str, text: str) -> None:
        """Write a file of the project."""
        (self.folder / name).write_text(text, encoding="utf-8")

    def build(self, *options: str, **variables: Any) -> set[str]:
        """Build; the names of the nodes that were made or, of a test, asked anew."""
        common = [
            "--project-dir",
            str(self.folder),
            "--profiles-dir",
            str(self.folder),
            "--quiet",
            "--log-level",
            "none",
        ]
        common += [
            "--target-path",
            str(self.folder / "target"),
            "--log-path",
            str(self.folder),
            "--vars",
            json.dumps(variables),
        ]
        done = dbtRunner().invoke(["build", *options, *common])
        DuckDBConnectionManager.close_all_connections()
        results = getattr(done.result, "results", [])
        assert results, done.exception
        return {
            r.node.name
            for r in results
            if r.adapter_response.get("code") != "UNCHANGED" and r.node.resource_type != "operation"
        }

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Run SQL on the warehouse, as somebody by hand."""
        with duckdb.connect(str(self.folder / "small.duckdb")) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """The project, built once."""
    project = Small(tmp_path_factory.mktemp("increments"))
    assert project.build() == ALL | {ACCEPTED}
    return project


def test_nothing_changed(small: Small) -> None:
    assert small.build() == ALWAYS
    assert small.build("--full-refresh") == ALL | {ACCEPTED}
    assert small.build() == ALWAYS
    assert small.query("select count(*) from increments.passed_tests") == [(2,)]


def test_a_change_goes_as_far_as_it_changes_something(small: Small) -> None:
    # another text of a model that comes to the same
    assert small.build(blank=" ") == ALWAYS | {"people"}
    # one row more, seen through a view and an ephemeral model; the history gets a row, and is read anew; a test warns
    assert small.build(people=4) == ALL - {"promised"} | {ACCEPTED}
    assert small.query("select number, (select number from read) from shown") == [(4, 7)]
    # a warning is told every time, and what passed is not asked again
    assert small.build(people=4) == ALWAYS | {ACCEPTED}
    # the history keeps what is there
    assert small.build() == ALL - {"promised", "read"} | {ACCEPTED}


@pytest.mark.parametrize(
    ("change", "made"),
    [
        ("drop table people", {"people"}),
        ("insert into people values (7, 'y')", {"people"}),
        ("delete from people where id = 0", {"people"}),
        ("alter table people add column more integer", {"people"}),
        ("alter table people rename column word to words", {"people"}),
        ("create or replace table people as select 9 as id, 'x' as word", {"people"}),
        ("create or replace view older as select 1 as id", {"older"}),
        ("insert into kept values (100)", {"read"}),
        ("delete from increments.passed_tests where test_id like '%not_null%'", {"not_null_shown_number"}),
    ],
)
def test_what_somebody_changed_by_hand_is_made_anew(small: Small, change: str, made: set[str]) -> None:
    small.build()
    before = small.query("select * from read, shown, counted")
    small.query(change)
    assert small.build() == ALWAYS | made
    if "kept" not in change:
        assert small.query("select * from read, shown, counted") == before
        assert small.query("from people order by 1") == [(0, "x"), (1, "x"), (2, "x")]


def test_a_part_of_the_project_takes_what_is_there(small: Small) -> None:
    small.build()
    # the view and the counts stay behind, until the whole is built
    assert small.build("--select", "people", people=6) == {"people", ACCEPTED}
    assert small.build("--select", "shown", people=6) == set()
    assert small.build("--select", "counted+", people=6) == {
        "counted",
        "shown",
        "kept",
        "read",
        "not_null_shown_number",
    }
    assert small.query("select number from shown") == [(6,)]
    assert "counted" in small.build()
    # dbt's own ways to build with less are other SQL
    assert "counted" in small.build("--empty")
    assert small.query("select number from shown") == []
    assert "counted" in small.build()
    assert small.query("select number from shown") == [(3,)]


def test_a_failure_leaves_what_it_was_made_from(small: Small) -> None:
    small.build()
    assert small.build(people="cast('x' as bigint)") >= {"people"}
    assert small.build() == ALWAYS


def test_a_changed_contract_is_kept(small: Small) -> None:
    small.build()
    for kind, made in (("bigint", {"promised"}), ("integer", {"promised"}), ("integer", set())):
        small.write("models/models.yml", dedent(FILES["models/models.yml"]).replace("TYPE", kind))
        # the query does not give a bigint, and its contract is not kept
        assert small.build() == ALWAYS | (made if kind == "bigint" else set()), kind


def test_changed_materializations_make_everything_anew(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    # without seeds, which know where the project is, its macros are looked for where dbt was called
    monkeypatch.chdir(small.folder)
    small.build()
    path = small.folder / "macros/materializations/view_duckdb.sql"
    path.write_text(path.read_text(encoding="utf-8") + "{# another #}\n", encoding="utf-8")
    assert small.build() >= {"people", "counted", "promised"}
    assert small.build() == ALWAYS


@pytest.fixture(scope="module")
def no_clock(compiled: dict[str, str]) -> Callable[[str], list[str]]:
    """Which models' SQL holds a word."""
    return lambda word: sorted(name for name, sql in compiled.items() if word in sql.lower())


@pytest.mark.parametrize(
    "word",
    [
        "now()",
        "today()",
        "current_date",
        "current_time",
        "get_current",
        "random()",
        "uuid",
        "nextval",
        "read_csv",
        "read_parquet",
        "getenv",
        "pg_backend",
    ],
)
def test_no_model_gives_other_rows_from_the_same_tables(no_clock: Callable[[str], list[str]], word: str) -> None:
    assert no_clock(word) == []


def test_random_changes_end_in_the_state_of_a_full_build() -> None:
    # the models behind the KPIs' values; make prove-increments builds all of them
    few = ["--steps", "2", "--months", "4", "--least-changes", "3", "--most-changes", "4"]
    models = ["--select", "+kpi_values", "+rejected_records"]
    command = [sys.executable, "-m", "tools.increments_proof", *few, *models]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-3000:]
    assert "2 builds compared with full builds, 0 differ." in done.stdout
