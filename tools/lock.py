"""Resolve requirements*.in into requirements*.txt: exact versions with hashes, and no index named in them.

Versions that are pinned already are kept where they still fit; `--upgrade` takes the newest.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OPTIONS = [
    "--quiet",
    "--generate-hashes",
    "--no-strip-extras",
    "--allow-unsafe",
    "--no-header",
]


# The checks' requirements hold all others: they are resolved first, the smaller sets under the same versions.
WHOLE = "requirements-dev"
PARTS = ("requirements", "requirements-dashboard", "requirements-purchases")
# Environments of their own: other versions of the same packages.
APART = (
    "requirements-superset",
    "requirements-docs",
    "requirements-bouncer",
    "requirements-audit",
    "requirements-bench",
    "requirements-spark",
    "requirements-clouds",
)


def main() -> int:
    """Write each requirements file anew."""
    upgrade = [option for option in sys.argv[1:] if option == "--upgrade"]
    with tempfile.TemporaryDirectory() as folder:
        # pip-tools brings its own pins: it stays out of the project's environment.
        venv.create(folder, with_pip=True)
        binaries = Path(folder) / "bin"
        subprocess.run([binaries / "pip", "install", "--quiet", "pip-tools"], check=True)
        for name in (WHOLE, *PARTS, *APART):
            constraint = [] if name not in PARTS else ["-c", f"{WHOLE}.txt"]
            command = [binaries / "pip-compile", *OPTIONS, *upgrade, *constraint, f"{name}.in", "-o", f"{name}.txt"]
            subprocess.run(command, check=True, cwd=ROOT)
            target = ROOT / f"{name}.txt"
            header = f"# Exact versions with hashes, written by `make lock` from {name}.in: do not edit.\n"
            # option lines would name the place that this machine installs from
            lines = [line for line in target.read_text().splitlines() if not line.startswith("--")]
            target.write_text(header + "\n".join(lines).lstrip() + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
