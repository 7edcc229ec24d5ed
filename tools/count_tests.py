"""Print how many nodes and tests the last `dbt build` and the last run of the unit tests had, by kind and outcome."""

from __future__ import annotations

import json
import sys
from collections import Counter

from tools.project import ROOT

RESULTS = ROOT / "target/run_results.json"
KINDS = {
    "seed": "seeds",
    "model": "models",
    "test": "data tests",
    "unit_test": "unit tests",
    "snapshot": "snapshots",
    "exposure": "exposures",
    "saved_query": "saved queries",
    "operation": "hooks",
}


def main() -> int:
    """Count the results in target/run_results.json and, of unit tests, in target/unit_tests/run_results.json."""
    counts: dict[str, Counter[str]] = {}
    for path, of_unit_tests in ((RESULTS, False), (ROOT / "target/unit_tests" / RESULTS.name, True)):
        if not path.exists():
            continue
        for result in json.loads(path.read_text(encoding="utf-8"))["results"]:
            kind = result["unique_id"].split(".")[0]
            if (kind == "unit_test") == of_unit_tests:
                counts.setdefault(kind, Counter())[result["status"]] += 1
    for kind, name in KINDS.items():
        if kind in counts:
            print(f"{name:14}" + ", ".join(f"{number} {status}" for status, number in sorted(counts[kind].items())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
