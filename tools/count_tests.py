"""Print how many nodes and tests the last `dbt build` ran, by kind and outcome."""

from __future__ import annotations

import json
import sys
from collections import Counter

from tools.project import ROOT

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
    """Count the results in target/run_results.json."""
    results = json.loads((ROOT / "target/run_results.json").read_text(encoding="utf-8"))["results"]
    counts: dict[str, Counter[str]] = {}
    for result in results:
        kind = result["unique_id"].split(".")[0]
        counts.setdefault(kind, Counter())[result["status"]] += 1
    for kind, name in KINDS.items():
        if kind in counts:
            print(f"{name:14}" + ", ".join(f"{number} {status}" for status, number in sorted(counts[kind].items())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
