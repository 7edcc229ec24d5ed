"""Threads and memory follow the size of the exports, unless the environment says otherwise."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent

import duckdb
import pytest

from tools.project import ROOT

FILES = {
    "dbt_project.yml": """
        name: sales_kpis
        config-version: 2
        profile: small
        vars: {exports_dir: null, sources: null, systems: [generic]}
    """,
    # as in profiles.yml
    "profiles.yml": """
        small:
          target: small
          outputs:
            small:
              type: duckdb
              path: "{{ env_var('SALES_KPIS_WAREHOUSE') }}"
              config_options: {threads: "{{ env_var('SALES_KPIS_QUERY_THREADS', '1') | int }}"}
    """,
    "macros/variable.sql": "{% macro variable(name) %} {{ return(var(name)) }} {% endmacro %}",
    "macros/fitted.sql": """
        {% macro fitted() %}
          {%- do fit_machine() -%}
          {%- do run_query("copy (select current_setting('threads'), current_setting('memory_limit')) to '" ~ var('to') ~ "' (header false)") -%}
        {% endmacro %}
    """,
}
MACROS = (
    "increments",
    "engines/fit_machine.sql",
    "engines/reads_exports_dir.sql",
    *(f"seeds/{name}.sql" for name in ("exports_folder", "files_in_exports_dir", "glob_text", "sql_text")),
)
MEGABYTE = 1_000_000
UNITS = {"KiB": 1024, "MiB": 1024**2, "GiB": 1024**3, "TiB": 1024**4}
# Threads and bytes of memory, by the sizes of an export's files and the environment.
Fitted = Callable[[Mapping[str, int] | None, Mapping[str, str]], tuple[int, float]]


def in_bytes(text: str) -> float:
    """A size as DuckDB writes it, with one decimal: up to 4 % off."""
    number, unit = text.split(" ")
    return float(number) * UNITS[unit]


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> Fitted:
    """What a run begins with. Files are of zeros that take no disk: their sizes alone count."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    project = tmp_path_factory.mktemp("fit_machine")
    for name in MACROS:
        path = project / "macros" / Path(name).name
        copy = shutil.copytree if (ROOT / "macros" / name).is_dir() else shutil.copy
        path.parent.mkdir(exist_ok=True)
        copy(ROOT / "macros" / name, path)
    for name, text in FILES.items():
        (project / name).write_text(dedent(text), encoding="utf-8")

    def run(sizes: Mapping[str, int] | None, environment: Mapping[str, str]) -> tuple[int, float]:
        folder = tmp_path_factory.mktemp("exports")
        (folder / "generic").mkdir()
        for name, megabytes in (sizes or {}).items():
            (folder / name).touch()
            os.truncate(folder / name, megabytes * MEGABYTE)
        to = folder / "settings.txt"
        given = {"to": str(to), "exports_dir": None if sizes is None else str(folder)}
        command = ["--quiet", "--log-level", "none", "run-operation", "fitted", "--vars", json.dumps(given)]
        command += ["--project-dir", str(project), "--profiles-dir", str(project), "--log-path", str(project)]
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SALES_KPIS_WAREHOUSE", str(folder / "w.duckdb"))
            for name in ("SALES_KPIS_QUERY_THREADS", "SALES_KPIS_MEMORY_LIMIT"):
                patch.delenv(name, raising=False)
            for name, value in environment.items():
                patch.setenv(name, value)
            done = dbtRunner().invoke(command)
        DuckDBConnectionManager.close_all_connections()
        assert done.success, done.exception
        threads, memory = to.read_text(encoding="utf-8").strip().split(",")
        return int(threads), in_bytes(memory)

    return run


@pytest.fixture(scope="module")
def machine() -> tuple[int, float]:
    """The threads and four fifths of the memory that DuckDB takes by itself."""
    with duckdb.connect() as connection:
        ((threads, memory),) = connection.execute(
            "select current_setting('threads'), current_setting('memory_limit')"
        ).fetchall()
    return int(threads), in_bytes(memory)


@pytest.mark.parametrize(
    ("sizes", "megabytes", "all_cores"),
    [
        (None, 1000, False),
        ({}, 1000, False),
        ({"leads.csv": 1}, 1001.5, False),
        ({"generic/activities.csv": 200}, 1300, False),
        ({"activities_1.CSV": 250, "activities_2.csv": 250}, 1750, False),
        ({"activities_1.csv": 250, "activities_2.csv": 250, "leads.csv": 1}, 1751.5, True),
        ({"activities.parquet": 600}, 1900, True),
        # what no export is counts for nothing
        ({"leads.csv": 1, "notes.txt": 900, "activities.csv.gz": 900}, 1001.5, False),
        # and no more than half of the machine
        ({"activities.csv": 2_000_000}, None, True),
    ],
)
def test_threads_and_memory_follow_the_exports(
    fitted: Fitted,
    machine: tuple[int, float],
    sizes: Mapping[str, int] | None,
    megabytes: float | None,
    all_cores: bool,
) -> None:
    cores, four_fifths = machine
    half = four_fifths * 5 / 8
    threads, memory = fitted(sizes, {})
    assert threads == (cores if all_cores else 1)
    assert memory == pytest.approx(min(megabytes * MEGABYTE, half) if megabytes else half, rel=0.04)


@pytest.mark.parametrize("megabytes", [1, 600])
def test_the_environment_decides(fitted: Fitted, megabytes: int) -> None:
    given = {"SALES_KPIS_QUERY_THREADS": "3", "SALES_KPIS_MEMORY_LIMIT": "700MB"}
    threads, memory = fitted({"activities.csv": megabytes}, given)
    assert (threads, memory) == (3, pytest.approx(700 * MEGABYTE, rel=0.04))


def test_this_is_how_the_project_asks_for_threads() -> None:
    profile = (ROOT / "profiles.yml").read_text(encoding="utf-8")
    (asked,) = re.findall(r"threads: (\"\{\{.+\}\}\")", profile)
    assert asked in FILES["profiles.yml"]
