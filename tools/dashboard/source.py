"""Read what the dashboard needs from the published marts, and nothing else."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
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

# What a rep's part has none of: slices of the company's records are for those who lead.
OF_COMPANY = ("slices",)
# Short lists that every view needs, whatever its scope.
LISTS = ("reps", "teams", "remarks")
# What DuckDB may hold in memory; the rest is on disk.
MEMORY = "200MB"

# The dataset of records, and what in it names a record or its company; whose a record is, is in SCOPE.
RECORDS = "records"
OF_RECORDS = {"record_id", "lead_id", "customer_id", "customer_name", "record_url"}

# Columns by name, all of one length.
Columns = dict[str, Sequence[Any]]


class NotReadable(Exception):
    """The publication cannot be shown; the message says which file, what was found, and what to do."""


@dataclass(frozen=True)
class Publication:
    """What a page is made of: the results of its queries, on disk, of which a part at a time is taken into memory.

    Attributes:
        manifest: published/manifest.json.
        connection: a database with a table for each dataset and each KPI's own measures.
        datasets: the columns of each dataset, by the name of its query in dashboard/data; None where what it reads is absent.
        measures: the names of each KPI's own measures by kpi_id.
        rep_id: the rep whose part this is; None for everybody's.
    """

    manifest: dict[str, Any]
    connection: duckdb.DuckDBPyConnection
    datasets: dict[str, list[str] | None]
    measures: dict[str, list[str]]
    rep_id: str | None = None

    def taken(
        self, table: str, wanted: Iterable[str] = ("*",), where: str = "true", values: Sequence[Any] = ()
    ) -> Columns:
        """Columns of a dataset, or of a KPI's own measures, in the order of its query."""
        query = f"select {', '.join(wanted)} from {quoted(table)} where {where}"
        cursor = self.connection.execute(query, list(values))
        names = [name for name, *_ in cursor.description or []]
        rows = cursor.fetchall()
        return dict(zip(names, zip(*rows, strict=True) if rows else [()] * len(names), strict=True))

    def scopes(self) -> list[tuple[str, str]]:
        """All scopes, the company first."""
        lists = [self.taken(name, SCOPE) for name in ("teams", "reps")]
        return [("company", "all"), *(pair for columns in lists for pair in zip(*columns.values(), strict=True))]

    def is_scoped(self, name: str) -> bool:
        """Whether rows of a dataset are of a scope."""
        return name not in LISTS and SCOPE[0] in (self.datasets[name] or [])


def table_of_measures(kpi_id: str) -> str:
    """The name of the table of a KPI's own measures."""
    return f"measures_{kpi_id}"


def plain(name: str, kind: str) -> str:
    """A column as JSON takes it: dates as YYYY-MM-DD, floats with ten digits."""
    column = quoted(name)
    if kind in {"DOUBLE", "FLOAT"}:
        return f"cast(printf('%.{DIGITS}g', cast({column} as double)) as double) as {column}"
    if kind.startswith("TIMESTAMP"):
        return f"strftime({column}, '%Y-%m-%dT%H:%M:%S') as {column}"
    return f"cast({column} as varchar) as {column}" if kind == "DATE" else column


def kept(
    connection: duckdb.DuckDBPyConnection, table: str, query: str, allowed: set[tuple[str, str]] | None
) -> list[str]:
    """Keep what a query gives as a table; of the allowed scopes alone, where rows are of scopes. Its columns."""
    described = connection.execute(f"describe {query}").fetchall()
    names = [name for name, *_ in described]
    where = ""
    if allowed is not None and SCOPE[0] in names:
        where = " where (" + " or ".join("(scope_type = ? and scope_id = ?)" for _ in allowed) + ")"
    wanted = ", ".join(plain(name, kind) for name, kind, *_ in described)
    values = [part for pair in sorted(allowed) for part in pair] if where and allowed else []
    connection.execute(f"create table kept.main.{quoted(table)} as select {wanted} from ({query}){where}", values)
    return names


def dataset(
    connection: duckdb.DuckDBPyConnection, path: Path, allowed: set[tuple[str, str]] | None
) -> list[str] | None:
    """Keep what a query of dashboard/data gives: its columns; None where a mart that it reads was not published, or a rep sees none of it."""
    if allowed is not None and path.stem in OF_COMPANY:
        return None
    with without_absent_marts():
        return kept(connection, path.stem, path.read_text(encoding="utf-8"), allowed)
    return None


