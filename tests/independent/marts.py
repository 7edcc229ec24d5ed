"""Marts beside the KPI tables: which of them are computed a second time, and the comparison with a warehouse."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from . import clv_acquisition
from .compare import Differences, is_same, plain

Row = dict[str, Any]
# Mart -> the columns that tell its rows apart, and the computation from the KPI tables that are computed here.
MARTS: dict[str, tuple[tuple[str, ...], Callable[[dict[str, list[Row]]], list[Row]]]] = {
    "clv_acquisition": (clv_acquisition.KEY, clv_acquisition.table),
}


def read(warehouse: Path, mart: str) -> list[Row]:
    """The rows of a mart."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        cursor = connection.execute(f'select * from main."{mart}"')
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def compare_marts(tables: Mapping[str, list[Row]], warehouse: Path) -> Differences:
    """Compare the computed columns of every mart; columns that are not computed (names, advice) are passed over."""
    out = Differences()
    for mart, (key, compute) in MARTS.items():
        wanted = {tuple(plain(row[name]) for name in key): row for row in compute(dict(tables))}
        there = {tuple(plain(row[name]) for name in key): row for row in read(warehouse, mart)}
        for missing in wanted.keys() - there.keys():
            out.add(mart, "<row missing>", missing, "a row", None)
        for surplus in there.keys() - wanted.keys():
            out.add(mart, "<row unexpected>", surplus, None, "a row")
        for found in wanted.keys() & there.keys():
            out.rows += 1
            for name, value in wanted[found].items():
                out.cells += 1
                if not is_same(value, there[found][name]):
                    out.add(mart, name, found, plain(value), plain(there[found][name]))
    return out
