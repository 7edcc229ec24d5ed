"""Write a file in one step: who reads it finds the last whole one or the new one, also after a kill or a power cut."""

from __future__ import annotations

import os
from pathlib import Path


def is_running(process: str) -> bool:
    """Whether a process with this number is there."""
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def write_whole(target: Path, content: str | bytes) -> None:
    """Write a file beside its target, have it on the disk, and put it in the target's place.

    Args:
        target: the file; its folder is made where it is not there.
        content: text, written as UTF-8, or bytes.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    for left in target.parent.glob(f".{target.name}.*"):
        process = left.suffix[1:]
        # what a writer that was killed left behind
        if process.isdigit() and not is_running(process):
            left.unlink(missing_ok=True)
    with beside.open("wb") as stream:
        stream.write(content.encode() if isinstance(content, str) else content)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
