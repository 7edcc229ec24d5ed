"""Random folders of generic exports: `python -m tests.independent.folders --out DIR --seed N [--dirty]`.

The variables to run a folder with are printed as JSON.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from . import folder_reference
from .folder_records import TEAMS, USERS, Maker
from .schema import EXPORTS, KEYS, Column

# Of the days of the first record, so that a seed's folder stays as it is.
SLICES = (["segment", "source"], ["country", "deal_type"], ["segment", "source", "country", "deal_type"], [])
ZONES = ("America/New_York", "Asia/Shanghai", "Europe/Berlin", "Asia/Kolkata", "UTC")
Table = list[dict[str, str]]
BAD: dict[str, tuple[str, ...]] = {
    "time": (
        *("2024-02-30T10:00:00Z", "2024-02-30", "2024-13-01 00:00:00", "20-10-16", "yesterday", "45631", "nan"),
        *("1900-01-01", "1899-12-30T00:00:00Z"),
    ),
    "date": (
        *("2024-02-30", "30.12.2024", "8/26/2023", "20-10-16", "soon", "2024-1-5", "1900-01-01"),
        *("2024-06-01 10:00:00", "2024-06-01T00:00:00+02:00"),
    ),
    "number": ("$9,400.00", "nan", "inf", "-Infinity", "1,234.5", "1.2.3", "ten", "1e999", "NaN", "2e15", "-1e300"),
    "share": ("nan", "1.2.3", "-0.1", "1.01", "10 %", "15"),
    "weight": ("inf", "ten", "-1", "-0.001", "1,5"),
    "bool": ("maybe", "2", "t", "on", "null"),
    "enum": ("bogus", "acceptedd", "1"),
    "zone": ("Mars/Olympus", "Berlin"),
}


def write(path: Path, rows: Table, header: Sequence[str]) -> None:
    """Write a CSV file; the header says which columns, in which order."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, header, extrasaction="ignore", lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows)


def key_of(export: str, row: dict[str, str]) -> tuple[str, ...]:
    """The key of a raw row, as text."""
    return tuple(row[name] for name in KEYS.get(export, tuple(row)))


def duplicate(rng: Random, export: str, rows: Table, share: float) -> Table:
    """Add exact copies and later rows with the same key and other content."""
    extra = []
    optional = [column for column in EXPORTS[export] if not column.required]
    for row in rng.sample(rows, int(len(rows) * share)):
        twin = dict(row)
        if rng.random() < 0.6 and optional:
            other = rng.choice(rows)
            for column in rng.sample(optional, min(3, len(optional))):
                if column.name not in ("merged_into_id", "parent_account_id", "rescheduled_from_id"):
                    twin[column.name] = other[column.name]
        extra.append(twin)
    return rows + extra


def dirty_cell(rng: Random, column: Column, text: str) -> str:
    """A cell that cannot be read, or one that reads the same in another form."""
    kind = rng.random()
    if kind < 0.25 and text:
        return f" {text} "
    if kind < 0.45 and text and column.kind in ("bool", "enum"):
        return text.upper()
    if column.kind in BAD:
        return rng.choice(BAD[column.kind])
    return text


def dirty_rows(rng: Random, export: str, rows: Table, share: float) -> Table:
    """Spoil cells; a required cell is sometimes emptied. Rows whose key comes twice keep their required cells."""
    counts: dict[tuple[str, ...], int] = {}
    for row in rows:
        counts[key_of(export, row)] = counts.get(key_of(export, row), 0) + 1
    spoiled = []
    for row in rows:
        is_twin = counts[key_of(export, row)] > 1
        changed = dict(row)
        for column in EXPORTS[export]:
            if column.required and (is_twin or rng.random() > 0.5):
                continue
            if rng.random() < share:
                empty = column.required and rng.random() < 0.4
                changed[column.name] = "  " if empty else dirty_cell(rng, column, row[column.name])
        spoiled.append(changed)
    return spoiled


def header_of(rng: Random, export: str, rows: Table, dirty: bool) -> list[str]:
    """The columns of a file; in dirty folders in any order, with unknown ones and without some optional ones."""
    header = [column.name for column in EXPORTS[export]]
    if not dirty:
        return header
    spare = {
        "users": ["hired_on"],
        "accounts": ["country", "created_at"],
        "leads": ["source"],
        "deals": ["lost_reason", "stage"],
        "deal_stage_history": ["is_won"],
        "activities": ["account_id"],
        "meetings": ["ends_at"],
        "subscriptions": ["is_deleted"],
        "orders": ["is_deleted"],
        "survey_responses": ["score"],
        "brand_mentions": ["channel", "weight"],
        "presentation_sessions": ["is_preview"],
    }[export]
    header = [name for name in header if name not in spare or rng.random() < 0.6]
    rng.shuffle(header)
    if rng.random() < 0.5:
        header.insert(rng.randrange(len(header)), "Some Unknown Column")
        for row in rows:
            row["Some Unknown Column"] = "whatever, really"
    return header


