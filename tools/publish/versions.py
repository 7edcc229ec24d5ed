"""Where publications stand, and how a new one takes the place of the old one in a single step.

- `published/versions/<version>/`: one publication, never changed once it stands there.
- `published/current`: a link to one of them, and the only thing that a publication changes.
- `published/sales_kpis.duckdb`, `parquet`, `manifest.json`, `project.json`: links through `current`, made once.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VERSIONS = "versions"
CURRENT = "current"
STAGING = ".staging-"
LOCK = ".lock"
# The published one and those that a slow reader may still be in.
KEPT = 3


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep other publishers out of a folder, for as long as this process lives at most."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def clear_staging(folder: Path) -> None:
    """Remove what a publisher that was killed left behind; call it when nobody else publishes.

    A version that is newer than the published one was never pointed to: its publisher was killed before.
    """
    published = current(folder)
    for version in by_age(folder):
        if published is None or version.name > published:
            shutil.rmtree(version)
    for left in folder.glob(f"{STAGING}*"):
        if left.is_symlink() or left.is_file():
            left.unlink()
        else:
            shutil.rmtree(left)


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """A new folder to write a publication into; it is gone afterwards, unless it became a version."""
    place = folder / f"{STAGING}{os.getpid()}"
    place.mkdir()
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def point(link: Path, target: str) -> None:
    """Make a link lead to a target in one step: whoever reads it finds the old target or the new one."""
    beside = link.parent / f"{STAGING}{os.getpid()}-{link.name}"
    beside.symlink_to(target)
    beside.replace(link)


def flush(folder: Path) -> None:
    """Have everything in a folder on the disk before anything points to it."""
    for path in [*folder.rglob("*"), folder]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def current(folder: Path) -> str | None:
    """The name of the published version; None where nothing was published."""
    link = folder / CURRENT
    return link.readlink().name if link.is_symlink() else None


def by_age(folder: Path) -> list[Path]:
    """The versions that stand in a folder, the newest first."""
    versions = [path for path in (folder / VERSIONS).glob("*") if path.is_dir()]
    return sorted(versions, key=lambda path: path.name, reverse=True)


def swap_in(folder: Path, written: Path, name: str) -> Path:
    """Make a written folder the published version, and remove versions that nobody should need any more.

    Args:
        folder: where publications stand.
        written: a folder below it that holds the whole new publication.
        name: what the version is called; names sort by time.

    Returns:
        The folder of the new version.
    """
    flush(written)
    (folder / VERSIONS).mkdir(exist_ok=True)
    version = folder / VERSIONS / name
    written.rename(version)
    for entry in sorted(path.name for path in version.iterdir()):
        if not (folder / entry).is_symlink():
            # readers that come before the first publication is complete find nothing, not half of it
            point(folder / entry, f"{CURRENT}/{entry}")
    point(folder / CURRENT, f"{VERSIONS}/{name}")
    flush(folder / VERSIONS)
    kept = {name, *[path.name for path in by_age(folder)[:KEPT]]}
    for old in by_age(folder):
        if old.name not in kept:
            shutil.rmtree(old)
    return version
