"""The dbt project as its manifest shows it: nodes by layer, and what is built."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("models", "seeds", "macros", "dbt_project.yml", "profiles.yml")

Node = dict[str, Any]

# Folder below models/ or seeds/ -> layer. The first prefix that fits holds.
LAYERS: tuple[tuple[str, str], ...] = (
    ("seeds/exports/", "export"),
    ("seeds/", "reference"),
    ("models/staging/", "staging"),
    ("models/intermediate/", "intermediate"),
    ("models/core/", "core"),
    ("models/kpis/records/", "record"),
    ("models/kpis/", "kpi"),
    ("models/scorecard/", "scorecard"),
    ("models/targets/", "targets"),
    ("models/restatements/", "restatements"),
    ("models/insights/", "insights"),
    ("models/forecast/", "forecast"),
    ("models/health/", "health"),
    ("models/semantic/", "semantic"),
)

# Layers that hold what people read. Their steps are in a folder of that name below.
THEMES = ("scorecard", "targets", "restatements", "insights", "forecast", "health")
MARTS = ("core", "kpi", *THEMES)


def layer(node: Node) -> str:
    """The layer that a model, seed or source belongs to, by its folder."""
    if node["resource_type"] == "source":
        return "export"
    path = node["original_file_path"].replace("\\", "/")
    return next((name for prefix, name in LAYERS if path.startswith(prefix)), f"none ({path})")


def is_step(node: Node) -> bool:
    """Whether a node is a model on the way to what people read."""
    return node["resource_type"] == "model" and (layer(node) == "record" or "/steps/" in node["original_file_path"])


def is_mart(node: Node) -> bool:
    """Whether a node is a model that people read."""
    return node["resource_type"] == "model" and node["access"] == "public"


def is_history(node: Node) -> bool:
    """Whether a model's rows outlive builds: an increment that `--full-refresh` does not take away."""
    config = node.get("config") or {}
    return config.get("materialized") == "incremental" and config.get("full_refresh") is False


def without_comments(sql: str) -> str:
    """SQL or Jinja without its comments and text literals; line numbers stay."""

    def blank(match: re.Match[str]) -> str:
        return "\n" * match.group().count("\n")

    sql = re.sub(r"\{#.*?#\}", blank, sql, flags=re.DOTALL)
    sql = re.sub(r"/\*.*?\*/", blank, sql, flags=re.DOTALL)
    return re.sub(r"--[^\n]*", "", sql)


def is_built(root: Path = ROOT) -> bool:
    """Whether `make build` succeeded after the last change of the project's files."""
    stamp = root / "target/.built"
    if not stamp.exists() or not (root / "warehouse/sales_kpis.duckdb").exists():
        return False
    files = (path for name in SOURCES for path in [root / name, *(root / name).rglob("*")] if path.is_file())
    # Python's own copies of the models in Python are no change of them
    return max(path.stat().st_mtime for path in files if path.suffix != ".pyc") < stamp.stat().st_mtime


class Project:
    """A parsed project: its models, seeds, tests and what depends on what."""

    def __init__(self, manifest: dict[str, Any]) -> None:
        self.manifest = manifest
        self.nodes: dict[str, Node] = {**manifest["nodes"], **manifest["sources"]}
        mine = [node for node in manifest["nodes"].values() if node["package_name"] == "sales_kpis"]
        self.models = sorted((n for n in mine if n["resource_type"] == "model"), key=lambda n: n["name"])
        self.seeds = sorted((n for n in mine if n["resource_type"] == "seed"), key=lambda n: n["name"])
        self.tests = sorted((n for n in mine if n["resource_type"] == "test"), key=lambda n: n["name"])
        self.macros = [m for m in manifest["macros"].values() if m["package_name"] == "sales_kpis"]
        self.groups: list[Node] = list(manifest["groups"].values())

    @property
    def marts(self) -> list[Node]:
        """The models that people read."""
        return [node for node in self.models if is_mart(node)]

    def parents(self, node: Node) -> list[Node]:
        """The models, seeds and sources that a node reads."""
        return [self.nodes[name] for name in node["depends_on"]["nodes"] if name in self.nodes]

    def tests_of(self, node: Node) -> list[Node]:
        """The generic tests that hang on a node."""
        return [test for test in self.tests if test.get("attached_node") == node["unique_id"]]
