"""Superset's assets hold together and ask only for what the marts have; Superset itself is run by make superset-check."""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tools.project import Project
from tools.superset import check
from tools.superset.assets import COPY, Assets, bundle, on_database, read_assets, read_words, with_chinese
from tools.superset.queries import queries_of

TABLE = re.compile(r"\bmain\.(\w+)")
HAN = re.compile(r"[一-鿿]")
# Texts that are the same in both languages.
SAME_WORD = {"MRR"}


@pytest.fixture(scope="module")
def assets() -> Assets:
    """The assets as they stand in the repository."""
    return read_assets()


@pytest.fixture(scope="module")
def marts(project: Project) -> dict[str, dict[str, Any]]:
    """The columns that each mart's contract promises, by the mart's table."""
    return {node["alias"]: node["columns"] for node in project.marts}


@pytest.fixture(scope="module")
def promised(marts: dict[str, dict[str, Any]]) -> duckdb.DuckDBPyConnection:
    """A database with every mart as its contract promises it, and without rows."""
    connection = duckdb.connect()
    for table, columns in marts.items():
        described = ", ".join(f'"{name}" {column["data_type"]}' for name, column in columns.items())
        connection.execute(f'create table main."{table}" ({described})')
    return connection


def of(assets: Assets, kind: str) -> dict[str, Any]:
    """The assets of a kind, by path."""
    return {path: asset for path, asset in assets.items() if path.startswith(f"{kind}/")}


def dataset_of(assets: Assets, chart: dict[str, Any]) -> dict[str, Any]:
    """The dataset that a chart reads."""
    return next(asset for asset in of(assets, "datasets").values() if asset["uuid"] == chart["dataset_uuid"])


def test_datasets_read_columns_that_the_marts_promise(assets: Assets, promised: duckdb.DuckDBPyConnection) -> None:
    for path, dataset in of(assets, "datasets").items():
        found = promised.execute(f"describe {dataset['sql']}").fetchall()
        listed = [(column["column_name"], column["type"]) for column in dataset["columns"]]
        assert [(name, kind) for name, kind, *_ in found] == listed, path


def test_metrics_are_queries(assets: Assets, promised: duckdb.DuckDBPyConnection) -> None:
    for path, dataset in of(assets, "datasets").items():
        for metric in dataset["metrics"]:
            promised.execute(f"select {metric['expression']} from ({dataset['sql']})"), path


def test_datasets_read_published_tables_only(assets: Assets, marts: dict[str, Any]) -> None:
    for path, dataset in of(assets, "datasets").items():
        read = set(TABLE.findall(dataset["sql"]))
        assert read, path
        assert read <= set(marts), path
        assert len(re.findall(r"\b(?:from|join)\s+main\.", dataset["sql"])) == len(TABLE.findall(dataset["sql"])), path


def test_charts_ask_for_what_their_dataset_has(assets: Assets) -> None:
    everything = with_chinese(assets)
    boards = of(everything, "dashboards").values()
    for path, chart in of(everything, "charts").items():
        dataset = dataset_of(everything, chart)
        columns = {column["column_name"] for column in dataset["columns"]}
        metrics = {metric["metric_name"] for metric in dataset["metrics"]}
        shown_on = [board for board in boards if chart["uuid"] in str(board["position"])]
        assert len(shown_on) == 1, f"{path} stands on {len(shown_on)} dashboards"
        assert chart["viz_type"] == chart["params"]["viz_type"], path
        for query in queries_of(chart, shown_on[0]):
            assert query["columns"], path
            assert set(query["columns"]) <= columns, path
            assert set(query["metrics"] or []) <= metrics, path
            assert {held["col"] for held in query["filters"]} <= columns, path
            assert {column for column, _ in query["orderby"]} <= columns, path
        assert set(chart["params"].get("column_config", {})) <= columns, path
        for rule in chart["params"].get("conditional_formatting", []):
            assert rule["column"] in columns | metrics, path


