"""What `make build` and the tests parse the project with."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import yaml

from tools.dbt_build import READ_LATER, parse_options
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
