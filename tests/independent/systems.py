"""Several systems as one: ids that carry their system, and the leads and accounts that two systems hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from .exports import Export, Row
from .schema import EXPORTS

# Columns that hold ids -> the export that they point to.
REFERENCES = {
    "user_id": "users",
    "owner_id": "users",
    "organizer_id": "users",
    "sender_id": "users",
    "account_id": "accounts",
    "parent_account_id": "accounts",
    "lead_id": "leads",
    "deal_id": "deals",
    "activity_id": "activities",
    "meeting_id": "meetings",
    "rescheduled_from_id": "meetings",
    "subscription_id": "subscriptions",
    "response_id": "survey_responses",
    "mention_id": "brand_mentions",
    "session_id": "presentation_sessions",
}
MARKS = str.maketrans("", "", " \u00a0\u3000.,;:-_/&'’\"()（）·")


def prefixes(parts: Sequence[tuple[str, dict[str, Export]]]) -> dict[tuple[str, str], str]:
    """The prefix of each system's ids of each kind of record: none, unless two systems have accepted records of it."""
    found = {}
    for kind in set(REFERENCES.values()):
        having = [system for system, exports in parts if kind in exports and exports[kind].rows]
        for system, _ in parts:
            owner = system if system in having else having[0] if having else ""
            found[system, kind] = f"{owner}:" if len(having) > 1 else ""
    return found


def unify(parts: Sequence[tuple[str, dict[str, Export]]]) -> dict[str, Export]:
    """The exports of several systems as one; each row knows its `_system`."""
    joined = {name: Export(name) for name in EXPORTS}
    prefix = prefixes(parts)
    for system, exports in parts:
        for name, export in exports.items():
            joined[name].raw_rows += export.raw_rows
            joined[name].rejected_rows += export.rejected_rows
            joined[name].files.append(export)
            for row in export.rows:
                row["_system"] = system
                for column in row.keys() - {"_system"}:
                    kind = name if column == "merged_into_id" else REFERENCES.get(column)
                    if kind and row[column] is not None:
                        row[column] = prefix[system, kind] + row[column]
            joined[name].rows += export.rows
    return joined


def lead_key(row: Row) -> str | None:
    """What makes two leads the same person: the e-mail address."""
    email = row["email"]
    return email.lower() if email and email.find("@") > 0 else None


def account_key(row: Row) -> str | None:
    """What makes two accounts the same company: the name without case, blanks and punctuation."""
    return (row["name"] or "").lower().translate(MARKS) or None


KEYS = {"leads": ("lead_id", lead_key), "accounts": ("account_id", account_key)}


def matches(export: str, rows: Iterable[Row], systems: Sequence[str]) -> dict[str, str]:
    """The records of a later system that an earlier one holds too: their ids to those of the earlier one.

    A key counts where a system has it once, among records that are neither deleted, test nor merged into another.
    """
    if export not in KEYS:
        return {}
    name, key_of = KEYS[export]
    rows = list(rows)
    ids = {row[name] for row in rows}
    holders: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        key = key_of(row)
        if key and not row["_test"] and not row.get("is_deleted") and row.get("merged_into_id") not in ids:
            holders[key][row["_system"]].append(row[name])
    found = {}
    for by_system in holders.values():
        single = [by_system[system][0] for system in systems if len(by_system.get(system, ())) == 1]
        found.update((later, single[0]) for later in single[1:])
    return found
