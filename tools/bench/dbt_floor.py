"""dbt's own floor: a project of as many nodes of each kind that do no work."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

PROFILE = """\
empty:
  target: duckdb
  outputs:
    duckdb: {type: duckdb, path: empty.duckdb, threads: THREADS}
"""
PROJECT = """\
name: empty
config-version: 2
profile: empty
flags: {send_anonymous_usage_stats: false}
models: {+materialized: table}
"""
TEST = "{% test nothing(model) %}select 1 as fault where 1 = 0{% endtest %}\n"


def write_empty_project(folder: Path, nodes: Counter[str], threads: int) -> None:
    """Each model is `select 1`, each seed one row, each test without work."""
    for name in ("models", "macros", "seeds"):
        (folder / name).mkdir(parents=True)
    (folder / "dbt_project.yml").write_text(PROJECT)
    (folder / "profiles.yml").write_text(PROFILE.replace("THREADS", str(threads)))
    (folder / "macros/nothing.sql").write_text(TEST)
    for number in range(nodes["seed"]):
        (folder / f"seeds/seed_{number}.csv").write_text("x\n1\n")
    models, tests = nodes["model"], nodes["test"]
    lines = ["models:"]
    for number in range(models):
        (folder / f"models/model_{number}.sql").write_text("select 1 as x\n")
        own = tests // models + (number < tests % models)
        lines.append(f"  - name: model_{number}")
        if own:
            lines.append("    data_tests:")
            lines += [f"      - nothing: {{name: nothing_{number}_{test}}}" for test in range(own)]
    (folder / "models/models.yml").write_text("\n".join(lines) + "\n")
