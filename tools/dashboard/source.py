"""Read what the dashboard needs from the published marts, and nothing else."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from tools.project import ROOT
from tools.warehouse import columns, mart_tables, quoted, without_absent_marts

QUERIES = ROOT / "dashboard/data"
DATABASE = "sales_kpis.duckdb"
MANIFEST = "manifest.json"
# Floats keep ten digits: far more than is shown, and a third less to carry.
DIGITS = 10
# The last column that all KPI tables share; what follows is a KPI's own.
LAST_SHARED = "source_status"
# What stands between the members of a list in a cell.
LISTED = re.compile(r"[;,|:]")
# The columns by which a rep's part is cut.
SCOPE = ("scope_type", "scope_id")
# Datasets without which there is no page.
NEEDED = ("kpis", "periods", "scorecard", "reps", "teams", "texts", "settings")

# The dataset of records, and what in it names a record or its company; whose a record is, is in SCOPE.
RECORDS = "records"
OF_RECORDS = {"record_id", "lead_id", "customer_id", "customer_name", "record_url"}

Rows = list[dict[str, Any]]


class NotReadable(Exception):
    """The publication cannot be shown; the message says which file, what was found, and what to do."""


@dataclass(frozen=True)
class Publication:
    """What a page is made of.

    Attributes:
        manifest: published/manifest.json.
        datasets: rows by the name of their query in dashboard/data; None where what it reads is absent.
        measures: rows of each KPI's own measures by kpi_id, with period and scope.
    """

    manifest: dict[str, Any]
    datasets: dict[str, Rows | None]
    measures: dict[str, Rows]


def plain(value: Any) -> Any:
    """A value as JSON takes it: dates as YYYY-MM-DD, floats with ten digits."""
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}")
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return value


def fetched(connection: duckdb.DuckDBPyConnection, query: str) -> Rows:
    """The rows of a query as mappings."""
    cursor = connection.execute(query)
    names = [name for name, *_ in cursor.description or []]
    return [dict(zip(names, map(plain, row), strict=True)) for row in cursor.fetchall()]


def dataset(connection: duckdb.DuckDBPyConnection, path: Path) -> Rows | None:
    """The rows of one query; None where a mart that it reads was not published."""
    with without_absent_marts():
        return fetched(connection, path.read_text(encoding="utf-8"))
    return None


def measures(connection: duckdb.DuckDBPyConnection, kpi_id: str) -> Rows:
    """What a KPI measures beside its value: the columns after those that all KPIs share."""
    names = [name for name, _ in columns(connection, f"kpi_{kpi_id}")]
    own = names[names.index(LAST_SHARED) + 1 :]
    wanted = ", ".join(map(quoted, ("period_type", "period_start", *SCOPE, *own)))
    return fetched(
        connection,
        f"select {wanted} from {quoted(f'kpi_{kpi_id}')} order by period_type, scope_type, scope_id, period_start",
    )


def of_rep(publication: Publication, rep_id: str) -> Publication:
    """The part of a publication that one rep may see: own rows, those of the own team, and the company's.

    Raises:
        NotReadable: there is no such rep.
    """
    reps = publication.datasets["reps"] or []
    own = next((row for row in reps if row["scope_id"] == rep_id), None)
    if own is None:
        known = ", ".join(row["scope_id"] for row in reps)
        raise NotReadable(f"There is no rep {rep_id}. Known: {known}.")
    allowed = {("company", "all"), ("team", own["team_id"]), ("rep", rep_id)}

    def kept(rows: Rows | None) -> Rows | None:
        if not rows or SCOPE[0] not in rows[0]:
            return rows
        return [row for row in rows if (row["scope_type"], row["scope_id"]) in allowed]

    part = Publication(
        manifest=publication.manifest,
        datasets={name: kept(rows) for name, rows in publication.datasets.items()},
        measures={kpi_id: kept(rows) or [] for kpi_id, rows in publication.measures.items()},
    )
    check_no_other_rep(part, [row for row in reps if row["scope_id"] not in {rep_id, "unassigned"}])
    return part


def check_no_other_rep(part: Publication, others: Rows) -> None:
    """Stop where another rep's key or name is left in a rep's part. A key that is part of another is not that key.

    Raises:
        NotReadable: one is.
    """
    keys = {str(rep[column]): column for rep in others for column in ("scope_id", "rep_name") if rep[column]}
    # in a sentence a short key or a first name may be any word
    told = [key for key in keys if " " in key or (len(key) >= 6 and re.search(r"\d", key))]
    sentence = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, told))})(?![\w-])") if told else None
    for name, rows in (part.datasets | part.measures).items():
        for row in rows or []:
            for column, value in row.items():
                # an id may be that of another kind of record too, and a company be called as a rep is
                if not isinstance(value, str) or (name == RECORDS and column in OF_RECORDS):
                    continue
                found = keys.keys() & {value, *map(str.strip, LISTED.split(value))}
                if not found and sentence and " " in value:
                    found = set(sentence.findall(value))
                if found:
                    raise NotReadable(
                        f"The part of one rep holds the {keys[found.pop()]} of another, in column {column} of {name}: "
                        f"its query in {QUERIES} lacks its scope, or a text of the company or the team names another rep."
                    )


def read(folder: Path) -> Publication:
    """Read a publication: opened for reading only, closed at once.

    Args:
        folder: where `make publish` writes to.

    Raises:
        NotReadable: there is none.
    """
    database, manifest = folder / DATABASE, folder / MANIFEST
    if not database.exists() or not manifest.exists():
        raise NotReadable(f"{database} is not there: nothing is published. Run make build.")
    # one version, even where a publication changes the links meanwhile
    place = database.resolve().parent
    told = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
    with duckdb.connect(str(place / DATABASE), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        tables = set(mart_tables(connection))
        datasets = {path.stem: dataset(connection, path) for path in sorted(QUERIES.glob("*.sql"))}
        needed = [name for name in NEEDED if datasets[name] is None]
        if needed:
            raise NotReadable(f"{database} lacks {', '.join(needed)}: it was made by another version. Run make build.")
        kpis = [row["kpi_id"] for row in datasets["kpis"] or []]
        own = {kpi_id: measures(connection, kpi_id) for kpi_id in kpis if f"kpi_{kpi_id}" in tables}
    return Publication(manifest=told, datasets=datasets, measures=own)
