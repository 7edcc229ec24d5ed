"""Check every properties file against the JSON schema that dbt ships.

dbt itself checks them only for some adapters: with DuckDB a misspelt key is silently without effect.
Prints one line a finding and exits with 1 if there is any.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from dbt.jsonschemas.jsonschemas import project_schema, resources_schema
from jsonschema import Draft7Validator, ValidationError

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("models", "seeds", "macros", "tests", "snapshots", "analyses")

# Findings that are no faults: (pattern of "path: message", reason). Keep it short.
ALLOWED: tuple[tuple[str, str], ...] = (
    (r"\{\{.*\}\}['\"]+ is not of type", "Jinja that gives the type at run time"),
    (r"'(warn|error)' is not one of \['Error', 'Warn'\]", "dbt takes severities in either case"),
    (r"'\+?store_failures_as' was unexpected", "dbt takes it for tests; the schema lacks it"),
    (r"\.versions\.\d+\.defined_in: ", "the file's name, which the schema takes for an object"),
    (r"^semantic_models.*was unexpected", "the schema of semantic models trails the parser, which is strict there"),
    (r"^metrics.*was unexpected", "as for semantic models"),
)


class DateAsText(yaml.SafeLoader):
    """Read dates as the text they are written as: the schema knows no dates."""


DateAsText.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def properties_files(root: Path = ROOT) -> list[Path]:
    """All properties files of the project, sorted."""
    found = (path for folder in FOLDERS for path in (root / folder).rglob("*.y*ml"))
    return sorted(path for path in found if path.suffix in {".yml", ".yaml"})


def closest(error: ValidationError) -> Iterator[ValidationError]:
    """The errors at the leaves: for `anyOf` those of the branch that fits furthest."""
    if not error.context:
        yield error
        return
    branches: dict[int, list[ValidationError]] = {}
    for part in error.context:
        branches.setdefault(part.schema_path[0], []).append(part)
    # A branch that fails on the type of the whole value is not the one that was meant.
    meant = [
        parts for parts in branches.values() if not any(part.validator == "type" and not part.path for part in parts)
    ]
    for part in min(meant or branches.values(), key=len):
        yield from closest(part)


def findings(document: Any, schema: dict[str, Any]) -> list[str]:
    """One text a fault of a parsed document: where it is and what is wrong."""
    lines = []
    for error in Draft7Validator(schema).iter_errors(document):
        for leaf in closest(error):
            where = ".".join(str(step) for step in leaf.absolute_path)
            line = f"{where}: {leaf.message[:200]}"
            if not any(re.search(pattern, line) for pattern, _ in ALLOWED):
                lines.append(line)
    return lines


def check(path: Path, schema: dict[str, Any]) -> list[str]:
    """The faults of one file; a file that is not YAML is one fault."""
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=DateAsText)
    except yaml.YAMLError as error:
        return [f"not YAML: {error}"]
    return findings(document, schema) if document is not None else []


def main() -> int:
    """Check all files and the project file."""
    files = properties_files()
    faults = [(path, fault) for path in files for fault in check(path, resources_schema())]
    project = ROOT / "dbt_project.yml"
    faults += [(project, fault) for fault in check(project, project_schema())]
    for path, fault in faults:
        print(f"{path.relative_to(ROOT)}: {fault}")
    print(f"{len(files) + 1} YAML files checked, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
