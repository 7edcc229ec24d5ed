"""The files that the generator owns."""

from __future__ import annotations

from pathlib import Path

from tools.demo.story import tell
from tools.demo.tables import GENERIC, SALESFORCE, plain_text, salesforce_text


def build(reference: Path) -> dict[str, str]:
    """Return the text of every generated file by its path in the repository."""
    exports = tell(reference)
    files = {
        f"seeds/exports/salesforce/salesforce__{name}.csv": salesforce_text(
            columns, exports.salesforce[name]
        )
        for name, columns in SALESFORCE.items()
    }
    for name, columns in GENERIC.items():
        path = f"seeds/exports/generic/generic__{name}.csv"
        files[path] = plain_text(columns, exports.generic[name])
    return files
