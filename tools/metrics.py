"""Ask MetricFlow's engine for metrics in one process: from the semantic manifest to SQL, and to rows of the warehouse.

`mf query` starts a new process for each question, which takes seconds; here a question takes a fraction of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow.protocols.sql_client import SqlEngine
from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
from metricflow_semantics.model.dbt_manifest_parser import parse_manifest_from_dbt_generated_manifest
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup


class DuckDbDialect:
    """What the engine needs to know of DuckDB to write SQL for it. It asks nothing else: the SQL is run by the caller."""

    sql_engine_type = SqlEngine.DUCKDB
    sql_plan_renderer = DuckDbSqlPlanRenderer()

    def render_bind_parameter_key(self, bind_parameter_key: str) -> str:
        """A named parameter as DuckDB takes it."""
        return f"${bind_parameter_key}"


class Metrics:
    """The metrics of a semantic manifest, asked on a warehouse."""

    def __init__(self, semantic_manifest: Path, connection: duckdb.DuckDBPyConnection) -> None:
        """`semantic_manifest` is target/semantic_manifest.json; the catalog of `connection` bears the name in it."""
        manifest = parse_manifest_from_dbt_generated_manifest(semantic_manifest.read_text(encoding="utf-8"))
        self.manifest = manifest
        self.connection = connection
        self._engine = MetricFlowEngine(SemanticManifestLookup(manifest), DuckDbDialect())

    def sql(self, names: Sequence[str], group_by: Sequence[str], where: Sequence[str] = ()) -> str:
        """The SQL that gives metrics by entities, dimensions and `metric_time__<grain>`."""
        request = MetricFlowQueryRequest.create(
            metric_names=list(names), group_by_names=list(group_by), where_constraints=list(where) or None
        )
        return self._engine.explain(request).sql_statement.sql

    def saved_sql(self, saved_query: str) -> str:
        """The SQL of a saved query."""
        request = MetricFlowQueryRequest.create(saved_query_name=saved_query)
        return self._engine.explain(request).sql_statement.sql

    def rows(self, names: Sequence[str], group_by: Sequence[str], where: Sequence[str] = ()) -> list[dict[str, Any]]:
        """The rows of a question, each by column name."""
        return self._run(self.sql(names, group_by, where))

    def saved_rows(self, saved_query: str) -> list[dict[str, Any]]:
        """The rows of a saved query, each by column name."""
        return self._run(self.saved_sql(saved_query))

    def _run(self, sql: str) -> list[dict[str, Any]]:
        cursor = self.connection.execute(sql)
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
