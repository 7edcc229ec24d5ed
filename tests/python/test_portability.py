"""One text for DuckDB, PostgreSQL and Spark: what only one engine takes stands in macros/engines alone."""

from __future__ import annotations

import re

import pytest
import sqlglot

from tools.project import ROOT, without_comments

DIALECTS = ("duckdb", "postgres", "spark")

# What to look for outside macros/engines -> what to write instead.
ONE_ENGINE_ONLY = {
    r"\bqualify\b": "row_number() in a CTE, then where",
    r"\bgroup\s+by\s+all\b": "the columns",
    r"\border\s+by\s+all\b": "the columns",
    r"\blateral\b": "a join",
    r"\basof\b": "a join and group by",
    r"::\s*[a-z]": "cast(... as ...)",
    r"\b(median|mode|min_by|max_by|arg_min|arg_max|any_value|count_if|first|last|list|list_[a-z]+)\s*\(": (
        "an aggregate that all engines have"
    ),
    r"\b(string_agg|listagg|group_concat)\s*\(": "a dispatched macro",
    r"\b(generate_series|range|unnest|explode)\s*\(": "a spine from macros/engines",
    r"\bextract\s*\(\s*(epoch|dow|isodow|week|microseconds?)\b": "a dispatched macro",
    r"\bepoch(_ms|_us)?\s*\(": "a dispatched macro",
    r"\bat\s+time\s+zone\b": "a dispatched macro",
    r"\b(timestamptz|text|int4|int8|float8|hugeint)\b(?=\s*[,)])": "a type from macros/engines",
    r"\b(strptime|strftime|to_char|date_format|date_diff|datesub|date_sub|make_date|make_timestamp)\s*\(": (
        "a dispatched macro"
    ),
    r"(?<!\.)\b(datediff|dateadd)\s*\(": "dbt.datediff, dbt.dateadd",
    r"\btry_cast\s*\(": "the dispatched safe cast",
    r"\b(regexp_matches|regexp_extract|regexp_replace|regexp_like|regexp_full_match|rlike)\b": "a dispatched macro",
    r"\bilike\b": "lower(...) like",
    # not on Snowflake, BigQuery or Redshift, or with another meaning there
    r"\binterval\s*'": "add_time, add_days",
    r"\bfilter\s*\(": "case inside the aggregate",
    r"\b(greatest|least)\s*\(": "greatest_of, least_of",
    r"\b(split_part|position|char_length|md5)\s*\(": "text_part, dbt.position, length, digest",
    r"\bis\s+(not\s+)?distinct\s+from\b": "differs_from",
    r"^\s*union\s*$": "union_distinct",
    r"^\s*window\s+\w+\s+as\b": "over (...) where it is used",
    r"\bexclude\s*\(": "the columns",
    r"\bquantile_(cont|disc)\s*\(": "percentile_cont(...) within group (order by ...)",
    r"\b(read_csv|read_parquet|read_json)[a-z_]*\s*\(": "a seed or source",
    r"\bpositional\s+join\b|\bsemi\s+join\b|\banti\s+join\b": "exists, not exists",
    r"[^{%'\"]\*\s*columns\s*\(": "the columns",
}
# Folders that need not be portable -> why.
FREE = {
    "macros/engines/": "the place of what differs between engines",
    "macros/reporting/": "the scorecard in the terminal, mostly Jinja",
    "macros/seeds/": "how DuckDB reads files, for every engine",
}
WHOLE = re.compile(r"'(?:[^'\n]|'')*'")


def sql_outside_engines() -> list[str]:
    """The models and macros that must run as they stand on every engine, as paths."""
    files = [*(ROOT / "models").rglob("*.sql"), *(ROOT / "macros").rglob("*.sql")]
    kept = (path.relative_to(ROOT).as_posix() for path in files)
    return sorted(path for path in kept if not path.startswith(tuple(FREE)))


def only_sql(text: str) -> str:
    """A file's SQL: no comments, no text literals, no Jinja blocks; line numbers stay."""
    text = without_comments(text)
    text = re.sub(r"\{%.*?%\}", lambda block: "\n" * block.group().count("\n"), text, flags=re.DOTALL)
    text = re.sub(r"\{\{.*?\}\}", lambda block: "x" + "\n" * block.group().count("\n"), text, flags=re.DOTALL)
    return WHOLE.sub("''", text)


def test_no_construct_of_one_engine() -> None:
    faults = []
    for path in sql_outside_engines():
        for number, line in enumerate(only_sql((ROOT / path).read_text(encoding="utf-8")).splitlines(), 1):
            for pattern, instead in ONE_ENGINE_ONLY.items():
                if re.search(pattern, line, re.IGNORECASE):
                    faults.append(f"{path}:{number}: {line.strip()[:80]} -> {instead}")
    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_compiled_models_parse(compiled: dict[str, str], dialect: str) -> None:
    """Every compiled model is a statement in the grammar of each engine."""
    assert {name for name in compiled if name.startswith("base_zoho__")}
    faults = []
    for name, sql in sorted(compiled.items()):
        try:
            statements = sqlglot.parse(sql, read=dialect, error_level=sqlglot.ErrorLevel.RAISE)
        except sqlglot.errors.SqlglotError as error:
            faults.append(f"{name}: {str(error).splitlines()[0][:160]}")
            continue
        if len(statements) != 1 or isinstance(statements[0], sqlglot.exp.Command):
            faults.append(f"{name}: not one query")
    assert not faults, "\n" + "\n".join(faults)


def unions_beside_exists(sql: str) -> list[str]:
    """The relations that are a union and stand in a select whose columns have an exists: Spark's optimizer refuses it (SPARK-59042)."""
    # most models have none, and need not be parsed for it
    if "exists" not in sql.lower():
        return []
    tree = sqlglot.parse_one(sql, read="duckdb")
    bodies = {cte.alias: cte.this for cte in tree.find_all(sqlglot.exp.CTE)}
    found = []
    for select in tree.find_all(sqlglot.exp.Select):
        if not any(column.find(sqlglot.exp.Exists) for column in select.expressions):
            continue
        sources = [select.args.get("from_"), *select.args.get("joins", [])]
        for source in (source.this for source in sources if source):
            body = source.this if isinstance(source, sqlglot.exp.Subquery) else bodies.get(source.name)
            if isinstance(body, sqlglot.exp.Union):
                found.append(source.alias_or_name)
    return found


def test_no_exists_beside_the_columns_of_a_union(compiled: dict[str, str]) -> None:
    assert unions_beside_exists(
        "with a as (select 1 as b union all select 2) select exists (select 1 from c where c.b = a.b) from a"
    ) == ["a"]
    assert unions_beside_exists("select exists (select 1 from c) from (select 1 as b union all select 2) as d") == ["d"]
    faults = {name: found for name, sql in sorted(compiled.items()) if (found := unions_beside_exists(sql))}
    assert not faults
