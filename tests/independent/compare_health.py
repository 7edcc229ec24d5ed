"""Compare source_health with the independent checks, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from .compare import is_same
from .source_health import Check

FIELDS = ("measured", "expected", "observed", "sample", "warn", "fail", "status", "kpis")
COLUMNS = (
    "measured_value, expected_value, observed_count, sample_size, warn_threshold, fail_threshold, status, kpis_hit"
)
# Told from raw files: of a system whose files are not the generic ones only the verdict can be compared.
OF_FILES = ("presence", "validity", "uniqueness", "unreadable_cells")


def read_health(warehouse: Path) -> dict[str, dict[str, Any]]:
    """The rows of source_health by their key."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(f"select health_id, {COLUMNS} from source_health").fetchall()
    found = {row[0]: dict(zip(FIELDS, row[1:], strict=True)) for row in rows}
    for row in found.values():
        row["kpis"] = frozenset((row["kpis"] or "").split(";")) - {""}
    return found


def health_differences(checks: Sequence[Check], warehouse: Path, generic_files: bool = True) -> list[str]:
    """What differs, one line each; `generic_files` says that every file is in the generic form."""
    found = read_health(warehouse)
    expected = {check.health_id: check for check in checks}
    faults = [f"{key}: expected, not there" for key in expected.keys() - found.keys()]
    faults += [f"{key}: there, not expected" for key in found.keys() - expected.keys()]
    for key in expected.keys() & found.keys():
        is_verdict_only = not generic_files and expected[key].check_id in OF_FILES
        for name in ("status", "kpis") if is_verdict_only else FIELDS:
            wanted, there = getattr(expected[key], name), found[key][name]
            if not is_same(wanted, there):
                faults.append(f"{key}.{name}: expected {wanted!r}, found {there!r}")
    return sorted(faults)
