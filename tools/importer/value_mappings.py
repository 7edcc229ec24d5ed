"""value_mappings.csv beside the clean files: what the words of a CRM mean, where the project does not say it already."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

MAPPINGS = "value_mappings.csv"
HEADER = ("system", "field", "value", "meaning")


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a file of mappings; none where it is not there or lacks a column, of which the build tells."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            reader.fieldnames = names_of(reader.fieldnames or ())
            rows = list(reader)
    except (OSError, UnicodeDecodeError):
        return []
    return [{name: (row[name] or "").strip() for name in HEADER} for row in rows if set(HEADER) <= set(row)]


def names_of(header: Iterable[str]) -> list[str]:
    """The columns of a header as the loader reads them."""
    return [name.strip().lower() for name in header]


def csv_line(cells: Sequence[str]) -> str:
    """Cells as a line of CSV."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()


def add_rows(target: Path, rows: Sequence[tuple[str, str, str, str]]) -> bool:
    """Add rows to the file of a folder, which is made where there is none; what stands in it belongs to the user.

    Returns:
        Whether they were added; not where the file is of another kind or lacks a column.
    """
    path = target / MAPPINGS
    if any(target.glob("value_mappings*.parquet")):
        return False
    try:
        text = path.read_bytes().decode("utf-8-sig") if path.exists() else csv_line(HEADER) + "\n"
    except UnicodeDecodeError:
        return False
    header = names_of(next(csv.reader(io.StringIO(text)), []))
    if not set(HEADER) <= set(header):
        return False
    added = [csv_line([dict(zip(HEADER, row, strict=True)).get(name, "") for name in header]) for row in rows]
    lines = text if not text or text.endswith("\n") else text + "\n"
    path.write_text(lines + "".join(line + "\n" for line in added), encoding="utf-8", newline="")
    return True
