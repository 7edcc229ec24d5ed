"""Load exports and reference data into another engine: python -m tools.load postgres [vars.yml], or `make load-postgres`, `make load-spark`.

DuckDB reads the files, by the same loader as always, so that every check, message and cell is the same; each table then goes
to the engine, with the note of what it was loaded from. `dbt build` for that engine, with the same variables, builds on that.
"""
