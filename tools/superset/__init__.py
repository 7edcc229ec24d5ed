"""Apache Superset on the published marts: an example that sets up, imports, serves and checks itself.

`python -m tools.superset`; examples/superset/README.md tells how.
"""
