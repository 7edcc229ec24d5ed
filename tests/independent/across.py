"""The tables that read KPIs together, from the independently computed KPIs and the records behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .api import SEEDS, Result
from .compare import is_same
from .context import Context
from .exports import Cells
from .reference import load

Row = dict[str, Any]
Tables = Mapping[str, list[Row]]


@dataclass
class Across:
    """What the tables are computed from."""

    ctx: Context
    tables: Tables
    folders: list[Path]

    def seed(self, name: str) -> list[Cells]:
        """The rows of a reference file."""
        return load(name, self.folders)

    def settings(self) -> dict[str, float]:
        """The settings by their names."""
        return self.ctx.reference.settings

    def has_exports(self, kpi: str) -> bool:
        """Whether every export that a KPI requires is there."""
        needed = self.ctx.reference.definitions[kpi].required_exports
        return not any(self.ctx.is_absent(export) for export in needed)


def make_across(result: Result, folder: Path | None = None) -> Across:
    """The basis of the tables, from a computed result and the folder of its reference files.

    Raises:
        ValueError: the exports hold no date to count from.
    """
    if result.context is None:
        raise ValueError("the exports hold nothing that counts")
    return Across(result.context, result.tables, ([folder] if folder else []) + [SEEDS / "reference"])


def number(cell: str) -> float | None:
    """A cell of a reference file as a number; None where it is empty."""
    return float(cell) if cell else None


def differences(expected: list[Row], found: list[Row], key: tuple[str, ...]) -> tuple[int, list[str]]:
    """How many cells were compared, and what differs; columns that only `found` has are left aside."""
    wanted = {tuple(row[name] for name in key): row for row in expected}
    there = {tuple(row[name] for name in key): row for row in found}
    faults = [f"missing: {one}" for one in wanted.keys() - there.keys()]
    faults += [f"unexpected: {one}" for one in there.keys() - wanted.keys()]
    faults += ["a key comes twice"] * (len(wanted) != len(expected) or len(there) != len(found))
    cells = 0
    for one in wanted.keys() & there.keys():
        for column, value in wanted[one].items():
            cells += 1
            if not is_same(value, there[one][column]):
                faults.append(f"{one} {column}: expected {value!r}, found {there[one][column]!r}")
    return cells, sorted(faults)
