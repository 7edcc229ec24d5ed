"""Publishing: what stands in a publication, what is refused, and what readers see while one takes another's place."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tools import versions
from tools.project import ROOT
from tools.publish.__main__ import published
from tools.publish.histories import NotRestorable, lost_reports, restore
from tools.publish.last_build import LastBuild, NotPublishable, last_build, mart_nodes
from tools.publish.marts import DATABASE, MANIFEST
from tools.publish_proof import unlike_manifest
from tools.warehouse import mart_tables, quoted, table_hash

RUN = "0000-run"
COLUMNS = {"id": {"description": "The key.", "data_type": "bigint"}, "build": {"description": "Of which build."}}
META = {"rep_name": {"without_names": "rep_id"}, "team_name": {"without_names": "team_id"}}
KPI_TEXTS = [
    "name_en",
    "name_zh",
    "question",
    "question_zh",
    "measure",
    "measure_zh",
    "unit",
    "unit_en",
    "unit_zh",
    "number_format",
    "direction",
    "nature",
    "official_frequency",
    "owner",
    "owner_zh",
    "action_en",
    "action_zh",
]
SUPPORT = {
    "source_health": "select 'ok' as status, 'leads' as export, 'volume' as check_id, null::varchar as column_name, 1 as sample_size, "
    "'' as kpis_hit, 'Volume' as name_en, '数量' as name_zh, 'Enough.' as message_en, '足够。' as message_zh",
    "dim_exports": "select 'leads' as export, 'trusted' as source_status",
    "dim_kpis": "select 'new_customers' as kpi_id, 'trusted' as source_status, 1 as kpi_order, 0 as decimals, "
    + ", ".join(f"'{name}' as {name}" for name in KPI_TEXTS),
    "dim_periods": "select date '2026-10-14' as as_of_date, 'month' as period_type, date '2026-09-01' as period_start, "
    "date '2026-09-30' as period_end, 'September' as period_label_en, '9月' as period_label_zh, true as is_complete_period, "
    "true as is_latest_complete_period, 22 as working_days",
    "dim_reps": "select 'r1' as rep_id, 'Ana Maria' as rep_name, 't1' as team_id, true as is_active",
    "dim_teams": "select 't1' as team_id, 'Ana Maria and friends' as team_name, 1 as rep_count",
    "source_health_history": f"select '{RUN}' as run_id, timestamp '2026-10-14 06:00:00' as ran_at",
    "kpi_as_reported": "select 'exports' as history_name, 'row' as kpi_row_id, date '2026-09-01' as period_start, 1.5::double as kpi_value",
    "facts": "select range as id, 'none' as build from range(20000)",
}


HISTORY = {"access": "protected", "config": {"materialized": "incremental", "full_refresh": False}}


def node(table: str, columns: list[str]) -> dict[str, Any]:
    """A mart as dbt's manifest tells of it."""
    return {
        "name": table,
        "alias": table,
        "resource_type": "model",
        "original_file_path": f"models/core/{table}.sql",
        "description": "One row per thing.",
        "access": "public",
        "columns": {
            name: {"description": f"The {name}.", "data_type": "string", "config": {"meta": META.get(name, {})}}
            for name in columns
        },
    }


