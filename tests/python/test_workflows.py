"""The workflows run what their commit names, not what a tag points to on that day."""

from __future__ import annotations

import re

from tools.project import ROOT

PINNED = re.compile(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)*$")


def test_every_action_is_pinned_by_digest() -> None:
    lines = [
        f"{path.name}: {line.strip()}"
        for path in sorted((ROOT / ".github/workflows").glob("*.yml"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if "uses:" in line
    ]
    assert lines
    assert [line for line in lines if not PINNED.search(line)] == []
