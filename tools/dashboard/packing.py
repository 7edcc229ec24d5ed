"""Pack rows for a page: columns in place of rows, repeated texts as numbers, compressed, as text."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

from tools.dashboard.source import Publication, Rows


def packed_column(values: list[Any]) -> dict[str, Any]:
    """A column as {v: values}, or where it holds texts as {d: distinct texts, v: their places}; None stays null."""
    if not any(isinstance(value, str) for value in values):
        return {"v": values}
    places: dict[str, int] = {}
    found = [None if value is None else places.setdefault(value, len(places)) for value in values]
    return {"d": list(places), "v": found}


def packed_rows(rows: Rows) -> dict[str, Any]:
    """Rows as {n: how many, c: columns by name}."""
    names = list(rows[0]) if rows else []
    return {"n": len(rows), "c": {name: packed_column([row[name] for row in rows]) for name in names}}


def unpacked_rows(packed: dict[str, Any]) -> Rows:
    """What packed_rows was made of; the page does the same in its own language."""
    columns = {
        name: [column["d"][value] if "d" in column and value is not None else value for value in column["v"]]
        for name, column in packed["c"].items()
    }
    return [{name: values[place] for name, values in columns.items()} for place in range(packed["n"])]


def payload(publication: Publication, rep_id: str | None, settings: dict[str, Any]) -> dict[str, Any]:
    """All that the page's scripts read."""
    manifest = publication.manifest
    told = (
        "as_of_date",
        "build_id",
        "built_at",
        "published_at",
        "reporting_currency",
        "reporting_time_zone",
        "schema_version",
    )
    return {
        "about": {name: manifest.get(name) for name in told} | {"rep_id": rep_id},
        "data": {name: None if rows is None else packed_rows(rows) for name, rows in publication.datasets.items()},
        "measures": {kpi_id: packed_rows(rows) for kpi_id, rows in publication.measures.items()},
    } | settings


def as_text(content: dict[str, Any]) -> str:
    """A payload as base64 of compressed JSON; the same payload gives the same text."""
    data = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    return base64.b64encode(gzip.compress(data, compresslevel=9, mtime=0)).decode("ascii")


def from_text(text: str) -> dict[str, Any]:
    """The payload that as_text was given."""
    return json.loads(gzip.decompress(base64.b64decode(text)))
