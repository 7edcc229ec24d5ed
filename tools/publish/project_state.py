"""What a later review compares: the project as it stood when the marts were published."""

from __future__ import annotations

from typing import Any

from tools.project import Node, is_mart

PLACES = ("nodes", "exposures", "metrics", "saved_queries", "semantic_models")
KINDS = {"model", "seed", "exposure", "metric", "saved_query", "semantic_model"}


def described(node: Node) -> dict[str, Any]:
    """What a review asks of one node: whether its text changed, what it promises, and what it reads."""
    return {
        "name": node["name"],
        "kind": node["resource_type"],
        "table": node.get("alias"),
        "path": node["original_file_path"],
        "checksum": node.get("checksum", {}).get("checksum"),
        "is_mart": is_mart(node),
        "access": node.get("access"),
        "version": node.get("version"),
        "columns": {name: column.get("data_type") for name, column in node.get("columns", {}).items()},
        "reads": sorted(node.get("depends_on", {}).get("nodes", [])),
        "runs": sorted(node.get("depends_on", {}).get("macros", [])),
    }


def project_state(manifest: dict[str, Any]) -> dict[str, Any]:
    """The nodes and macros of dbt's manifest, cut to what a review reads.

    Args:
        manifest: dbt's manifest.json.

    Returns:
        `nodes` by dbt's unique id, and the text of the project's own `macros` by theirs.
    """
    package = manifest["metadata"].get("project_name")
    nodes = {key: node for place in PLACES for key, node in manifest.get(place, {}).items()}
    macros = manifest.get("macros", {})
    return {
        "nodes": {key: described(node) for key, node in sorted(nodes.items()) if node["resource_type"] in KINDS},
        "macros": {
            key: macro["macro_sql"] for key, macro in sorted(macros.items()) if macro.get("package_name") == package
        },
    }
