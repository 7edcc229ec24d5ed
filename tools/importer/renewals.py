"""Whether the ends of subscriptions are last days with them or first days without: the renewals that follow show it."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

FEWEST, SHARE, CLEARLY = 3, 10, 4


def renewals(path: Path) -> tuple[int, int, int]:
    """Of the ends in a clean file of subscriptions: how many there are, how many are followed by a start of the same
    account on the next day, and how many by one on the day itself."""
    starts: set[tuple[str, date]] = set()
    ends: list[tuple[str, date]] = []
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            account, start, end = row["account_id"], day(row["starts_on"]), day(row.get("ends_on", ""))
            if account and start and row.get("status") not in ("trial", "paused", "free"):
                starts.add((account, start))
                if end and end >= start:
                    ends.append((account, end))
    next_day = sum((account, end + timedelta(days=1)) in starts for account, end in ends)
    return len(ends), next_day, sum((account, end) in starts for account, end in ends)


def day(cell: str) -> date | None:
    """A clean date; None for none, and for what could not be read."""
    try:
        return date.fromisoformat(cell[:10])
    except ValueError:
        return None


def proves_last_days(ends: int, next_day: int, same_day: int) -> bool:
    """Whether enough ends are followed by a renewal on the next day, and clearly fewer by one on the day itself."""
    return next_day >= FEWEST and next_day * SHARE >= ends and same_day * CLEARLY <= next_day
