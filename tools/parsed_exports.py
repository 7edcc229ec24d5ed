"""Which base models are nothing but a parsed export, and how the parser names what it reads. Standard library alone: the
environment of docglow runs this too."""

from __future__ import annotations

import re

# The whole text of such a model, and the export's seed.
PARSED = re.compile(r"^\{\{ parse_export\('(?P<seed>\w+)'[^)]*\)+ \}\}\s*$")
# What parse_export adds.
ADDED = ("_row", "_rejected_column", "_rejected_reason", "_rejected_cells")


def snake_case(name: str) -> str:
    """A column's name from staging on, as the macro of this name gives it."""
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", re.sub("__c$", "", name)).lower()
