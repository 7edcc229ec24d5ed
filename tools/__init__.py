"""Python around dbt: checks, comparisons and measurements."""
