"""Write what an import made: all of it or nothing, in place of what an earlier import left."""

from __future__ import annotations

import csv
import errno
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tools.importer.reading import Part
from tools.project import ROOT

MANIFEST = "import.json"
REJECTIONS = "import_rejections.csv"
VARIABLES = "vars.yml"
TARGETS = "kpi_targets.csv"
REJECTION_COLUMNS = ("system", "export", "file", "row_number", "raw_text", "reason")


class WriteError(Exception):
    """The target cannot be written; the message says why and what to do."""


@dataclass(frozen=True)
class Rejection:
    """A row that could not be split into cells."""

    system: str
    export: str
    file: str
    row_number: int
    raw_text: str
    reason: str


@dataclass(frozen=True)
class Made:
    """A clean file."""

    path: str
    rows: int
    columns: tuple[str, ...]
    sha256: str


def check_target(target: Path, inputs: Sequence[Path]) -> None:
    """Stop where the target cannot be a folder of clean files.

    Raises:
        WriteError: it is a file, lies inside an input folder or holds one of the inputs.
    """
    if target.exists() and not target.is_dir():
        raise WriteError(f"--to {target} is a file. Give a folder; it is made where it does not exist.")
    real = target.resolve()
    for given in inputs:
        source = given.resolve()
        if source.is_dir() and (real == source or source in real.parents):
            raise WriteError(
                f"--to {target} lies inside the input folder {given}, so that the next import would read its own files. "
                "Give a folder outside it."
            )
        if real in source.parents and (real / MANIFEST).exists() and is_own(real, source):
            raise WriteError(f"{given} was written by the importer into {target}. Give the download itself.")


def is_own(target: Path, file: Path) -> bool:
    """Whether a file in the target is one that an import wrote."""
    return str(file.relative_to(target)).replace(os.sep, "/") in earlier_files(target)


class Workplace:
    """A temporary folder beside the target, removed at the end whatever happens.

    Raises:
        WriteError: it cannot be made or written.
    """

    def __init__(self, target: Path) -> None:
        self.target = target.resolve()
        self.path = Path()
        self.made_parent: Path | None = None

    def __enter__(self) -> Workplace:
        """Make the folder."""
        parent = self.target.parent
        try:
            first_new = next((p for p in [*reversed(parent.parents), parent] if not p.exists()), None)
            parent.mkdir(parents=True, exist_ok=True)
            self.made_parent = first_new
            self.path = Path(tempfile.mkdtemp(prefix=f".{self.target.name}-", dir=parent))
        except OSError as error:
            raise explained(error, self.target) from error
        return self

    def __exit__(self, *_: object) -> None:
        """Remove it, and parents that were made for nothing."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self.made_parent is not None and not self.target.exists():
            shutil.rmtree(self.made_parent, ignore_errors=True)


def explained(error: OSError, target: Path) -> WriteError:
    """What the operating system says, with what to do."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return WriteError(
            f"The disk of {target} is full; nothing was changed. Make room, or give another folder with --to."
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return WriteError(
            f"{error.filename or target} may not be written; nothing was changed. Give another folder with --to."
        )
    return WriteError(
        f"{error.filename or target} cannot be written ({error.strerror or error}). Give another folder with --to."
    )


def assemble(parts: Sequence[Part], path: Path) -> Made:
    """One clean file from the parts of an export, in their order. Columns that a part lacks are empty in its rows."""
    contract = parts[0].contract
    columns = tuple(name for name in contract.columns if any(name in part.columns for part in parts))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        out.write((",".join(columns) + "\n").encode())
        for part in parts:
            if part.columns == columns:
                with part.path.open("rb") as stream:
                    shutil.copyfileobj(stream, out, 1 << 20)
            else:
                out.flush()
                widen(part, columns, path)
                out.seek(0, os.SEEK_END)
            part.path.unlink()
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Made("", sum(part.rows for part in parts), columns, digest)


def widen(part: Part, columns: Sequence[str], path: Path) -> None:
    """Append a part's rows with empty cells for the columns that it lacks."""
    places = [part.columns.index(name) if name in part.columns else len(part.columns) for name in columns]
    with part.path.open(encoding="utf-8", newline="") as stream, path.open("a", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        for row in csv.reader(stream):
            row.append("")
            writer.writerow([row[place] for place in places])


def write_rejections(rejections: Iterable[Rejection], path: Path) -> int:
    """Write the rows that could not be split; only a header where there are none."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(REJECTION_COLUMNS)
        for rejection in rejections:
            writer.writerow([getattr(rejection, name) for name in REJECTION_COLUMNS])
            count += 1
    return count


def leave_target_template(target: Path) -> bool:
    """Put an empty file of targets there where there is none; it belongs to the user and is never touched again.

    Returns:
        Whether it was made now.
    """
    if any((target / f"kpi_targets.{kind}").exists() for kind in ("csv", "parquet")):
        return False
    header = (ROOT / "seeds/reference/kpi_targets.csv").read_text(encoding="utf-8").partition("\n")[0]
    try:
        (target / TARGETS).write_text(header + "\n", encoding="utf-8", newline="\n")
    except OSError as error:
        raise explained(error, target) from error
    return True


def variables_text(systems: Sequence[str], target: Path, today: date, currency: str, others: Mapping[str, str]) -> str:
    """The variables of a build, as YAML; `others` are further variables."""
    lines = [
        f"systems: [{', '.join(systems)}]",
        f"exports_dir: {json.dumps(str(target.resolve()), ensure_ascii=False)}",
    ]
    lines.append(f'imported_on: "{today.isoformat()}"')
    if currency:
        lines.append(f"reporting_currency: {currency}")
    lines += [f"{name}: {json.dumps(text, ensure_ascii=False)}" for name, text in sorted(others.items())]
    return "\n".join(lines) + "\n"


def earlier_files(target: Path) -> list[str]:
    """The files that an earlier import wrote into a folder, by its manifest."""
    try:
        manifest = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
        return [str(made["path"]) for made in manifest["files"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def publish(workplace: Path, target: Path, manifest: Mapping[str, Any]) -> None:
    """Put the made files in their places, remove those of the earlier import that are no longer made, manifest last.

    Raises:
        WriteError: a file cannot be put in its place.
    """
    earlier = earlier_files(target)
    made = [str(item["path"]) for item in manifest["files"]]
    try:
        (workplace / MANIFEST).write_text(
            json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n"
        )
        for name in made:
            place = target / name
            place.parent.mkdir(parents=True, exist_ok=True)
            if not os.access(place.parent, os.W_OK) or place.is_dir():
                raise PermissionError(errno.EACCES, "may not be written", str(place))
        for name in made:
            (workplace / name).replace(target / name)
        for name in set(earlier) - set(made):
            place = (target / name).resolve()
            if target.resolve() in place.parents and place.suffix in (".csv", ".yml"):
                place.unlink(missing_ok=True)
                if place.parent != target.resolve() and not any(place.parent.iterdir()):
                    place.parent.rmdir()
        (workplace / MANIFEST).replace(target / MANIFEST)
    except OSError as error:
        raise explained(error, target) from error
