"""Command line: write the demo company's files, or say whether they are up to date."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from tools.demo.files import build

ROOT = Path(__file__).resolve().parents[2]


def content_of(file: str | bytes) -> bytes:
    """Return the bytes of a file; text is UTF-8."""
    return file.encode() if isinstance(file, str) else file


def write(files: Mapping[str, str | bytes], root: Path) -> None:
    """Write files (path below root: text with LF, or bytes)."""
    for path, file in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content_of(file))
        print(f"{target.stat().st_size:>10,}  {path}")


def differing(files: Mapping[str, str | bytes], root: Path) -> list[str]:
    """Return the paths whose bytes below root are not those generated."""
    return [
        path
        for path, file in files.items()
        if not (root / path).is_file() or (root / path).read_bytes() != content_of(file)
    ]


def main() -> int:
    """Return 0, or 1 where --check finds a difference."""
    parser = argparse.ArgumentParser(prog="python -m tools.demo", description=__doc__)
    parser.add_argument("--root", type=Path, default=ROOT, help="where to write")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    arguments = parser.parse_args()
    files = build(ROOT / "seeds" / "reference")
    if not arguments.check:
        write(files, arguments.root)
        return 0
    stale = differing(files, arguments.root)
    for path in stale:
        print(f"differs from what the generator gives: {path}", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
