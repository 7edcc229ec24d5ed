"""The workflows run what their commit names, not what a tag points to on that day."""

from __future__ import annotations

import re

import yaml

from tools.hosted.__main__ import TARGET
from tools.project import ROOT

PINNED = re.compile(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)*$")


def test_the_site_is_written_by_one_command_and_deployed_by_a_job_that_runs_nothing_else() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/pages.yml").read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    build, deploy = workflow["jobs"]["build"], workflow["jobs"]["deploy"]
    assert [step["run"] for step in build["steps"] if "run" in step] == ["make site"]
    [uploaded] = [step for step in build["steps"] if "upload-pages-artifact" in step.get("uses", "")]
    # where the command writes to
    assert ROOT / uploaded["with"]["path"] == TARGET / "site"
    assert "permissions" not in build
    assert deploy["permissions"] == {"pages": "write", "id-token": "write"}
    assert deploy["needs"] == "build"
    assert [step["uses"].partition("@")[0] for step in deploy["steps"]] == ["actions/deploy-pages"]


def test_every_action_is_pinned_by_digest() -> None:
    lines = [
        f"{path.name}: {line.strip()}"
        for path in sorted((ROOT / ".github/workflows").glob("*.yml"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if "uses:" in line
    ]
    assert lines
    assert [line for line in lines if not PINNED.search(line)] == []
