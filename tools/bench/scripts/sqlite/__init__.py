"""KPIs with SQLite, as it comes with Python: SQL on tables that are filled row by row."""