@pytest.fixture
def small(tmp_path: Path) -> tuple[Path, Path]:
    """A small warehouse, and the folder of what dbt wrote when it was built."""
    warehouse, target = tmp_path / "warehouse.duckdb", tmp_path / "target"
    target.mkdir()
    nodes = {}
    with duckdb.connect(str(warehouse)) as connection:
        for table, query in SUPPORT.items():
            connection.execute(f"create table {table} as {query}")
            described = connection.execute(f"describe {table}").fetchall()
            nodes[f"model.sales_kpis.{table}"] = node(table, [row[0] for row in described])
        connection.execute("create schema reference")
        connection.execute(
            "create table reference.texts as select 'pace' as topic, 'ahead' as code, 'ahead' as text_en, '超前' as text_zh, 1 as row"
        )
        connection.execute(
            "create table reference.settings as select 'touch_cap' as setting, 9.0 as value, 1.0 as at_least"
        )
        connection.execute(
            "create table reference.remarks as select date '2026-09-07' as first_on, null::date as last_on, null::varchar as kpi_id, 'company' as scope_type,"
            " 'all' as scope_id, 'Ana Maria was ill.' as text_en, null::varchar as text_zh"
        )
        connection.execute("create schema staging")
        connection.execute("create table staging.private as select 1 as secret")
    nodes["model.sales_kpis.kpi_as_reported"] |= HISTORY
    manifest = {"nodes": nodes, "metadata": {"dbt_version": "1.11.16", "invocation_id": RUN}}
    (target / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    results = {
        "metadata": {"invocation_id": RUN, "generated_at": "2026-10-14T06:01:00.5Z"},
        "args": {"which": "build", "vars": {}, "select": []},
        "results": [{"unique_id": key, "status": "success"} for key in nodes],
    }
    (target / "run_results.json").write_text(json.dumps(results), encoding="utf-8")
    return warehouse, target


def built(warehouse: Path, target: Path) -> LastBuild:
    """The last build of a warehouse, or a refusal."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return last_build(target, connection, warehouse)


def changed(target: Path, **changes: Any) -> None:
    """Change keys of run_results.json."""
    path = target / "run_results.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes), encoding="utf-8")


def sighted(folder: Path) -> tuple[str, str, set[str]]:
    """The build's id as the manifest, the database and all Parquet files of one version tell it."""
    version = folder / (folder / "current").readlink()
    manifest = json.loads((version / MANIFEST).read_text(encoding="utf-8"))["build_id"]
    with duckdb.connect(str(version / DATABASE), read_only=True) as connection:
        database = connection.execute("select build_id from publication.build").fetchone()
    files = str(version / "parquet/*.parquet")
    marks = duckdb.execute("select value from parquet_kv_metadata(?) where key = 'build_id'", [files]).fetchall()
    return manifest, database[0] if database else "", {bytes(value).decode() for (value,) in marks}


def test_the_demo_is_published_hash_for_hash(warehouse: Path, built_target: Path, tmp_path: Path) -> None:
    build = built(warehouse, built_target)
    version, manifest = published(tmp_path / "published", warehouse, build, names=True)
    with (
        duckdb.connect(str(warehouse), read_only=True) as before,
        duckdb.connect(str(tmp_path / "published" / DATABASE), read_only=True) as after,
    ):
        tables = mart_tables(after)
        assert tables == list(build.marts) == list(manifest["tables"])
        # what keeps first reports is in main too, and is not for readers
        assert {"kpi_as_reported", "reported_records"} <= set(mart_tables(before)) - set(tables)
        assert len(tables) > 40
        schemas = after.execute("select distinct schema_name from duckdb_tables() order by 1").fetchall()
        assert schemas == [("main",), ("publication",)]
        for table in tables:
            assert table_hash(after, table) == table_hash(before, table), table
            file = version / manifest["tables"][table]["parquet"]["path"]
            here, there = f"from main.{quoted(table)}", f"from '{file}'"
            query = f"({here} except all {there}) union all ({there} except all {here})"
            assert not after.execute(query).fetchall(), table
        undescribed = after.execute(
            "select count(*) from duckdb_columns() where database_name = current_database() "
            "and schema_name = 'main' and comment is null"
        )
        assert undescribed.fetchall() == [(0,)]


def test_a_publication_holds_the_marts_alone(small: tuple[Path, Path], tmp_path: Path) -> None:
    folder = tmp_path / "published"
    _, manifest = published(folder, small[0], built(*small), names=True)
    with duckdb.connect(str(folder / DATABASE), read_only=True) as connection:
        tables = connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
        texts = connection.execute("from publication.texts").fetchall()
        settings = connection.execute("from publication.settings").fetchall()
    assert (
        {name for schema, name in tables if schema == "main"}
        == set(SUPPORT) - {"kpi_as_reported"}
        == set(manifest["tables"])
    )
    assert {name for schema, name in tables if schema != "main"} == {"build", "texts", "settings", "remarks"}
    assert (texts, settings) == ([("pace", "ahead", "ahead", "超前")], [("touch_cap", 9.0)])
    assert manifest["as_of_date"] == "2026-10-14"
    assert manifest["tables"]["facts"]["rows"] == 20000
    assert manifest["source_health"]["exports"] == {"leads": "trusted"}


@pytest.mark.parametrize(
    ("most", "begins", "rows"), [(20_000, None, 20_000), (19_999, "2026-01-02", 15_000), (1, "2026-01-04", 5_000)]
)
def test_of_a_long_mart_the_newest_days_are_published(
    small: tuple[Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    most: int,
    begins: str | None,
    rows: int,
) -> None:
    """Whole days, up to so many rows, and the newest day at any rate; the manifest says from when on."""
    monkeypatch.setattr("tools.publish.marts.MOST_ROWS", most)
    warehouse, target = small
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(
            "create or replace table facts as select range as id, date '2026-01-01' + cast(range // 5000 as int) as day from range(20000)"
        )
    path = target / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["nodes"]["model.sales_kpis.facts"] = node("facts", ["id", "day"]) | {
        "config": {"meta": {"newest_by": "day"}}
    }
    path.write_text(json.dumps(manifest), encoding="utf-8")
    folder = tmp_path / "published"
    _, written = published(folder, warehouse, built(*small), names=True)
    assert (written["tables"]["facts"]["begins_on"], written["tables"]["facts"]["rows"]) == (begins, rows)
    with duckdb.connect(str(folder / DATABASE), read_only=True) as connection:
        first = connection.execute("select min(day) from facts").fetchall()[0][0]
    assert first.isoformat() == (begins or "2026-01-01")


def test_names_of_reps_can_stay_at_home(small: tuple[Path, Path], tmp_path: Path) -> None:
    folder = tmp_path / "published"
    version, manifest = published(folder, small[0], built(*small), names=False)
    with duckdb.connect(str(folder / DATABASE), read_only=True) as connection:
        assert connection.execute("select rep_id, rep_name from dim_reps").fetchall() == [("r1", "r1")]
        assert connection.execute("select team_id, team_name from bi.teams").fetchall() == [("t1", "t1")]
    assert manifest["has_names_of_reps"] is False
    for path in version.rglob("*"):
        assert path.is_dir() or b"Ana Maria" not in path.read_bytes(), path


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"args": {"which": "run"}}, "`dbt run`"),
        ({"args": {"which": "build", "select": ["kpi_due"]}}, "--select"),
        ({"args": {"which": "build", "exclude_resource_types": ["test"]}}, "--exclude-resource-types"),
        ({"args": {"which": "build", "selector": "other"}}, "--selector"),
        ({"args": {"which": "build", "empty": True}}, "--empty"),
        ({"results": [{"unique_id": "test.t", "status": "fail"}]}, "test.t: fail"),
        ({"results": [{"unique_id": "model.m", "status": "skipped"}]}, "model.m: skipped"),
        ({"results": [{"unique_id": "model.m", "status": "error"}]}, "model.m: error"),
        ({"args": {"which": "build", "sample": "3 days"}}, "--sample"),
        ({"metadata": {"invocation_id": "other", "generated_at": "2026-10-14T06:01:00Z"}}, "run 0000-run"),
    ],
)
def test_what_is_not_green_and_whole_is_refused(small: tuple[Path, Path], changes: dict[str, Any], told: str) -> None:
    changed(small[1], **changes)
    with pytest.raises(NotPublishable) as refusal:
        built(*small)
    assert told in str(refusal.value)
    assert "make build" in str(refusal.value)


