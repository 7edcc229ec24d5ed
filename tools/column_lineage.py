"""Write target/column_lineage.html: docglow's pages, with the lineage of every column. `make docs` runs this in docglow's environment.

It reads what `dbt docs generate` left in target/docs. Two things are made easier for docglow, which else had read a quarter of the
models after four minutes and given up on columns that take longer than two seconds: a parsed export's SQL is shown to it as the renaming that it is, since a column comes from its cell and from nothing else; and
sqlglot resolves a query once, not once a column.

docglow's first page begins with the models that most others read, which are steps: here it begins with the tables of the KPIs.
"""

from __future__ import annotations

import base64
import contextlib
import io
import json
import logging
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from tools.lineage import definitions
from tools.parsed_exports import PARSED, snake_case
from tools.project import ROOT

# docglow sends no figures and shows no advertisement.
QUIET = {"DOCGLOW_NO_TELEMETRY": "1", "DOCGLOW_NO_CLOUD_HINT": "1"}
READ = ROOT / "target/docs"
# Which tests passed in the last build; without a build the pages say nothing of it.
BUILT = ROOT / "target/run_results.json"
WORK = ROOT / "target/column_lineage"
PAGE = ROOT / "target/column_lineage.html"
SETTINGS = ROOT / "tools/docglow.yml"
# The first page in docglow's own script -> as it is here; KPIS are the tables' ids in the KPIs' order.
FIRST_PAGE = {
    "m.jsx(zL,{data:e}),m.jsx(qL,{data:e})": "m.jsx(qL,{data:e}),m.jsx(zL,{data:e})",
    'children:"Start exploring"': 'children:"KPIs · 指标"',
    "The most connected models in your project. Click a model to explore.": "Click a KPI, and on its page a column: where it comes from, back to the export. 点击指标，再点击某一列，查看其来源，直至导出文件。",
    "yR(e.lineage.nodes,e.lineage.edges,LL)": "(k=>yR(e.lineage.nodes.filter(o=>k.includes(o.id)),e.lineage.edges,k.length).sort((o,p)=>k.indexOf(o.node.id)-k.indexOf(p.node.id)))(KPIS)",
    "onClick:()=>n(`/lineage?pins=${encodeURIComponent(s.node.id)}`)": "onClick:()=>n(Pr(s.node.id))",
}
# Queries kept resolved at once; docglow asks for all columns of one before it goes on.
KEPT = 4


def shortened(manifest: dict[str, Any]) -> dict[str, Any]:
    """The manifest with the compiled SQL of parsed exports as a plain select of the export's columns."""
    nodes = dict(manifest["nodes"])
    for name, node in manifest["nodes"].items():
        parsed = PARSED.match(node.get("raw_code") or "")
        if parsed:
            seed = manifest["nodes"][f"seed.sales_kpis.{parsed['seed']}"]
            cells = [f'"{column}" as {snake_case(column)}' for column in seed["columns"] if column != "_row"]
            added = [f"cast(null as varchar) as _rejected_{name}" for name in ("column", "reason", "cells")]
            select = ",\n    ".join([*cells, "_row", *added])
            nodes[name] = node | {"compiled_code": f"select\n    {select}\nfrom {seed['relation_name']}"}
    return manifest | {"nodes": nodes}


def resolve_queries_once() -> None:
    """Let sqlglot keep the resolved scopes of the last queries and the schema."""
    import sqlglot.lineage as of_sqlglot
    from sqlglot import maybe_parse
    from sqlglot.optimizer.qualify import qualify
    from sqlglot.optimizer.scope import Scope, build_scope
    from sqlglot.schema import MappingSchema

    original = of_sqlglot.lineage
    schemas: dict[tuple[int, Any], MappingSchema] = {}
    scopes: dict[tuple[str, bool, Any], Scope | Exception | None] = {}

    def resolved(sql: str, schema: Any, dialect: Any) -> Scope | None:
        key = (sql, bool(schema), dialect)
        if key not in scopes:
            if len(scopes) >= KEPT:
                scopes.clear()
            try:
                if schema and (id(schema), dialect) not in schemas:
                    schemas[id(schema), dialect] = MappingSchema(schema, dialect=dialect)
                scopes[key] = build_scope(
                    qualify(
                        maybe_parse(sql, dialect=dialect),
                        dialect=dialect,
                        schema=schemas[id(schema), dialect] if schema else {},
                        validate_qualify_columns=False,
                        identify=False,
                    )
                )
            except Exception as error:
                scopes[key] = error
        found = scopes[key]
        if isinstance(found, Exception):
            raise found
        return found

    def lineage(column: str, sql: str, schema: Any = None, dialect: Any = None) -> Any:
        scope = resolved(sql, schema, dialect)
        return original(column, scope.expression if scope else sql, schema, dialect=dialect, scope=scope, copy=False)

    of_sqlglot.lineage = lineage  # type: ignore[assignment]


