"""Write what an import made: all of it or nothing, in place of what an earlier import left.

The target is a folder of versions (tools/versions.py): what an import made becomes the current version by the change of
one link. The earlier version goes at once, for it holds people's data; what a killed import leaves goes with the next.
"""

from __future__ import annotations

import csv
import errno
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from tools import versions
from tools.importer.archives import is_litter
from tools.importer.reading import Part
from tools.project import ROOT

MANIFEST = "import.json"
REJECTIONS = "import_rejections.csv"
VARIABLES = "vars.yml"
TARGETS = "kpi_targets.csv"
# What earlier importers left beside the target when they were killed.
LEFT_OVER = re.compile(r"[a-z0-9_]{8}")
SHOWN = 3
RATES = "fx_rates.csv"
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
    missing_parts: tuple[str, ...] = ()


def check_target(target: Path, inputs: Sequence[Path]) -> None:
    """Stop where the target cannot be a folder of clean files.

    Raises:
        WriteError: it is a file, lies inside an input folder or holds one of the inputs.
    """
    if target.exists() and not target.is_dir():
        raise WriteError(f"--to {target} is a file. Give a folder; it is made where it does not exist.")
    if not str(target.resolve()).isprintable():
        raise WriteError(f"--to {str(target)!r}: the build cannot read a folder of that name. Give another one.")
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
    if target.is_dir():
        check_foreign(target, {Path(name).parts[0] for name in earlier_files(target)} - {VARIABLES})


def is_own(target: Path, file: Path) -> bool:
    """Whether a file in the target is one that an import wrote."""
    place = file.relative_to(target)
    return place.parts[0] == versions.VERSIONS or place.as_posix() in earlier_files(target)


class Workplace:
    """A temporary folder in the target, removed at the end whatever happens. Only one import at a time has one.

    Attributes:
        path: where tables are written while they are read.
        made: where the clean files are written.

    Raises:
        WriteError: it cannot be made or written, or another import is at work.
    """

    def __init__(self, target: Path) -> None:
        self.target = target.resolve()
        self.path = self.made = Path()
        self.first_new: Path | None = None
        self.stack = ExitStack()

    def __enter__(self) -> Workplace:
        """Make the folder, and remove what killed imports left."""
        parents = [*reversed(self.target.parents), self.target]
        self.first_new = next((path for path in parents if not path.exists()), None)
        try:
            self.stack.enter_context(versions.alone(self.target, waits=False))
            versions.clear_staging(self.target)
            for left in self.target.parent.glob(f".{self.target.name}-*"):
                if LEFT_OVER.fullmatch(left.name.removeprefix(f".{self.target.name}-")) and left.is_dir():
                    shutil.rmtree(left)
            self.path = self.stack.enter_context(versions.staging(self.target))
            self.made = self.path / "made"
            self.made.mkdir()
        except OSError as error:
            self.__exit__()
            if isinstance(error, BlockingIOError):
                raise WriteError(
                    f"Another import is writing into {self.target}; nothing was changed. Wait for its end, then run this one again."
                ) from error
            raise explained(error, self.target) from error
        return self

    def __exit__(self, *_: object) -> None:
        """Remove it, and folders that were made for nothing."""
        self.stack.close()
        if self.first_new is not None and versions.current(self.target) is None:
            shutil.rmtree(self.first_new, ignore_errors=True)


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
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(REJECTION_COLUMNS)
        for rejection in rejections:
            writer.writerow([str(getattr(rejection, name)).replace("\r", "\n") for name in REJECTION_COLUMNS])
            count += 1
    return count


def leave_unless_there(target: Path, name: str, text: str) -> bool:
    """Put a CSV of reference data there where there is none; it belongs to the user and is never touched again.

    Returns:
        Whether it was made now.
    """
    if any((target / name).with_suffix(kind).exists() for kind in (".csv", ".parquet")):
        return False
    try:
        (target / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise explained(error, target) from error
    return True


def leave_target_template(target: Path) -> bool:
    """Put an empty file of targets there where there is none; whether it was made now."""
    header = (ROOT / "seeds/reference/kpi_targets.csv").read_text(encoding="utf-8").partition("\n")[0]
    return leave_unless_there(target, TARGETS, header + "\n")


def leave_own_rate(target: Path, currency: str) -> bool:
    """Put rates into a currency there where there are none: that of the currency itself; whether it was made now.

    The project's own rates lead into the currency of the demo company.
    """
    return leave_unless_there(target, RATES, f"currency,valid_on,rate\n{currency},1990-01-01,1\n")


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


def foreign_files(target: Path, names: Iterable[str]) -> list[str]:
    """The files under these names in the target that no import wrote; what systems leave there does not count."""
    earlier = earlier_files(target)
    found = []
    for name in names:
        place = target / name
        files = [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())
        found += [file.relative_to(target).as_posix() for file in files if not is_litter(file.name)]
    return [name for name in found if name not in earlier and name != MANIFEST]


def check_foreign(target: Path, names: Iterable[str]) -> None:
    """Stop where an import would take files away that no import wrote.

    Raises:
        WriteError: it says which.
    """
    found = foreign_files(target, names)
    if found:
        more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        raise WriteError(
            f"{target} has files where the importer writes its own, which it did not write: {', '.join(found[:SHOWN])}{more}. "
            "Nothing was changed. Move them away (what the build is to read as well goes into the folder itself), or give "
            "another folder with --to."
        )


def remove_plain_import(target: Path) -> None:
    """Remove what an importer wrote that knew no versions; its manifest last, so that a build in between is refused."""
    if (target / MANIFEST).is_symlink() or not (target / MANIFEST).exists():
        return
    for name in earlier_files(target):
        place = (target / name).resolve()
        if target.resolve() in place.parents and place.suffix in (".csv", ".yml"):
            place.unlink(missing_ok=True)
            if place.parent != target.resolve() and all(is_litter(path.name) for path in place.parent.iterdir()):
                shutil.rmtree(place.parent)
    (target / MANIFEST).unlink()


def publish(workplace: Workplace, target: Path, manifest: Mapping[str, Any]) -> None:
    """Make the files that were made the current import.

    Raises:
        WriteError: they cannot be put in their place.
    """
    made = workplace.made
    try:
        for item in manifest["files"]:
            item["bytes"] = (made / item["path"]).stat().st_size
        (made / MANIFEST).write_text(
            json.dumps(manifest, ensure_ascii=False, indent=2) + "\n",
            encoding="utf-8",
            errors="backslashreplace",  # of a file's name that is no UTF-8; JSON reads it back
            newline="\n",
        )
        check_foreign(target, [path.name for path in made.iterdir()])
        remove_plain_import(target)
        versions.swap_in(target, made, f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}", kept=1)
    except OSError as error:
        raise explained(error, target) from error