@pytest.mark.parametrize("selector", [None, "data", "everything"])
def test_a_build_without_unit_tests_is_whole(small: tuple[Path, Path], selector: str | None) -> None:
    changed(small[1], args={"which": "build", "selector": selector})
    assert built(*small).marts


def test_a_build_that_was_cut_off_is_refused(small: tuple[Path, Path]) -> None:
    """It has parsed the project and changed tables, and the results are still those of the build before."""
    path = small[1] / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["metadata"]["invocation_id"] = "1111-later"
    path.write_text(json.dumps(manifest))
    with pytest.raises(NotPublishable, match=r"is of run 1111-later, .* of run 0000-run"):
        built(*small)


def test_the_warehouse_of_another_build_is_refused(small: tuple[Path, Path]) -> None:
    with duckdb.connect(str(small[0])) as connection:
        connection.execute("insert into source_health_history values ('2222-other', timestamp '2026-10-15 06:00:00')")
    with pytest.raises(NotPublishable, match="last built by run 2222-other"):
        built(*small)


def test_the_command_says_what_it_did_and_what_it_could_not(small: tuple[Path, Path], tmp_path: Path) -> None:
    warehouse, target = small
    changed(target, args={"which": "build", "vars": {"reporting_currency": "EUR"}})
    environment = os.environ | {"SALES_KPIS_WAREHOUSE": str(warehouse), "SALES_KPIS_PUBLISHED": str(tmp_path / "there")}

    def publish(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tools.publish", "--target", str(target), *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    done = publish()
    assert done.returncode == 0, done.stderr
    assert f"Published {len(SUPPORT) - 1} marts" in done.stdout
    manifest = json.loads((tmp_path / "there" / MANIFEST).read_text(encoding="utf-8"))
    assert manifest["reporting_currency"] == "EUR"
    (tmp_path / "file").touch()
    refused = publish("--to", str(tmp_path / "file/below"))
    assert (refused.returncode, "cannot write to" in refused.stderr) == (1, True)
    with duckdb.connect(str(warehouse)):
        locked = publish()
    assert (locked.returncode, "A build is running" in locked.stderr) == (1, True)
    absent = publish("--warehouse", str(tmp_path / "none.duckdb"))
    assert (absent.returncode, "Run make build" in absent.stderr) == (1, True)


def test_warnings_do_not_hinder_and_are_told(small: tuple[Path, Path], tmp_path: Path) -> None:
    changed(small[1], results=[{"unique_id": "test.w", "status": "warn"}])
    assert published(tmp_path / "published", small[0], built(*small), names=True)[1]["warnings"] == ["test.w"]


@pytest.mark.parametrize(("damage", "told"), [(None, "no build has ended"), ('{"args": {"wh', "cut off")])
def test_results_that_cannot_be_read_are_refused(small: tuple[Path, Path], damage: str | None, told: str) -> None:
    path = small[1] / "run_results.json"
    path.unlink() if damage is None else path.write_text(damage)
    with pytest.raises(NotPublishable, match=told):
        built(*small)


def test_a_warehouse_that_left_its_contract_is_refused(small: tuple[Path, Path]) -> None:
    with duckdb.connect(str(small[0])) as connection:
        connection.execute("alter table facts add column more int")
    with pytest.raises(NotPublishable, match="facts differs from its contract in more"):
        built(*small)


def test_a_reader_keeps_its_version_and_old_ones_go(small: tuple[Path, Path], tmp_path: Path) -> None:
    folder, build = tmp_path / "published", built(*small)
    first, _ = published(folder, small[0], replace(build, build_id="first"), names=True)
    with duckdb.connect(str(first / DATABASE), read_only=True) as reader:
        for number in range(versions.KEPT + 1):
            published(folder, small[0], replace(build, build_id=f"b{number}"), names=True)
        assert reader.execute("select count(*) from facts").fetchone() == (20000,)
    assert not first.exists()
    assert len(versions.by_age(folder)) == versions.KEPT
    assert sighted(folder) == ("b3", "b3", {"b3"})


def test_what_cannot_be_written_leaves_the_old_version(small: tuple[Path, Path], tmp_path: Path) -> None:
    folder, build = tmp_path / "published", built(*small)
    published(folder, small[0], replace(build, build_id="good"), names=True)
    missing = {**build.marts, "zzz": node("zzz", ["id"])}
    with pytest.raises(duckdb.CatalogException):
        published(folder, small[0], replace(build, build_id="bad", marts=missing), names=True)
    assert sighted(folder) == ("good", "good", {"good"})
    assert not list(folder.glob(f"{versions.STAGING}*"))
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        published(tmp_path / "file", small[0], build, names=True)


def publish_in_another_process(folder: Path, warehouse: Path, build: LastBuild) -> multiprocessing.process.BaseProcess:
    """Start to publish, in a process that can be killed."""
    process = multiprocessing.get_context("fork").Process(target=published, args=(folder, warehouse, build, True))
    process.start()
    return process


def test_a_publisher_killed_at_any_moment_leaves_a_whole_version(small: tuple[Path, Path], tmp_path: Path) -> None:
    folder, build = tmp_path / "published", built(*small)
    started = time.monotonic()
    published(folder, small[0], replace(build, build_id="b0"), names=True)
    whole = time.monotonic() - started
    dice, seen, killed = random.Random(4), {"b0"}, 0
    for number in range(1, 25):
        process = publish_in_another_process(folder, small[0], replace(build, build_id=f"b{number}"))
        time.sleep(dice.uniform(0, 1.3 * whole))
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        killed += process.exitcode == -signal.SIGKILL
        manifest, database, files = sighted(folder)
        assert files == {database} == {manifest}
        # the workbooks too
        assert unlike_manifest((folder / "current").resolve()) == []
        seen.add(manifest)
    assert killed >= 5, "too few publishers were killed at work"
    published(folder, small[0], replace(build, build_id="last"), names=True)
    assert sighted(folder) == ("last", "last", {"last"})
    assert not list(folder.glob(f"{versions.STAGING}*"))
    assert len(versions.by_age(folder)) <= versions.KEPT


def test_marts_are_the_public_models(built_target: Path) -> None:
    manifest = json.loads((built_target / "manifest.json").read_text(encoding="utf-8"))
    marts = mart_nodes(manifest)
    assert {"kpi_scorecard", "dim_reps", "source_health"} < set(marts)
    assert not [name for name in marts if name.startswith(("stg_", "int_", "base_", "records_"))]


def test_first_reports_that_the_warehouse_lacks_are_not_replaced(small: tuple[Path, Path], tmp_path: Path) -> None:
    """Unless they were struck, are the demo's, or are not wanted any more."""
    folder = tmp_path / "published"
    published(folder, small[0], built(*small), True)
    assert lost_reports(folder, small[0]) == 0
    with duckdb.connect(str(small[0])) as connection:
        connection.execute("create table struck_reports as select * from kpi_as_reported")
        connection.execute("delete from kpi_as_reported")
    assert lost_reports(folder, small[0]) == 0
    with duckdb.connect(str(small[0])) as connection:
        connection.execute("drop table struck_reports")
    assert lost_reports(folder, small[0]) == 1
    command = [
        sys.executable,
        "-m",
        "tools.publish",
        "--target",
        str(small[1]),
        "--warehouse",
        str(small[0]),
        "--to",
        str(folder),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "1 first reports" in done.stderr
    assert "make restore" in done.stderr


def test_histories_come_back_into_a_new_warehouse(small: tuple[Path, Path], tmp_path: Path) -> None:
    """With their rows and types; what is there already is not written over, and a damaged file is not taken."""
    folder, new = tmp_path / "published", tmp_path / "new/warehouse.duckdb"
    version, manifest = published(folder, small[0], built(*small), True)
    assert manifest["histories"]["kpi_as_reported"]["rows"] == 1
    assert "kpi_as_reported" not in manifest["tables"]
    assert restore(folder, new) == {"kpi_as_reported": 1}
    sql = "select *, typeof(columns(*)) from kpi_as_reported"
    with duckdb.connect(str(small[0]), read_only=True) as connection:
        kept = connection.execute(sql).fetchall()
    with duckdb.connect(str(new), read_only=True) as connection:
        assert connection.execute(sql).fetchall() == kept
    with pytest.raises(NotRestorable, match="has histories already"):
        restore(folder, new)
    with pytest.raises(NotRestorable, match="holds no publication"):
        restore(tmp_path / "nowhere", tmp_path / "other.duckdb")
    (version / "histories/kpi_as_reported.parquet").write_bytes(b"cut off")
    with pytest.raises(NotRestorable, match="not as it was published"):
        restore(folder, tmp_path / "other.duckdb")
    assert not (tmp_path / "other.duckdb").exists()