def with_icon(page: str, icon: Path) -> str:
    """The page with its icon in it: docglow links to a file beside it."""
    content = base64.b64encode(icon.read_bytes()).decode()
    return page.replace('href="./favicon.svg"', f'href="data:image/svg+xml;base64,{content}"')


def with_kpis_first(page: str) -> str:
    """The page whose first page begins with the tables of the KPIs, each of which leads to its columns.

    Raises:
        ValueError: docglow's script is another one.
    """
    ids = [f"model.sales_kpis.kpi_{row['kpi_id']}" for row in definitions()]
    for old, new in FIRST_PAGE.items():
        if page.count(old) != 1:
            raise ValueError(
                f"docglow's page has no `{old}` any more: see how tools/column_lineage.py can begin with the KPIs."
            )
        page = page.replace(old, new.replace("KPIS", json.dumps(ids)))
    return page


def traced_columns(manifest: dict[str, Any]) -> tuple[int, int]:
    """How many columns of models have a lineage, and how many there are in all."""
    found = json.loads((WORK / "site/.docglow-column-lineage-cache.json").read_text(encoding="utf-8"))
    catalog = json.loads((READ / "catalog.json").read_text(encoding="utf-8"))["nodes"]
    models = [name for name, node in manifest["nodes"].items() if node["resource_type"] == "model" and name in catalog]
    columns = {(name, column.lower()) for name in models for column in catalog[name]["columns"]}
    traced = {(name, column.lower()) for name in models for column in found.get(name, {}).get("lineage", {})}
    return len(columns & traced), len(columns)


def main() -> int:
    """Prepare what docglow reads, run it, and move its page beside the others."""
    if not (READ / "catalog.json").exists():
        print("target/docs has no catalog yet: run `make docs`, which makes it first.", file=sys.stderr)
        return 2
    os.environ.update(QUIET)
    (WORK / "target").mkdir(parents=True, exist_ok=True)
    manifest = json.loads((READ / "manifest.json").read_text(encoding="utf-8"))
    (WORK / "target/manifest.json").write_text(json.dumps(shortened(manifest)), encoding="utf-8")
    shutil.copy(READ / "catalog.json", WORK / "target/catalog.json")
    if BUILT.exists():
        shutil.copy(BUILT, WORK / "target/run_results.json")
    shutil.copy(SETTINGS, WORK / "docglow.yml")

    from docglow.cli import cli

    # a line a model, else
    logging.disable(logging.INFO)
    resolve_queries_once()
    paths = ["--project-dir", str(WORK), "--target-dir", str(WORK / "target"), "--output-dir", str(WORK / "site")]
    said = io.StringIO()
    try:
        # it warns of an hour that it does not take, and advertises
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            cli(["generate", *paths, "--static", "--slim", "--enable-erd", "--theme", "light"], standalone_mode=False)
    except BaseException:
        print(said.getvalue(), file=sys.stderr)
        raise
    page = with_icon((WORK / "site/index.html").read_text(encoding="utf-8"), WORK / "site/favicon.svg")
    PAGE.write_text(with_kpis_first(page), encoding="utf-8")
    traced, columns = traced_columns(manifest)
    print(
        f"{traced:,} of {columns:,} columns lead to the columns they are made of; the others are constants and counts of rows."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
