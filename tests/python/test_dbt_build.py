"""What `make build` and the tests parse the project with."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tools import dbt_build
from tools.dbt_build import READ_LATER, built_from, parse_options, shown_before, written
from tools.dbt_runs import PARSE_VARIABLES
from tools.project import ROOT

VARIABLES = {"systems": ["generic"], "exports_dir": "/exports", "imported_on": "2026-10-14"}


def options(**changes: object) -> list[str]:
    """The options for a file of variables."""
    return parse_options(yaml.safe_dump(VARIABLES | changes))


def test_another_day_needs_no_other_parse_and_another_currency_does() -> None:
    assert options(imported_on="2026-10-15", as_of_date="2026-10-01") == options()
    assert options(reporting_currency="EUR") != options()
    assert parse_options("") == []
    assert parse_options("systems: [")[:2] == ["--vars", "systems: ["]


def test_no_properties_read_what_is_read_later() -> None:
    known = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]
    assert set(READ_LATER) <= set(known)
    assert not set(READ_LATER) & set(PARSE_VARIABLES)
    files = [path for folder in ("models", "seeds", "tests") for path in (ROOT / folder).rglob("*.yml")]
    read = {
        name
        for path in [*files, ROOT / "dbt_project.yml", ROOT / "profiles.yml"]
        for name in re.findall(r"var(?:iable)?\('(\w+)'", path.read_text(encoding="utf-8"))
    }
    assert "systems" in read
    assert not set(READ_LATER) & read


# What is left of a project parsed with everything, and a parse of its own: the nodes, each with what it reads.
COMPARED = """
import json
from tools.dbt_runs import EVERYTHING, ROOT, parsed, part_of

def nodes(manifest):
    assert manifest.flat_graph["nodes"].keys() == manifest.nodes.keys()
    built = [node for node in manifest.nodes.values() if node.resource_type in ("model", "seed")]
    return {node.unique_id: sorted(node.depends_on_nodes) for node in built}

variables = {"systems": ["generic"]}
everything = parsed(ROOT, EVERYTHING, ())
before = nodes(everything)
with part_of(everything, variables):
    left = nodes(everything)
assert nodes(everything) == before
print(json.dumps([before, left, nodes(parsed(ROOT, variables, ()))]))
"""


def test_what_is_switched_off_is_taken_out() -> None:
    environment = os.environ | {"DO_NOT_TRACK": "1", "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", COMPARED]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    everything, left, alone = json.loads(done.stdout.splitlines()[-1])
    assert left.keys() == alone.keys() < everything.keys()
    # the ids of several systems are read by those models alone that several systems have
    besides = {(name, read) for name, reads in left.items() for read in set(reads) ^ set(alone[name])}
    assert besides
    assert [pair for pair in besides if "model.sales_kpis.int_system_keys" not in pair] == []


def test_a_build_is_of_the_project_the_exports_and_the_variables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SALES_KPIS_QUERY_THREADS", raising=False)
    (tmp_path / "generic").mkdir()
    file = tmp_path / "generic/leads.csv"
    file.write_text("lead_id\nl1\n")
    before = built_from("{}", tmp_path)
    file.touch()
    assert built_from("{}", tmp_path) == before
    assert built_from("{systems: [generic]}", tmp_path) != before
    file.write_text("lead_id\nl2\n")
    assert built_from("{}", tmp_path) != before
    file.write_text("lead_id\nl1\n")
    assert built_from("{}", tmp_path) == before
    monkeypatch.setenv("SALES_KPIS_QUERY_THREADS", "2")
    assert built_from("{}", tmp_path) != before


def test_a_build_stands_while_nobody_wrote_to_what_it_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse = tmp_path / "sales.duckdb"
    warehouse.write_text("tables")
    monkeypatch.setenv("SALES_KPIS_WAREHOUSE", str(warehouse))
    monkeypatch.setattr(dbt_build, "LAST", tmp_path / "last_build.json")
    assert shown_before("all") is None
    note = {"made_from": "all", "written": written(), "shown": "the scorecard"}
    (tmp_path / "last_build.json").write_text(json.dumps(note))
    assert shown_before("all") == "the scorecard"
    assert shown_before("more") is None
    # the same size, and the same time as far as it can be set
    times = warehouse.stat()
    warehouse.write_text("tablet")
    os.utime(warehouse, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert shown_before("all") is None