def test_ids_are_unique_and_lead_somewhere(assets: Assets) -> None:
    everything = with_chinese(assets)
    ids = [asset["uuid"] for asset in everything.values() if "uuid" in asset]
    assert len(ids) == len(set(ids)) == len(everything) - 1, "every asset but metadata.yaml has an id of its own"
    assert all(str(uuid.UUID(one)) == one for one in ids)
    kinds = {
        kind: {asset["uuid"] for asset in of(everything, kind).values()} for kind in ("databases", "datasets", "charts")
    }
    assert {asset["database_uuid"] for asset in of(everything, "datasets").values()} <= kinds["databases"]
    assert {asset["dataset_uuid"] for asset in of(everything, "charts").values()} <= kinds["datasets"]
    placed = [
        part["meta"]["uuid"]
        for board in of(everything, "dashboards").values()
        for part in board["position"].values()
        if isinstance(part, dict) and part["type"] == "CHART"
    ]
    assert sorted(placed) == sorted(kinds["charts"]), "each chart stands once on the dashboards"


def test_layout_is_a_tree_of_rows_that_fit(assets: Assets) -> None:
    for path, board in of(assets, "dashboards").items():
        parts = {key: part for key, part in board["position"].items() if isinstance(part, dict)}
        for key, part in parts.items():
            assert part["id"] == key, path
            for child in part.get("children", []):
                assert key == parts[child]["parents"][-1], f"{path}: {child}"
            if part["type"] == "ROW":
                assert sum(parts[child]["meta"]["width"] for child in part["children"]) == 12, f"{path}: {key}"
        charts = {asset["uuid"]: asset["slice_name"] for asset in of(assets, "charts").values()}
        numbers = [part["meta"]["chartId"] for part in parts.values() if part["type"] == "CHART"]
        assert len(numbers) == len(set(numbers))
        for part in parts.values():
            if part["type"] == "CHART":
                assert part["meta"]["sliceName"] == charts[part["meta"]["uuid"]], path


def test_filters_name_columns_of_their_dataset(assets: Assets) -> None:
    datasets = {asset["uuid"]: asset for asset in of(assets, "datasets").values()}
    for board in of(assets, "dashboards").values():
        numbers = {part["meta"]["chartId"] for part in board["position"].values() if "chartId" in str(part)}
        for native in board["metadata"]["native_filter_configuration"]:
            assert set(native["scope"]["excluded"]) < numbers
            for target in filter(None, native["targets"]):
                columns = {column["column_name"] for column in datasets[target["datasetUuid"]]["columns"]}
                assert target["column"]["name"] in columns


def texts(assets: Assets) -> set[str]:
    """The texts of charts and dashboards that a person reads."""
    found: set[str] = set()
    for chart in of(assets, "charts").values():
        found |= {chart["slice_name"], chart["description"]}
    for board in of(assets, "dashboards").values():
        found |= {board["dashboard_title"], board["description"]}
        for native in board["metadata"]["native_filter_configuration"]:
            found |= {native["name"], native["description"]}
            for held in native["defaultDataMask"]["extraFormData"].get("filters", []):
                found |= set(held["val"])
    return found


def test_every_text_is_in_chinese_too(assets: Assets) -> None:
    words = read_words()
    assert texts(assets) == set(words), "chinese.yml has exactly the texts that are shown"
    assert {word for word, chinese in words.items() if not HAN.search(chinese)} == SAME_WORD
    copies = {path: asset for path, asset in with_chinese(assets).items() if Path(path).stem.endswith(f"_{COPY}")}
    assert len(copies) == len(of(assets, "charts")) + len(of(assets, "dashboards"))
    assert not [path for path, copy in copies.items() if re.search(r"\w_en\b", str(copy))]


