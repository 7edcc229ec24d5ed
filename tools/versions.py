"""Folders whose whole content is replaced in a single step: publications and imports.

- `<folder>/versions/<version>/`: one publication or import, never changed once it is there.
- `<folder>/current`: a link to one of them, and the only thing that a replacement changes.
- `<folder>/<name>`: for each file or folder of the version a link through `current`.
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
# The current one and those that a slow reader may still be in.
KEPT = 3


@contextmanager
def alone(folder: Path, waits: bool = True) -> Iterator[None]:
    """Keep other writers out of a folder, for as long as this process lives at most.

    Raises:
        BlockingIOError: another process writes there, and this one is not to wait for it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
        yield


def clear_staging(folder: Path) -> None:
    """Remove what a writer that was killed left behind; call it when nobody else writes.

    A version that is newer than the current one was never pointed to: its writer was killed before.
    """
    pointed = current(folder)
    for version in by_age(folder):
        if pointed is None or version.name > pointed:
            shutil.rmtree(version)
    for left in folder.glob(f"{STAGING}*"):
        if left.is_symlink() or left.is_file():
            left.unlink()
        else:
            shutil.rmtree(left)


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """A new folder to write into; it is gone afterwards, unless it became a version."""
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
    """The name of the version that `current` leads to; None where there is none."""
    link = folder / CURRENT
    return link.readlink().name if link.is_symlink() else None


def by_age(folder: Path) -> list[Path]:
    """The versions that stand in a folder, the newest first."""
    versions = [path for path in (folder / VERSIONS).glob("*") if path.is_dir()]
    return sorted(versions, key=lambda path: path.name, reverse=True)


def swap_in(folder: Path, written: Path, name: str, kept: int = KEPT) -> Path:
    """Make a written folder the current version, and remove versions that nobody should need any more.

    Args:
        folder: where the versions are.
        written: a folder below it that holds the whole new version.
        name: what the version is called; names sort by time.
        kept: how many versions stay, the new one among them.

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
    earlier = [path for path in by_age(folder) if path.name != name]
    for old in earlier[kept - 1 :]:
        shutil.rmtree(old)
    for link in folder.iterdir():
        # of the earlier version, which had more in it
        if link.is_symlink() and link.readlink().parts[0] == CURRENT and not link.exists():
            link.unlink()
    return version
