"""What `make build` parses the project with."""

from __future__ import annotations

import re

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
