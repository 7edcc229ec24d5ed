"""The change review on two small publications that differ in every way that it tells of."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tools.project import ROOT
from tools.publish.marts import MANIFEST_VERSION
from tools.review.project_changes import changed_nodes, contract_changes, project_changes
from tools.review.publications import NoPublication, attached, read
from tools.review.value_changes import value_changes

SCORECARD = (
    "kpi_row_id varchar, kpi_id varchar, period_type varchar, period_start date, scope_type varchar, scope_id varchar, "
    "kpi_value double, value_status varchar, target_status varchar, source_status varchar"
)
BEFORE = [
    ("a", "wins", "month", "2026-08-01", "company", "all", 10.0, "ok", "on_target", "trusted"),
    ("b", "wins", "month", "2026-09-01", "company", "all", 100.0, "ok", "on_target", "trusted"),
    ("c", "wins", "month", "2026-09-01", "rep", "r1", 0.0, "ok", "off_target", "trusted"),
    ("d", "pace", "month", "2026-09-01", "company", "all", 0.1 + 0.2, "ok", "no_target", "trusted"),
    ("e", "gone", "month", "2026-09-01", "company", "all", 1.0, "ok", "no_target", "trusted"),
]
AFTER = [
    ("a", "wins", "month", "2026-08-01", "company", "all", 15.0, "ok", "on_target", "trusted"),
    ("b", "wins", "month", "2026-09-01", "company", "all", 90.0, "ok", "at_risk", "trusted"),
    ("c", "wins", "month", "2026-09-01", "rep", "r1", None, "no_data", "not_assessed", "trusted"),
    ("d", "pace", "month", "2026-09-01", "company", "all", 0.3, "ok", "no_target", "trusted"),
    ("f", "wins", "month", "2026-10-01", "company", "all", 4.0, "ok", "on_target", "trusted"),
]
Node = dict[str, Any]


def node(kind: str, name: str, checksum: str, reads: list[str], runs: list[str] | None = None) -> Node:
    """A node as a publication keeps it."""
    return {"name": name, "kind": kind, "checksum": checksum, "columns": {}, "reads": reads, "runs": runs or []}


def publish(
    folder: Path, rows: list[tuple[Any, ...]], health: str, more: str, nodes: dict[str, Node], macro: str
) -> Path:
    """Write a publication by hand."""
    folder.mkdir()
    with duckdb.connect(str(folder / "sales_kpis.duckdb")) as connection:
        connection.execute(f"create table kpi_scorecard ({SCORECARD})")
        connection.executemany("insert into kpi_scorecard values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        connection.execute(f"create table source_health as select 'deals.freshness' as health_id, '{health}' as status")
        connection.execute("create table dim_kpis as select 'wins' as kpi_id, 'Head' as owner")
        connection.execute("create table dim_targets as select 'wins' as kpi_id, 1.0 as target_value")
        connection.execute(f"create table facts as select 1 as id, {more}")
        described = connection.execute(
            "select table_name, column_name, data_type from duckdb_columns() where database_name = current_database() "
            "and schema_name = 'main' and not internal order by table_name, column_index"
        ).fetchall()
    tables: dict[str, Any] = {}
    for table, column, kind in described:
        tables.setdefault(table, {"columns": []})["columns"].append({"name": column, "type": kind})
    manifest = {
        "manifest_version": MANIFEST_VERSION,
        "build_id": folder.name,
        "built_at": "2026-10-14T06:00:00Z",
        "as_of_date": "2026-10-14",
        "schema_version": "1.0",
        "tables": tables,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    project = {
        "nodes": nodes,
        "macros": {
            "macro.p.default__ratio": macro,
            "macro.p.ratio": "{{ return(adapter.dispatch('ratio', 'p')(a, b)) }}",
            "macro.p.rows": "{% macro rows() %}{{ ratio() }}{% endmacro %}",
        },
    }
    (folder / "project.json").write_text(json.dumps(project), encoding="utf-8")
    return folder


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """A publication before and after a change: a macro, a model's text, a column, a new model, a check, values."""
    old = {
        "model.p.base": node("model", "base", "1", []),
        "model.p.wins": node("model", "wins", "1", ["model.p.base"], ["macro.p.rows"]),
        "model.p.pace": node("model", "pace", "1", []),
        "model.p.old": node("model", "old", "1", []),
        "exposure.p.board": node("exposure", "board", "", ["model.p.wins"]),
        "exposure.p.still": node("exposure", "still", "", ["model.p.pace"]),
    }
    new = {key: value for key, value in old.items() if key != "model.p.old"} | {
        "model.p.fresh": node("model", "fresh", "1", [])
    }
    before = publish(tmp_path / "before", BEFORE, "ok", "2 as kept, 3 as dropped", old, "a / b")
    after = publish(tmp_path / "after", AFTER, "critical", "'2' as kept, 4 as added", new, "a / nullif(b, 0)")
    return before, after


