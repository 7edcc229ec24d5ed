"""Apache Superset on the published marts: an example. examples/superset/README.md says how to use it."""
