"""The models in the words of the clouds' engines, without a connection: compiled, parsed, and run on DuckDB through sqlglot."""

# As dbt and sqlglot call them.
ENGINES = ("snowflake", "bigquery", "databricks", "redshift")