def test_the_database_is_read_only_and_placed_at_import(assets: Assets, tmp_path: Path) -> None:
    placed = of(on_database(assets, tmp_path / "marts.duckdb"), "databases")
    assert [asset["sqlalchemy_uri"] for asset in placed.values()] == [f"duckdb:///{tmp_path}/marts.duckdb"]
    for asset in placed.values():
        assert asset["extra"]["engine_params"]["connect_args"]["read_only"] is True
        assert not asset["allow_dml"]
        assert not asset["allow_ctas"]
    assert bundle(assets).startswith(b"PK")


def test_every_chart_has_an_expectation_with_rows(assets: Assets, warehouse: Path) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for path in of(assets, "charts"):
            for language in ("en", "zh"):
                assert check.expected(connection, Path(path).stem, language), f"{path}, {language}"


def answered(connection: duckdb.DuckDBPyConnection, dataset: dict[str, Any], query: dict[str, Any]) -> list[check.Row]:
    """What the API would answer to a chart's query, computed in DuckDB."""
    expressions = {metric["metric_name"]: metric["expression"] for metric in dataset["metrics"]}
    conditions = []
    for held in query["filters"]:
        value = held["val"][0] if isinstance(held["val"], list) else held["val"]
        operator = {"==": "=", "IN": "="}.get(held["op"], held["op"])
        ending = operator if value is None else f"{operator} {value!r}"
        conditions.append(f"{held['col']} {ending}")
    metrics = query["metrics"] or []
    grouped = f"group by {', '.join(query['columns'])}" if metrics else ""
    order = f"order by {query['orderby'][0][0]}" if query["orderby"] else ""
    rows = connection.execute(
        f"select {', '.join([*query['columns'], *(expressions[metric] for metric in metrics)])} from ({dataset['sql']}) "
        f"where {' and '.join(conditions) or 'true'} {grouped} {order} limit {query['row_limit']}"
    ).fetchall()
    return [tuple(map(check.plain, row)) for row in rows]


def test_datasets_and_filters_show_what_the_marts_say(assets: Assets, warehouse: Path) -> None:
    everything = with_chinese(assets)
    boards = of(everything, "dashboards").values()
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for path, chart in of(everything, "charts").items():
            board = next(board for board in boards if chart["uuid"] in str(board["position"]))
            dataset = dataset_of(everything, chart)
            found = [row for query in queries_of(chart, board) for row in answered(connection, dataset, query)]
            name = Path(path).stem
            language = COPY if name.endswith(f"_{COPY}") else "en"
            rows = check.expected(connection, name.removesuffix(f"_{COPY}"), language)
            wanted = [tuple(map(check.plain, row)) for row in rows]
            assert check.difference(found, wanted, "order_by_cols" in chart["params"]) is None, path


def test_a_difference_is_told() -> None:
    rows: list[check.Row] = [("2026-09-01", 1.0), ("2026-08-01", 2.0)]
    assert check.difference(rows, rows[::-1], ordered=False) is None
    assert check.difference(rows, rows[::-1], ordered=True) is not None
    assert check.difference(rows, [("2026-09-01", 1.0), ("2026-08-01", 2.0001)], ordered=False) is not None
    assert check.difference(rows, rows[:1], ordered=False) == "2 rows; the mart has 1"
    assert check.shown([{"period_start": 1788220800000, "amount": 1}]) == [("2026-09-01", 1.0)]


def test_a_changed_publication_changes_every_chart(assets: Assets, warehouse: Path, tmp_path: Path) -> None:
    first = check.publish(tmp_path / "published", warehouse, "1")
    with duckdb.connect(str(first), read_only=True) as connection:
        before = {path: check.expected(connection, Path(path).stem, "en") for path in of(assets, "charts")}
    second = check.publish(tmp_path / "published", warehouse, "2", check.CHANGES)
    assert first == second
    with duckdb.connect(str(second), read_only=True) as connection:
        same = [path for path in before if check.expected(connection, Path(path).stem, "en") == before[path]]
    assert not same