def measures(connection: duckdb.DuckDBPyConnection, kpi_id: str, allowed: set[tuple[str, str]] | None) -> list[str]:
    """Keep what a KPI measures beside its value: the columns after those that all KPIs share. Their names."""
    names = [name for name, _ in columns(connection, f"kpi_{kpi_id}")]
    own = names[names.index(LAST_SHARED) + 1 :]
    wanted = ", ".join(map(quoted, ("period_type", "period_start", *SCOPE, *own)))
    query = f"""
        select {wanted} from {quoted(f"kpi_{kpi_id}")}
        where scope_type in ('company', 'team', 'rep') order by scope_type, scope_id, period_type, period_start
    """
    kept(connection, table_of_measures(kpi_id), query, allowed)
    return own


def allowed_for(connection: duckdb.DuckDBPyConnection, rep_id: str) -> set[tuple[str, str]]:
    """The scopes that one rep may see: own rows, those of the own team, and the company's.

    Raises:
        NotReadable: there is no such rep.
    """
    teams = dict(connection.execute("select rep_id, team_id from dim_reps order by rep_id").fetchall())
    if rep_id not in teams:
        raise NotReadable(f"There is no rep {rep_id}. Known: {', '.join(teams)}.")
    return {("company", "all"), ("team", teams[rep_id]), ("rep", rep_id)}


def check_no_other_rep(part: dict[str, Columns], others: Sequence[tuple[str, str | None]]) -> None:
    """Stop where another rep's key or name is left in a rep's part. A key that is part of another is not that key.

    Args:
        part: columns by dataset.
        others: key and name of each other rep.

    Raises:
        NotReadable: one is.
    """
    keys = {
        str(value): column
        for pair in others
        for column, value in zip(("rep_id", "rep_name"), pair, strict=True)
        if value
    }
    # in a sentence a short key or a first name may be any word
    told = [key for key in keys if " " in key or (len(key) >= 6 and re.search(r"\d", key))]
    sentence = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, told))})(?![\w-])") if told else None
    for name, found_columns in part.items():
        for column, values in found_columns.items():
            # an id may be that of another kind of record too, and a company be called as a rep is
            if name == RECORDS and column in OF_RECORDS:
                continue
            for value in {value for value in values if isinstance(value, str)}:
                found = keys.keys() & {value, *map(str.strip, LISTED.split(value))}
                if not found and sentence and " " in value:
                    found = set(sentence.findall(value))
                if found:
                    raise NotReadable(
                        f"The part of one rep holds the {keys[found.pop()]} of another, in column {column} of {name}: "
                        f"its query in {QUERIES} lacks its scope, or a text of the company or the team names another rep."
                    )


@contextmanager
def read(folder: Path, rep_id: str | None = None) -> Iterator[Publication]:
    """Read a publication: opened for reading only, and closed as soon as the queries have run.

    Args:
        folder: where `make publish` writes to.
        rep_id: whose part is read; None for all of it.

    Raises:
        NotReadable: there is none, there is no such rep, or another rep is left in the rep's part.
    """
    database, manifest = folder / DATABASE, folder / MANIFEST
    if not database.exists() or not manifest.exists():
        raise NotReadable(f"{database} is not there: nothing is published. Run make build.")
    # one version, even where a publication changes the links meanwhile
    place = database.resolve().parent
    told = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as temporary, duckdb.connect(str(Path(temporary) / "kept.duckdb")) as connection:
        connection.execute(f"set TimeZone = 'UTC'; set memory_limit = '{MEMORY}'; set threads = 2")
        path = str(place / DATABASE).replace("'", "''")
        connection.execute(f"attach '{path}' as published (read_only)")
        connection.execute("use published")
        tables = set(mart_tables(connection))
        allowed = None
        with without_absent_marts():
            allowed = allowed_for(connection, rep_id) if rep_id else None
        datasets = {query.stem: dataset(connection, query, allowed) for query in sorted(QUERIES.glob("*.sql"))}
        needed = [name for name in NEEDED if datasets[name] is None]
        if needed:
            raise NotReadable(f"{database} lacks {', '.join(needed)}: it was made by another version. Run make build.")
        kpis = [kpi_id for (kpi_id,) in connection.execute("select kpi_id from kept.main.kpis").fetchall()]
        own = {kpi_id: measures(connection, kpi_id, allowed) for kpi_id in kpis if f"kpi_{kpi_id}" in tables}
        others = (
            connection.execute(
                "select rep_id, rep_name from dim_reps where rep_id not in (?, 'unassigned')", [rep_id]
            ).fetchall()
            if rep_id
            else []
        )
        connection.execute("use kept")
        connection.execute("detach published")
        publication = Publication(told, connection, datasets, own, rep_id)
        if rep_id:
            names = [*(name for name, found in datasets.items() if found), *map(table_of_measures, own)]
            for name in names:
                check_no_other_rep({name: publication.taken(name)}, others)
        yield publication
