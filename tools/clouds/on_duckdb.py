"""The text of a cloud's engine as one for DuckDB: sqlglot translates it, and what it reads otherwise is translated here."""

from __future__ import annotations

from collections.abc import Callable

import sqlglot
from sqlglot import exp


def grouped(number: exp.Expr, decimals: int) -> exp.Expr:
    """A number as text with commas between thousands."""
    form = exp.Literal.string(f"{{:,.{decimals}f}}")
    return exp.Anonymous(this="format", expressions=[form, exp.cast(number, "double")])


def moved(instant: exp.Expr, start: exp.Expr, end: exp.Expr) -> exp.Expr:
    """What the clock of a zone shows when that of another one shows an instant."""
    inner = exp.Anonymous(this="timezone", expressions=[start, instant])
    return exp.Anonymous(this="timezone", expressions=[end, inner])


UTC = exp.Literal.string("UTC")


def decimals_of(form: exp.Expr | None) -> int:
    """How many decimals a form of to_char has."""
    assert form is not None
    return len(form.name.partition(".")[2])


def of_all(node: exp.Expr) -> exp.Expr:
    """What no dialect's to_char becomes."""
    if isinstance(node, exp.ToChar) or (isinstance(node, exp.TimeToStr) and "9" in node.args["format"].name):
        return grouped(node.this, decimals_of(node.args.get("format")))
    return node


def of_snowflake(node: exp.Expr) -> exp.Expr:
    """A search for the place of a pattern is whether there is one; flattened ranges are rows."""
    if isinstance(node, exp.GT) and isinstance(node.this, exp.RegexpInstr):
        return exp.Anonymous(this="regexp_matches", expressions=[node.this.this, node.this.expression])
    if isinstance(node, exp.Lateral):
        values = node.find(exp.GenerateSeries) or node.find(exp.Anonymous)
        assert values is not None
        first, last = (
            (values.args["start"], values.args["end"]) if isinstance(values, exp.GenerateSeries) else values.expressions
        )
        alias = exp.TableAlias(this=exp.to_identifier(node.alias), columns=[exp.to_identifier("value")])
        return exp.Unnest(
            expressions=[exp.Anonymous(this="range", expressions=[first.copy(), last.copy()])], alias=alias
        )
    return node


def of_bigquery(node: exp.Expr) -> exp.Expr:
    """Its timestamp is an instant, which DuckDB has without a zone here."""
    if isinstance(node, exp.DataType) and node.is_type("timestamptz"):
        return exp.DataType.build("timestamp")
    if isinstance(node, exp.Timestamp):
        zone = node.args.get("zone") or node.expression
        return moved(node.this, zone, UTC) if zone else node.this
    if isinstance(node, exp.Datetime | exp.TsOrDsToDatetime):
        return moved(node.this, UTC, node.expression) if node.args.get("expression") else node.this
    if isinstance(node, exp.Extract) and node.name.lower() == "isoweek":
        return exp.Extract(this=exp.var("week"), expression=node.expression)
    if isinstance(node, exp.DateAdd):
        return exp.cast(node.copy(), "date")
    if isinstance(node, exp.Extract) and node.name.lower() == "dayofweek":
        return exp.Add(
            this=exp.Extract(this=exp.var("dow"), expression=node.expression), expression=exp.Literal.number(1)
        )
    if isinstance(node, exp.DateTrunc) and node.unit.name.lower() == "isoweek":
        return exp.cast(exp.Anonymous(this="date_trunc", expressions=[exp.Literal.string("week"), node.this]), "date")
    if isinstance(node, exp.Format):
        return grouped(node.expressions[0], int(node.name.partition(".")[2].rstrip("f")))
    return node


def of_databricks(node: exp.Expr) -> exp.Expr:
    """Its functions of time zones are of clocks; its weekdays begin with 0 on Monday."""
    if (
        isinstance(node, exp.AtTimeZone)
        and isinstance(node.this, exp.Cast)
        and not isinstance(node.parent, exp.AtTimeZone)
    ):
        return moved(node.this, UTC, node.args["zone"])
    if isinstance(node, exp.TsOrDsAdd):
        return exp.Paren(this=exp.Add(this=exp.cast(node.this, "date"), expression=exp.cast(node.expression, "int")))
    if isinstance(node, exp.Anonymous) and node.name.lower() == "weekday":
        return exp.Sub(
            this=exp.Anonymous(this="isodow", expressions=node.expressions), expression=exp.Literal.number(1)
        )
    if isinstance(node, exp.Anonymous) and node.name.lower() == "format_number":
        return grouped(node.expressions[0], int(node.expressions[1].name))
    return node


REWRITTEN: dict[str, Callable[[exp.Expr], exp.Expr]] = {
    "snowflake": of_snowflake,
    "bigquery": of_bigquery,
    "databricks": of_databricks,
}


def on_duckdb(sql: str, engine: str) -> str:
    """A query of an engine as DuckDB runs it.

    Raises:
        sqlglot.errors.SqlglotError: it is no text of the engine's.
    """
    tree = sqlglot.parse_one(sql, read=engine)
    rewritten = REWRITTEN.get(engine, of_all)
    # what is within comes first
    for node in reversed(list(tree.walk())):
        other = rewritten(of_all(node))
        if other is not node:
            node.replace(other)
    return tree.sql("duckdb")
