"""Measure how much of the project is described: `make descriptions`, after a build. Exits with 1 below 100 %.

Counted are models, seeds, exposures, metrics and semantic models, and every column of the built warehouse.
`--fill` writes the columns of the parsed exports into the properties in models/staging from the contracts in seeds/exports.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import yaml

from tools.parsed_exports import ADDED, PARSED, snake_case
from tools.project import ROOT, Node, Project

MANIFEST = ROOT / "target/manifest.json"
WAREHOUSE = ROOT / "warehouse/sales_kpis.duckdb"
BLOCK = re.compile(r"(?m)^(?=  - name: )")


def contracts(root: Path = ROOT) -> dict[str, dict[str, str]]:
    """Seed -> column of the parsed export -> its description, from the contracts."""
    found = {}
    for path in sorted((root / "seeds/exports").glob("*/*.yml")):
        for seed in yaml.safe_load(path.read_text(encoding="utf-8"))["seeds"]:
            columns = [column for column in seed["columns"] if column["name"] != "_row"]
            found[seed["name"]] = {snake_case(column["name"]): column["description"] for column in columns}
    return found


def scalar(text: str) -> str:
    """A text on one line of YAML, quoted where it has to be."""
    return yaml.safe_dump(text, width=10_000, allow_unicode=True, default_style=None).split("\n...")[0].strip()


def filled(path: Path, known: dict[str, dict[str, str]]) -> str:
    """A properties file of staging with the columns of its parsed exports written anew."""
    blocks = BLOCK.split(path.read_text(encoding="utf-8"))
    for place, block in enumerate(blocks):
        model = path.parent / f"{block.split(chr(10), 1)[0].removeprefix('  - name: ')}.sql"
        parsed = PARSED.match(model.read_text(encoding="utf-8")) if model.exists() else None
        if parsed:
            columns = known[parsed["seed"]].items()
            lines = [f"      - name: {name}\n        description: {scalar(text)}" for name, text in columns]
            lines += [f"      - *{name}" for name in ADDED]
            head = block.split("    columns:")[0]
            blocks[place] = (
                head + "    columns:\n" + "\n".join(lines) + "\n" + ("\n" if place < len(blocks) - 1 else "")
            )
    return "".join(blocks)


def base_files(root: Path = ROOT) -> list[Path]:
    """The properties files of parsed exports, one a system; those of the generic form are staging as they are."""
    return [
        *sorted((root / "models/staging").glob("*/base/_*__base.yml")),
        root / "models/staging/generic/_generic__staging.yml",
    ]


def stored_columns(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], list[str]]:
    """Schema and table -> its columns, in order."""
    found: dict[tuple[str, str], list[str]] = {}
    query = (
        "select table_schema, table_name, column_name from information_schema.columns "
        "where table_catalog = current_database() order by 1, 2, ordinal_position"
    )
    for schema, table, column in connection.execute(query).fetchall():
        found.setdefault((schema, table), []).append(column)
    return found


def of_columns(node: Node, stored: list[str] | None) -> Iterator[tuple[str, bool]]:
    """Each column of a model or seed, and whether it is described; those of its properties where it is not built."""
    described = {
        name.lower().strip('"'): bool(column["description"].strip()) for name, column in node["columns"].items()
    }
    for name in stored if stored is not None else described:
        yield f"{node['name']}.{name}", described.get(name.lower(), False)


def measured(manifest: dict[str, Any], stored: dict[tuple[str, str], list[str]]) -> dict[str, list[tuple[str, bool]]]:
    """Kind of thing -> each of it by name, and whether it is described."""
    project = Project(manifest)
    off = [node for nodes in manifest["disabled"].values() for node in nodes if node["package_name"] == "sales_kpis"]
    of_kind = {
        kind: [node for node in off if node["resource_type"] == kind]
        + (project.models if kind == "model" else project.seeds)
        for kind in ("model", "seed")
    }
    found = {
        "models": [(node["name"], bool(node["description"].strip())) for node in of_kind["model"]],
        "seeds": [(node["name"], bool(node["description"].strip())) for node in of_kind["seed"]],
    }
    for kind in ("exposures", "metrics", "semantic_models"):
        nodes = [node for node in manifest[kind].values() if node["package_name"] == "sales_kpis"]
        found[kind.replace("_", " ")] = [(node["name"], bool((node["description"] or "").strip())) for node in nodes]
    for kind, nodes in of_kind.items():
        columns = [of_columns(node, stored.get((node["schema"], node["alias"]))) for node in nodes]
        found[f"columns of {kind}s"] = [column for one in columns for column in one]
    return found


def main() -> int:
    """Fill, or measure and list what lacks a description."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    arguments.add_argument("--fill", action="store_true", help="write the columns of parsed exports from the contracts")
    if arguments.parse_args().fill:
        known = contracts()
        for path in base_files():
            path.write_text(filled(path, known), encoding="utf-8")
        return 0
    if not MANIFEST.exists() or not WAREHOUSE.exists():
        print("Nothing is built yet: run `make build` first.", file=sys.stderr)
        return 2
    with duckdb.connect(str(WAREHOUSE), read_only=True) as connection:
        found = measured(json.loads(MANIFEST.read_text(encoding="utf-8")), stored_columns(connection))
    for kind, items in found.items():
        count = sum(is_described for _, is_described in items)
        print(f"{kind:20} {count:>6,} of {len(items):>6,}  {100 * count / max(len(items), 1):5.1f} %")
    lacking = [name for items in found.values() for name, is_described in items if not is_described]
    for name in lacking:
        print(f"no description: {name}")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
