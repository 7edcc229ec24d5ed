"""What a later review compares: the project as it stood when the marts were published."""

from __future__ import annotations

from typing import Any

KINDS = ("model", "seed", "exposure", "metric", "saved_query", "semantic_model")


def described(node: dict[str, Any]) -> dict[str, Any]:
    """What a review asks of one node: whether its text changed, what it promises, and what it reads."""
    contract = node.get("config", {}).get("contract", {})
    return {
        "name": node["name"],
        "kind": node["resource_type"],
        "path": node["original_file_path"],
        "checksum": node.get("checksum", {}).get("checksum"),
        "access": node.get("access"),
        "version": node.get("version"),
        "is_contract": bool(contract.get("enforced")),
        "columns": {name: column.get("data_type") for name, column in node.get("columns", {}).items()},
        "reads": sorted(node.get("depends_on", {}).get("nodes", [])),
        "runs": sorted(node.get("depends_on", {}).get("macros", [])),
    }


def project_state(manifest: dict[str, Any]) -> dict[str, Any]:
    """The nodes and macros of dbt's manifest, cut to what a review reads.

    Args:
        manifest: dbt's manifest.json.

    Returns:
        `nodes` by dbt's unique id, and `macros` with the text's own hash by unique id.
    """
    places = ("nodes", "exposures", "metrics", "saved_queries", "semantic_models")
    nodes = {key: node for place in places for key, node in manifest.get(place, {}).items()}
    mine = {key: node for key, node in nodes.items() if node["resource_type"] in KINDS}
    return {"nodes": {key: described(node) for key, node in sorted(mine.items())}}
