"""Read the engine and the variables' file, load."""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path

import tools.load

ENGINES = ("postgres", "spark")


def main() -> None:
    """Load into the engine that is asked for: its client alone is needed."""
    assert tools.load.__doc__ is not None
    parser = argparse.ArgumentParser(prog="tools.load", description=tools.load.__doc__.splitlines()[0])
    parser.add_argument("engine", choices=ENGINES)
    parser.add_argument("vars", nargs="?", type=Path, help="YAML file with the run's variables; default: the demo")
    given = parser.parse_args()
    variables = given.vars.read_text(encoding="utf-8") if given.vars else ""
    done = importlib.import_module(f"tools.load.{given.engine}").load(variables)
    print(f"{done} Now: dbt build --target {given.engine}, with the same variables.")


if __name__ == "__main__":
    main()
