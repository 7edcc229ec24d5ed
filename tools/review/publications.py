"""The two publications that a review compares."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from tools.publish.marts import DATABASE, MANIFEST, MANIFEST_VERSION, PROJECT
from tools.versions import CURRENT


class NoPublication(Exception):
    """A folder holds no publication that can be read; the message says what was found and what to do."""


@dataclass(frozen=True)
class Publication:
    """One version: its folder, what it says of its tables, and the project that made it."""

    folder: Path
    manifest: dict[str, Any]
    project: dict[str, Any]

    @property
    def nodes(self) -> dict[str, Any]:
        """The project's nodes by dbt's unique id."""
        return self.project["nodes"]

    @property
    def tables(self) -> dict[str, dict[str, str]]:
        """The type of each column, by table and column, in order."""
        return {
            name: {column["name"]: column["type"] for column in table["columns"]}
            for name, table in self.manifest["tables"].items()
        }


def read(folder: Path) -> Publication:
    """The published version of a folder, or the folder itself where it is one version.

    Raises:
        NoPublication: there is none, or one of another layout.
    """
    version = (folder / CURRENT).resolve() if (folder / CURRENT).exists() else folder
    files = [version / name for name in (MANIFEST, PROJECT, DATABASE)]
    absent = [path.name for path in files if not path.exists()]
    if absent:
        raise NoPublication(
            f"{folder} holds no publication: {', '.join(absent)} not found. Give the folder that `make publish` wrote."
        )
    manifest, project = (json.loads(path.read_text(encoding="utf-8")) for path in files[:2])
    if manifest.get("manifest_version") != MANIFEST_VERSION:
        raise NoPublication(
            f"{folder}: its manifest has version {manifest.get('manifest_version')}, this review reads {MANIFEST_VERSION}. "
            "Publish it again with this version of the project."
        )
    return Publication(version, manifest, project)


def shared_columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    """The columns that a mart has before and after, in the order of after; none where one side lacks the mart."""
    found = connection.execute(
        "select column_name, database_name from duckdb_columns() where schema_name = 'main' and table_name = ? "
        "and database_name in ('before', 'after') order by column_index",
        [table],
    ).fetchall()
    before = {name for name, side in found if side == "before"}
    return [name for name, side in found if side == "after" and name in before]


@contextmanager
def attached(before: Publication, after: Publication) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that reads both: as `before` and `after`."""
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        for name, publication in (("before", before), ("after", after)):
            path = str(publication.folder / DATABASE).replace("'", "''")
            connection.execute(f"attach '{path}' as {name} (read_only)")
        yield connection
