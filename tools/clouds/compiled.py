"""Compile every model as an engine's own adapter does, without a connection: python compiled.py ENGINE TARGET_PATH VARIABLES.

It runs in an environment of the adapters' own, .clouds/venv, and imports nothing of the project. The adapter finds an empty
warehouse: no relation, no column. Its text is that of a first build.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

from dbt.cli.main import dbtRunner

ROOT = Path(__file__).resolve().parents[2]


def empty_warehouse(engine: str) -> None:
    """Let the adapter of an engine answer what it would ask a warehouse."""
    adapter: Any = importlib.import_module(f"dbt.adapters.{engine}").Plugin.adapter
    for name in ("list_relations_without_caching", "list_schemas", "get_columns_in_relation"):
        setattr(adapter, name, lambda *_, **__: [])
    adapter.get_relation = lambda *_, **__: None
    if engine == "databricks":
        # of the newest release
        adapter.has_capability = lambda *_: True


def main() -> int:
    """Compile; the manifest has the text of each model."""
    engine, target, variables = sys.argv[1:]
    empty_warehouse(engine)
    options = ["--quiet", "--no-use-colors", "--project-dir", str(ROOT), "--profiles-dir", str(ROOT / "tools/clouds")]
    options += ["--target", engine, "--target-path", target, "--log-path", target, "--vars", variables]
    options += [
        "--no-introspect",
        "--no-populate-cache",
        "--select",
        "resource_type:model",
        "--indirect-selection",
        "empty",
    ]
    done = dbtRunner().invoke(["compile", *options])
    if not done.success and done.exception:
        print(done.exception, file=sys.stderr)
    return 0 if done.success else 1


if __name__ == "__main__":
    sys.exit(main())
