"""Reading exports: files to accepted records, and what was rejected on the way."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from .parsing import BadCell, Reading, clean, parse_cell
from .schema import ACCOUNT_EXTRAS, CURRENCY_DEFAULT, EXPORTS, KEYS, REJECTING, Column

Row = dict[str, Any]
Cells = dict[str, str]


class Rejected(NamedTuple):
    """A raw row or cell that could not be used."""

    export: str
    record_id: str | None
    column: str | None
    raw_text: str | None
    reason: str
    is_row: bool


def is_unreadable(row: Row, *columns: str) -> bool:
    """Whether the cell of one of the columns was filled and could not be read."""
    return not row["_unreadable"].isdisjoint(columns)


@dataclass
class Export:
    """What was accepted of one export, how many raw rows it had, and of each column the filled and the unreadable cells."""

    name: str
    raw_rows: int = 0
    rejected_rows: int = 0
    duplicate_rows: int = 0
    has_file: bool = False
    filled: Counter[str] = field(default_factory=Counter)
    unreadable: Counter[str] = field(default_factory=Counter)
    rows: list[Row] = field(default_factory=list)
    files: list[Export] = field(default_factory=list)


def read_csv(path: Path) -> tuple[list[str], list[Cells]]:
    """Header and rows of a UTF-8 CSV file with a comma; short rows lack their last cells."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.reader(handle)
        header = [name.strip() for name in next(reader, [])]
        rows = [dict(zip(header, cells, strict=False)) for cells in reader if cells]
    return header, rows


def columns_of(export: str, extras: bool) -> list[Column]:
    """The columns of an export; `extras` adds what only other systems hold."""
    return EXPORTS[export] + (ACCOUNT_EXTRAS if extras and export == "accounts" else [])


def check_header(export: str, header: list[str], path: Path) -> None:
    """Refuse a file without a required column.

    Raises:
        ValueError: a required column is not in the header.
    """
    missing = [c.name for c in EXPORTS[export] if c.required and c.name not in header]
    if missing:
        raise ValueError(f"{path.name}: required columns are missing: {', '.join(missing)}")


def default_of(column: Column, currency: str) -> object:
    """The value of an empty cell."""
    return currency if column.default == CURRENCY_DEFAULT else column.default


def parse_row(result: Export, cells: Cells, reading: Reading, extras: bool) -> tuple[Row | None, list[Rejected]]:
    """The record of one raw row, or None where a required cell is empty or bad, or one that must be readable is not.

    A row that is rejected is reported once, by the first such column. `_unreadable` names the columns whose cell
    cannot be read.
    """
    export = result.name
    columns = columns_of(export, extras)
    record_id = clean(cells.get(columns[0].name))
    row: Row = {"_cells": cells}
    rejecting: list[Rejected] = []
    bad_cells: list[Rejected] = []
    for column in columns:
        raw = cells.get(column.name)
        text = clean(raw)
        reason = None
        if text is None:
            row[column.name] = default_of(column, reading.currency)
            reason = "missing_required" if column.required else None
        else:
            result.filled[column.name] += 1
            try:
                row[column.name] = parse_cell(column, text, reading)
            except BadCell as error:
                row[column.name], reason = None, str(error)
                result.unreadable[column.name] += 1
        if reason and (column.required or column.name in REJECTING):
            rejecting.append(Rejected(export, record_id, column.name, raw, reason, True))
        elif reason:
            bad_cells.append(Rejected(export, record_id, column.name, raw, reason, False))
    if rejecting:
        return None, rejecting[:1]
    row["_unreadable"] = {bad.column for bad in bad_cells}
    if export == "subscriptions" and reading.last_day_with and row["ends_on"] not in (None, date.max):
        row["ends_on"] += timedelta(days=1)
    return row, bad_cells


def accept(export: str, raw: Iterable[Cells], reading: Reading, extras: bool = False) -> tuple[Export, list[Rejected]]:
    """Parse raw rows in file order; of rows with one key the last usable one stays."""
    result = Export(export)
    rejected: list[Rejected] = []
    kept: dict[tuple[Any, ...], tuple[Row, list[Rejected]]] = {}
    for cells in raw:
        result.raw_rows += 1
        row, bad = parse_row(result, cells, reading, extras)
        if row is None:
            rejected += bad
            result.rejected_rows += 1
            continue
        # an export without a key has a row of its own for every line
        key = tuple(row[name] for name in KEYS[export]) if export in KEYS else (result.raw_rows,)
        if key in kept:
            result.rejected_rows += 1
            result.duplicate_rows += 1
            rejected.append(Rejected(export, row[KEYS[export][0]], None, None, "duplicate_key", True))
            del kept[key]
        kept[key] = (row, bad)
    for row, bad in kept.values():
        result.rows.append(row)
        rejected += bad
    return result, rejected


def files_of(folder: Path, export: str, prefix: str = "") -> list[Path]:
    """The file of an export and its numbered parts, in order."""
    whole = folder / f"{prefix}{export}.csv"
    parts = sorted(folder.glob(f"{prefix}{export}_[0-9]*.csv"))
    return ([whole] if whole.exists() else []) + parts


def is_exported(export: Export, paths: list[Path], prefix: str) -> bool:
    """Whether a system exports a kind of record: a file will do, but of the demo's, where templates stand, one with rows."""
    return bool(export.rows if prefix else paths)


def read_generic(folder: Path, reading: Reading, prefix: str = "") -> tuple[dict[str, Export], list[Rejected]]:
    """Every generic export of a folder; one that is absent is empty."""
    exports: dict[str, Export] = {}
    rejected: list[Rejected] = []
    for export in EXPORTS:
        raw: list[Cells] = []
        paths = files_of(folder, export, prefix)
        for path in paths:
            header, rows = read_csv(path)
            check_header(export, header, path)
            raw += rows
        exports[export], bad = accept(export, raw, reading)
        exports[export].has_file = is_exported(exports[export], paths, prefix)
        rejected += bad
    return exports, rejected
