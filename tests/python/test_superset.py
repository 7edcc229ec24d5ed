"""Superset's charts ask for what the marts have, and get what the marts say; Superset itself is run by make superset-check."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from tools.superset import assets as example
from tools.superset.assets import EXAMPLE, Assets, dataset_of, of, queries_of, read_assets

# Texts that are the same in both languages.
SAME_WORD = {"MRR"}


@pytest.fixture(scope="module")
def assets() -> Assets:
    """What is imported, in both languages."""
    return read_assets()


def test_datasets_list_the_columns_of_their_queries(assets: Assets, built: duckdb.DuckDBPyConnection) -> None:
    """On a connection that only reads."""
    [database] = of(assets, "databases").values()
    assert database["extra"]["engine_params"]["connect_args"]["read_only"] is True
    assert not database["allow_dml"]
    for name, dataset in of(assets, "datasets").items():
        found = [(column, kind) for column, kind, *_ in built.execute(f"describe {dataset['sql']}").fetchall()]
        assert found == [(column["column_name"], column["type"]) for column in dataset["columns"]], name
        assert not re.search(r"\b(from|join) (?!main\.)\w+\.", dataset["sql"]), f"{name} reads what is not published"


def answered(
    connection: duckdb.DuckDBPyConnection, dataset: dict[str, Any], query: dict[str, Any]
) -> list[example.Row]:
    """What the API would answer to a chart's query, computed in DuckDB."""
    expressions = {metric["metric_name"]: metric["expression"] for metric in dataset["metrics"]}
    conditions = ["true"]
    for held in query["filters"]:
        value = held["val"][0] if isinstance(held["val"], list) else held["val"]
        conditions.append(f"{held['col']} {held['op'].replace('IN', '=')} {'' if value is None else repr(value)}")
    columns, metrics = query["columns"], [expressions[metric] for metric in query["metrics"] or []]
    return connection.execute(
        f"select {', '.join([*columns, *metrics])} from ({dataset['sql']}) where {' and '.join(conditions)} "
        + (f"group by {', '.join(columns)} " if metrics else "")
        + (f"order by {query['orderby'][0][0]} " if query["orderby"] else "")
        + f"limit {query['row_limit']}"
    ).fetchall()


def test_charts_show_what_the_marts_say(assets: Assets, built: duckdb.DuckDBPyConnection, warehouse: Path) -> None:
    wanted = example.expected(assets, warehouse)
    for name, chart in of(assets, "charts").items():
        dataset = dataset_of(assets, chart)
        rows = [row for query in queries_of(assets, chart) for row in answered(built, dataset, query)]
        assert example.difference(chart, [tuple(map(example.plain, row)) for row in rows], wanted[name]) is None, name


def texts(assets: Assets) -> set[str]:
    """The texts of charts and dashboards that a person reads."""
    things = [*of(assets, "charts").values(), *of(assets, "dashboards").values()]
    found = {thing[key] for thing in things for key in ("slice_name", "dashboard_title", "description") if key in thing}
    for board in of(assets, "dashboards").values():
        for native in board["metadata"]["native_filter_configuration"]:
            held = native["defaultDataMask"]["extraFormData"].get("filters", [])
            found |= {native["name"], native["description"], *(value for one in held for value in one["val"])}
    return found


def test_every_text_is_in_chinese_too(assets: Assets) -> None:
    english = {path: asset for path, asset in assets.items() if not path.endswith("_zh.yaml")}
    chinese = {path: asset for path, asset in assets.items() if path.endswith("_zh.yaml")}
    assert len(chinese) == len(of(english, "charts")) + len(of(english, "dashboards"))
    assert {text for text in texts(chinese) if not re.search("[一-鿿]", text)} == SAME_WORD
    words = yaml.safe_load((EXAMPLE / "chinese.yml").read_text(encoding="utf-8"))
    assert texts(english) == set(words), "chinese.yml has exactly the texts that are shown"
    assert not re.search(r"\w_en\b", str(chinese))
    ids = [asset["uuid"] for path, asset in assets.items() if path != "metadata.yaml"]
    assert len(set(ids)) == len(ids)


def test_a_new_publication_is_a_difference(assets: Assets, warehouse: Path, tmp_path: Path) -> None:
    before, changed = example.expected(assets, warehouse), tmp_path / "changed.duckdb"
    changed.write_bytes(warehouse.read_bytes())
    with duckdb.connect(str(changed)) as connection:
        connection.execute(example.CHANGES)
    after = example.expected(assets, changed)
    for name, chart in of(assets, "charts").items():
        assert example.difference(chart, before[name], before[name]) is None, name
        assert example.difference(chart, before[name], after[name]) is not None, name
        in_order = "order_by_cols" in chart["params"] and before[name][::-1] != before[name]
        assert bool(example.difference(chart, before[name][::-1], before[name])) == in_order, name