def test_contracts(two: tuple[Path, Path]) -> None:
    [change] = contract_changes(read(two[0]), read(two[1]))
    assert (change.table, change.is_breaking) == ("facts", True)
    assert (change.added, change.removed, change.retyped) == (
        ["added INTEGER"],
        ["dropped INTEGER"],
        ["kept: INTEGER → VARCHAR"],
    )


def test_a_changed_macro_of_an_engine_reaches_models_through_other_macros(two: tuple[Path, Path]) -> None:
    assert changed_nodes(read(two[0]), read(two[1])) == {"model.p.wins": "macro rows"}


def test_readers_downstream_of_a_change(two: tuple[Path, Path]) -> None:
    changes = project_changes(read(two[0]), read(two[1]))
    assert changes.readers == {"exposure board": ["wins"]}
    assert (changes.added, changes.removed) == (["model fresh"], ["model old"])


def test_values(two: tuple[Path, Path]) -> None:
    with attached(read(two[0]), read(two[1])) as connection:
        gone, wins = value_changes(connection)
    assert (gone.kpi_id, gone.gone, gone.moved) == ("gone", 1, 0)
    assert (wins.rows, wins.moved, wins.new, wins.gone) == (4, 3, 1, 0)
    assert wins.verdicts == {"value_status": 1, "target_status": 2, "source_status": 0}
    assert wins.largest
    assert (wins.largest.was, wins.largest.now, wins.largest.scope) == (100.0, 90.0, "company/all")
    assert wins.largest_relative
    assert (wins.largest_relative.period_start, wins.largest_relative.relative) == ("2026-08-01", 0.5)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    return subprocess.run(
        [sys.executable, "-m", "tools.review", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_the_command(two: tuple[Path, Path], tmp_path: Path) -> None:
    page = tmp_path / "review.md"
    done = run("--previous", str(two[0]), "--current", str(two[1]), "--markdown", str(page), "--fail-on-breaking")
    assert done.returncode == 3
    assert page.read_text(encoding="utf-8").strip() == done.stdout.strip()
    for told in (
        "1 contracts break, 1 readers rest on what changed, 3 values of 2 KPIs moved",
        "| `facts` | **breaking** |",
        "| exposure board | wins |",
        "100 → 90 (-10.00%), month 2026-09-01, company/all",
        "| deals.freshness | ok | critical |",
        "model wins (macro rows)",
    ):
        assert told in done.stdout, told


def test_no_change_says_so(two: tuple[Path, Path]) -> None:
    done = run("--previous", str(two[0]), "--current", str(two[0]), "--fail-on-breaking")
    assert done.returncode == 0
    assert "no contract breaks, 0 readers rest on what changed, no value moved" in done.stdout


def test_what_is_no_publication_is_told(tmp_path: Path, two: tuple[Path, Path]) -> None:
    with pytest.raises(NoPublication, match=r"manifest\.json, project\.json, sales_kpis\.duckdb not found"):
        read(tmp_path)
    (two[0] / "manifest.json").write_text(json.dumps({"manifest_version": 0}), encoding="utf-8")
    with pytest.raises(NoPublication, match="version 0"):
        read(two[0])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("alter table dim_targets add column more int", ""),
        ("alter table dim_kpis add column more int", ""),
        ("alter table kpi_scorecard rename target_status to verdict", "`kpi_scorecard.target_status`"),
        ("alter table kpi_scorecard drop column kpi_value", "`kpi_scorecard.kpi_value`"),
        ("drop table source_health", "`source_health`"),
        ("drop table kpi_scorecard", "`kpi_scorecard`"),
    ],
)
def test_a_publication_that_lacks_a_part_is_compared_as_far_as_it_goes(
    two: tuple[Path, Path], change: str, told: str
) -> None:
    """A change of the very tables that are compared is what a review is for."""
    with duckdb.connect(str(two[0] / "sales_kpis.duckdb")) as connection:
        connection.execute(change)
    done = run("--previous", str(two[0]), "--current", str(two[1]))
    assert done.returncode == 0, done.stderr
    assert "| exposure board | wins |" in done.stdout
    assert told in done.stdout
    assert ("Not compared" in done.stdout) == bool(told)
