"""Pack rows for a page: columns in place of rows, repeated texts as numbers, compressed, as text.

A page is made of pieces. The core has what every view needs; each scope has a piece with its rows, and one with its weeks and
months of earlier years; records have a piece for each month. What teams or reps have in one KPI and period, side by side, is
in pieces of its own: only a page that does not hold all scopes needs them.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator, Sequence
from typing import Any

from tools.dashboard.source import RECORDS, SCOPE, Columns, Publication, table_of_measures

# What the page says of the build.
TOLD = (
    "as_of_date",
    "build_id",
    "built_at",
    "published_at",
    "reporting_currency",
    "reporting_time_zone",
    "schema_version",
)
# The setting that says how many years of weeks and months are at hand at once.
YEARS = "dashboard_years"
EARLIER = "period_type in ('week', 'month') and period_start < ?"
# The columns of the scorecard that are shown where scopes stand side by side.
SIDE_BY_SIDE = (
    *("kpi_id", "period_type", "period_start", *SCOPE, "kpi_value", "sample_size", "ci_low", "ci_high", "value_status"),
    *("is_complete_period", "target_value", "target_low", "target_high", "target_status", "target_text"),
    *("is_as_due", "remark_en", "remark_zh"),
)


def packed_column(values: Sequence[Any]) -> dict[str, Any]:
    """A column as {v: values}, or where it holds texts as {d: distinct texts, v: their places}; None stays null."""
    if not any(isinstance(value, str) for value in values):
        return {"v": values}
    places: dict[str, int] = {}
    found = [None if value is None else places.setdefault(value, len(places)) for value in values]
    return {"d": list(places), "v": found}


def packed(columns: Columns) -> dict[str, Any]:
    """Columns as {n: how many rows, c: columns by name}."""
    count = len(next(iter(columns.values()), ()))
    return {"n": count, "c": {name: packed_column(values) for name, values in columns.items()} if count else {}}


def unpacked_rows(found: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows that packed columns hold; the page does the same in its own language."""
    columns = {
        name: [column["d"][value] if "d" in column and value is not None else value for value in column["v"]]
        for name, column in found["c"].items()
    }
    return [{name: values[place] for name, values in columns.items()} for place in range(found["n"])]


def as_text(content: dict[str, Any]) -> str:
    """A piece as base64 of compressed JSON; the same piece gives the same text."""
    data = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    return base64.b64encode(gzip.compress(data, compresslevel=9, mtime=0)).decode("ascii")


def from_text(text: str) -> dict[str, Any]:
    """The piece that as_text was given."""
    return json.loads(gzip.decompress(base64.b64decode(text)))


def recent_from(publication: Publication) -> str:
    """The first day of the years whose weeks and months are at hand at once."""
    starts = sorted(publication.taken("periods", ["period_start"], "period_type = 'year'")["period_start"])
    years = publication.taken("settings", ["cast(value as integer) as value"], "setting = ?", [YEARS])["value"]
    return starts[-min(years[0], len(starts))] if starts and years else ""


def core(publication: Publication, settings: dict[str, Any]) -> dict[str, Any]:
    """What every view of the page needs: what is of no scope, names of scopes, texts, charts."""
    names = {name: found for name, found in publication.datasets.items() if not publication.is_scoped(name)}
    told = {name: publication.manifest.get(name) for name in TOLD}
    held = publication.datasets[RECORDS] and publication.taken(RECORDS, ["max(held_from) as day"])["day"][0]
    return {
        "about": told
        | {"rep_id": publication.rep_id, "recent_from": recent_from(publication), "records_from": held}
        | {"scoped": [name for name, found in publication.datasets.items() if found and name not in names]},
        "data": {name: packed(publication.taken(name)) if found else None for name, found in names.items()},
        "measures": publication.measures,
    } | settings


def of_scope(publication: Publication, scope: tuple[str, str], first: str, is_earlier: bool) -> dict[str, Any] | None:
    """The rows of a scope, without or with nothing but the weeks and months of earlier years; None where there is no row."""

    def taken(table: str, columns: Sequence[str]) -> dict[str, Any]:
        where, values = "scope_type = ? and scope_id = ?", list(scope)
        if {"period_type", "period_start"} <= set(columns):
            where, values = f"{where} and {'' if is_earlier else 'not '}({EARLIER})", [*values, first]
        elif is_earlier:
            return {"n": 0, "c": {}}
        return packed(publication.taken(table, [f"* exclude ({', '.join(SCOPE)})"], where, values))

    data = {
        name: taken(name, columns)
        for name, columns in publication.datasets.items()
        if columns and publication.is_scoped(name) and name != RECORDS
    }
    own = {kpi_id: taken(table_of_measures(kpi_id), ("period_type", "period_start")) for kpi_id in publication.measures}
    data, own = ({name: rows for name, rows in found.items() if rows["n"]} for found in (data, own))
    return {"scope": ":".join(scope), "data": data, "measures": own} if data or own else None


def pieces(publication: Publication) -> Iterator[tuple[str, dict[str, Any]]]:
    """The pieces beside the core, each with its name: scopes, the company first, then records by month."""
    first = recent_from(publication)
    for scope in publication.scopes():
        for ending, is_earlier in (("", False), ("|earlier", True)):
            piece = of_scope(publication, scope, first, is_earlier)
            if piece:
                yield f"{':'.join(scope)}{ending}", piece
    if publication.datasets[RECORDS]:
        month = "substr(coalesce(counted_on, period_start), 1, 7)"
        for found in sorted(publication.taken(RECORDS, [f"distinct {month} as month"])["month"]):
            rows = publication.taken(RECORDS, ["* exclude (held_from)"], f"{month} = ?", [found])
            yield f"records|{found}", {"rows": packed(rows)}


def side_by_side(publication: Publication) -> Iterator[tuple[str, dict[str, Any]]]:
    """The pieces that have all teams and reps of a KPI, a period type and a year, each with its name."""
    wanted = ["distinct kpi_id", "period_type", "substr(period_start, 1, 4) as year"]
    for kpi_id, period_type, year in sorted(zip(*publication.taken("scorecard", wanted).values(), strict=True)):
        where = "kpi_id = ? and period_type = ? and substr(period_start, 1, 4) = ? and scope_type <> 'company'"
        rows = publication.taken("scorecard", SIDE_BY_SIDE, where, [kpi_id, period_type, year])
        if rows["kpi_id"]:
            yield f"{kpi_id}|{period_type}|{year}", {"rows": packed(rows)}
