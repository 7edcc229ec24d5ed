"""The project's own materializations for DuckDB, in a small project: what is built, and what a failure leaves."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.python.conftest import DBT
from tools.project import ROOT

FILES = {
    "dbt_project.yml": "{name: sales_kpis, config-version: 2, profile: small}",
    "profiles.yml": """
        small:
          target: small
          outputs: {small: {type: duckdb, path: "{{ env_var('SALES_KPIS_WAREHOUSE') }}"}}
    """,
    "models/kept.sql": "{{ var('kept') }}",
    "models/free.sql": "{{ config(materialized=var('kind')) }} {{ var('free') }}",
    "models/made.py": """
def model(dbt, session):
    dbt.config(materialized="table")
    return session.sql("select 5 as d")
""",
    "models/models.yml": """
        models:
          - name: kept
            config: {materialized: table, contract: {enforced: true}}
            columns: [{name: a, data_type: integer}, {name: b, data_type: text}]
          - name: free
            columns: [{name: c, data_tests: [not_null]}]
    """,
}
ROWS = "select a, b from kept"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of three models: one with a contract, one that is a table or a view, with a test, and one in Python."""
    folder = tmp_path_factory.mktemp("small")
    for name in ("materializations", "increments"):
        ignored = shutil.ignore_patterns("seed*", "loaded*", "look*")
        shutil.copytree(ROOT / "macros" / name, folder / "macros" / name, ignore=ignored)
    for name in ("seeds/sql_text.sql", "seeds/glob_text.sql"):
        shutil.copy(ROOT / "macros" / name, folder / "macros")
    (folder / "models").mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def build(folder: Path, **variables: str) -> tuple[dict[str, str], dict[str, Any]]:
    """Build the models; what became of each node, and what the warehouse holds then."""
    warehouse, target = folder / "small.duckdb", folder / "target"
    command = [str(DBT), "--no-use-colors", "build", "--vars", json.dumps(variables), "--target-path", str(target)]
    environment = os.environ | {"SALES_KPIS_WAREHOUSE": str(warehouse), "DO_NOT_TRACK": "1"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    results = json.loads((target / "run_results.json").read_text(encoding="utf-8"))["results"]
    status = {result["unique_id"].split(".")[2]: result["status"] for result in results}
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        tables = dict(connection.execute("select table_name, table_type from information_schema.tables").fetchall())
        columns = connection.execute("select column_name from (describe kept)").fetchall()
        found = {"tables": tables, "columns": [name for (name,) in columns]}
        found["kept"] = connection.execute(ROWS).fetchall()
        found["made"] = connection.execute("select d from made").fetchall()
        found["free"] = connection.execute("select c from free").fetchall()
    return status, found | {"output": done.stdout}


def test_a_build_replaces_what_is_there_and_a_failed_one_leaves_it(small: Path) -> None:
    status, found = build(small, kept="select 1 as a, 'x' as b", free="select 1 as c", kind="table")
    assert set(status.values()) == {"success", "pass"}, found["output"]
    assert found["tables"] == {"kept": "BASE TABLE", "free": "BASE TABLE", "made": "BASE TABLE"}
    assert (found["kept"], found["free"], found["made"]) == ([(1, "x")], [(1,)], [(5,)])

    # the contract says the order of the columns; a view takes the place of a table; a test finds its row
    status, found = build(small, kept="select 'y' as b, 2 as a", free="select null as c", kind="view")
    assert status == {"kept": "success", "free": "success", "made": "success", "not_null_free_c": "fail"}, found[
        "output"
    ]
    assert found["tables"] == {"kept": "BASE TABLE", "free": "VIEW", "made": "BASE TABLE"}
    assert (found["columns"], found["kept"], found["free"]) == (["a", "b"], [(2, "y")], [(None,)])

    # another type, and a query that stops while a table is to take the place of a view
    status, after = build(small, kept="select 'z' as a, 'z' as b", free="select error('no') as c", kind="table")
    assert (status["kept"], status["free"]) == ("error", "error"), after["output"]
    assert "data type mismatch" in after["output"]
    assert after | {"output": ""} == found | {"output": ""}

    # a column that is not promised
    status, after = build(small, kept="select 3 as a, 'z' as b, 4 as d", free="select 1 as c", kind="table")
    assert (status["kept"], after["kept"]) == ("error", [(2, "y")]), after["output"]
    assert "missing in contract" in after["output"]
    assert after["tables"] == {"kept": "BASE TABLE", "free": "BASE TABLE", "made": "BASE TABLE"}
