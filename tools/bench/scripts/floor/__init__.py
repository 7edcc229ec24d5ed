"""Every KPI in one run of plain SQL on DuckDB, from the exports to the values: what the work itself costs."""
