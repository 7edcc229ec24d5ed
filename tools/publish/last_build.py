"""What the last `dbt build` came to, and whether its warehouse may be published."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import yaml

from tools.project import ROOT, Node, is_history, is_mart
from tools.warehouse import columns

GREEN = {"success", "pass", "warn", "no-op"}
# Options of dbt that leave a part of the project out, as run_results.json names them.
SELECTIONS = ("select", "exclude", "selector", "resource_types", "exclude_resource_types", "empty", "sample")
# Selectors of selectors.yml that leave out no model and no data test; the first is the default.
WHOLE = ("data", "everything")
SHOWN = 5


class NotPublishable(Exception):
    """The last build may not be published; the message says which file, what was found, and what to do."""


@dataclass(frozen=True)
class LastBuild:
    """A green build of the whole project: what dbt wrote of it, and the marts that it made.

    Attributes:
        build_id: dbt's own id of the run.
        built_at: when the run ended, UTC, ISO 8601.
        manifest: dbt's manifest.json.
        variables: the project's variables as this build had them.
        marts: the marts' nodes by the name of their table, sorted.
        warnings: the checks that only warned.
    """

    build_id: str
    built_at: str
    manifest: dict[str, Any]
    variables: dict[str, Any]
    marts: dict[str, Node]
    warnings: list[str]

    @property
    def histories(self) -> list[str]:
        """The tables whose rows outlive builds, sorted."""
        return sorted(node["alias"] for node in self.manifest["nodes"].values() if is_history(node))


def read_json(path: Path) -> dict[str, Any]:
    """One of dbt's files.

    Raises:
        NotPublishable: it is absent or no JSON.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotPublishable(f"{path} is not there: no build has ended. Run make build.") from None
    except json.JSONDecodeError as error:
        raise NotPublishable(f"{path} is cut off or damaged ({error}). Run make build again.") from None


def check_results(results: dict[str, Any], path: Path) -> list[str]:
    """The names of the checks that warned.

    Raises:
        NotPublishable: the run was no whole build, or something in it failed.
    """
    arguments = results["args"]
    if arguments.get("which") != "build":
        raise NotPublishable(
            f"{path} tells of `dbt {arguments.get('which')}`; expected: a whole `dbt build`, which tests what it makes. "
            "Run make build."
        )
    given = {name: arguments.get(name) for name in SELECTIONS}
    if given["selector"] in WHOLE:
        del given["selector"]
    chosen = [name.replace("_", "-") for name, value in given.items() if value]
    if chosen:
        options = ", ".join(f"--{name}" for name in chosen)
        raise NotPublishable(
            f"{path} tells of a build of a part ({options}); expected: all models and all data tests. Run make build."
        )
    failed = [f"{r['unique_id']}: {r['status']}" for r in results["results"] if r["status"] not in GREEN]
    if failed:
        more = f" and {len(failed) - SHOWN} more" if len(failed) > SHOWN else ""
        raise NotPublishable(
            f"{path}: {len(failed)} of {len(results['results'])} results are not green ({'; '.join(failed[:SHOWN])}{more}). "
            "The last good version stays published. Repair what failed, then run make build."
        )
    return sorted(r["unique_id"] for r in results["results"] if r["status"] == "warn")


def project_variables() -> dict[str, Any]:
    """The variables and their defaults, as dbt_project.yml sets them."""
    return yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]


def mart_nodes(manifest: dict[str, Any]) -> dict[str, Node]:
    """The marts of a manifest by the name of their table, sorted by it."""
    marts = [node for node in manifest["nodes"].values() if is_mart(node)]
    return {node["alias"]: node for node in sorted(marts, key=lambda node: node["alias"])}


def check_warehouse(connection: duckdb.DuckDBPyConnection, build: LastBuild, warehouse: Path) -> None:
    """Hold the warehouse against what dbt wrote.

    Raises:
        NotPublishable: the warehouse is of another build, or a mart lacks or differs.
    """
    tables = {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
    if "source_health_history" in tables:
        query = "select run_id from main.source_health_history order by ran_at desc, run_id limit 1"
        last = connection.execute(query).fetchone()
    else:
        last = None
    if last is None or last[0] != build.build_id:
        raise NotPublishable(
            f"{warehouse} was last built by run {last[0] if last else 'unknown'}, target/run_results.json tells of run "
            f"{build.build_id}; expected: the same. Set SALES_KPIS_WAREHOUSE as for the build, or run make build."
        )
    for table, node in build.marts.items():
        found = [name for name, _ in columns(connection, table)]
        promised = list(node["columns"])
        if found != promised:
            odd = sorted(set(found) ^ set(promised)) or ["the order"]
            raise NotPublishable(
                f"{warehouse}: {table} differs from its contract in {', '.join(odd)}: the project was changed after the "
                "build. Run make build."
            )


def last_build(target: Path, connection: duckdb.DuckDBPyConnection, warehouse: Path) -> LastBuild:
    """The last build, if it may be published.

    Args:
        target: the folder that dbt writes its files to.
        connection: a connection to the warehouse.
        warehouse: the warehouse's path, for messages.

    Raises:
        NotPublishable: it may not.
    """
    path = target / "run_results.json"
    results = read_json(path)
    warnings = check_results(results, path)
    manifest = read_json(target / "manifest.json")
    metadata = results["metadata"]
    # dbt writes the manifest as it starts and the results as it ends: a build that was killed leaves older results
    if manifest["metadata"].get("invocation_id") != metadata["invocation_id"]:
        raise NotPublishable(
            f"{target / 'manifest.json'} is of run {manifest['metadata'].get('invocation_id')}, {path} of run "
            f"{metadata['invocation_id']}; expected: the same. A later dbt command has run, or a build was cut off. "
            "Run make build."
        )
    build = LastBuild(
        build_id=metadata["invocation_id"],
        built_at=metadata["generated_at"],
        manifest=manifest,
        variables=project_variables() | (results["args"].get("vars") or {}),
        marts=mart_nodes(manifest),
        warnings=warnings,
    )
    check_warehouse(connection, build, warehouse)
    return build
