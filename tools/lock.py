"""Resolve requirements*.in into requirements*.txt: exact versions with hashes, and no index named in them."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OPTIONS = [
    "--quiet",
    "--upgrade",
    "--generate-hashes",
    "--no-strip-extras",
    "--allow-unsafe",
    "--no-header",
]


def main() -> int:
    """Resolve the checks' requirements first, then the smaller set under the same versions."""
    with tempfile.TemporaryDirectory() as folder:
        # pip-tools brings its own pins: it stays out of the project's environment.
        venv.create(folder, with_pip=True)
        binaries = Path(folder) / "bin"
        subprocess.run([binaries / "pip", "install", "--quiet", "pip-tools"], check=True)
        for name, constraint in (("requirements-dev", []), ("requirements", ["-c", "requirements-dev.txt"])):
            command = [binaries / "pip-compile", *OPTIONS, *constraint, f"{name}.in", "-o", f"{name}.txt"]
            subprocess.run(command, check=True, cwd=ROOT)
            target = ROOT / f"{name}.txt"
            header = f"# Exact versions with hashes, written by `make lock` from {name}.in: do not edit.\n"
            # option lines would name the place that this machine installs from
            lines = [line for line in target.read_text().splitlines() if not line.startswith("--")]
            target.write_text(header + "\n".join(lines).lstrip() + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