def choose_variables(rng: Random, path: Path, first: date, last: date) -> dict[str, Any]:
    """The variables to run a folder with; the as-of date lies before some records, or is null."""
    return {
        "systems": ["generic"],
        "exports_dir": str(path),
        "as_of_date": (last - timedelta(days=rng.randrange(8, 45))).isoformat() if rng.random() < 0.6 else None,
        "reporting_time_zone": rng.choice(ZONES),
        "reporting_currency": rng.choice(["USD", "EUR"]),
        "fiscal_year_start_month": rng.choice([1, 1, 2, 4, 7, 11]),
        "gross_margin": rng.choice([0.8, 0.65]),
        "subscription_ends_on": rng.choice(["first_day_without", "first_day_without", "last_day_with"]),
        "earliest_date": (first + timedelta(days=10)).isoformat() if rng.random() < 0.2 else None,
        "slices": SLICES[first.day % 4],
    }


def choose_absent(rng: Random) -> list[str]:
    """The exports that a folder lacks: mostly none."""
    if rng.random() < 0.65:
        return []
    return [rng.choice([name for name in EXPORTS if name not in ("leads", "deals", "activities")])]


def make_folder(
    path: Path | str,
    seed: int,
    dirty: bool,
    months: int = 24,
    contested: bool = False,
    absent: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Write a folder and return the variables to run it with.

    Args:
        path: where the files go; it is made where it is not there.
        seed: the same seed and options give the same files.
        dirty: with bad cells, duplicates, other forms of good cells and other headers.
        months: how long a span the records cover.
        contested: with cases whose reading READINGS.md calls contested.
        absent: exports that the folder lacks (every second one as a file of a header alone); None lets chance decide.
    """
    folder = Path(path)
    folder.mkdir(parents=True, exist_ok=True)
    rng = Random(f"{seed} {dirty} {months} {contested}")
    last = date(2024, 12, 17) + timedelta(days=rng.randrange(200))
    first = last - timedelta(days=months * 30)
    variables = choose_variables(rng, folder, first, last)
    maker = Maker(rng, first, last, ZoneInfo(variables["reporting_time_zone"]), contested, answers=rng.random() < 0.9)
    tables = maker.make()
    missing = choose_absent(rng) if absent is None else list(absent)
    for export, made in tables.items():
        rows = made
        if dirty:
            heavy = rng.random()
            rows = duplicate(rng, export, rows, 0.15 if heavy < 0.15 else 0.03)
            rows = dirty_rows(rng, export, rows, 0.02)
            if 0.15 <= heavy < 0.22 and export not in ("leads", "users"):
                required = [column.name for column in EXPORTS[export] if column.required][-1]
                for row in rows[: len(rows) * 11 // 20]:
                    row[required] = ""
        header = header_of(rng, export, rows, dirty)
        if export in missing and rng.random() < 0.5:
            (folder / f"{export}.csv").unlink(missing_ok=True)
        elif not dirty and export == "activities":
            write_parts(folder, export, rows, header)
        else:
            write(folder / f"{export}.csv", [] if export in missing else rows, header)
    reps = [user for user, *_ in USERS]
    reference = folder_reference.all_tables(rng, first, last, variables["reporting_currency"], TEAMS, reps)
    for name, rows in reference.items():
        write(folder / f"{name}.csv", rows, list(rows[0]))
    return variables


def write_parts(folder: Path, export: str, rows: Table, header: Sequence[str]) -> None:
    """Write an export in numbered parts."""
    middle = len(rows) // 2
    write(folder / f"{export}_001.csv", rows[:middle], header)
    write(folder / f"{export}_002.csv", rows[middle:], header)


def main() -> None:
    """Make one folder and print its variables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--seed", required=True, type=int)
    parser.add_argument("--dirty", action="store_true")
    parser.add_argument("--contested", action="store_true")
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--absent", nargs="*", default=None)
    given = parser.parse_args()
    made = make_folder(given.out, given.seed, given.dirty, given.months, given.contested, given.absent)
    print(json.dumps(made))


if __name__ == "__main__":
    main()
