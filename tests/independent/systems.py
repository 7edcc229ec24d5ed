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
    "order_id": "orders",
    "response_id": "survey_responses",
    "mention_id": "brand_mentions",
    "session_id": "presentation_sessions",
}
MARKS = str.maketrans("", "", " \u00a0\u3000.,;:-_/&'’\"()（）·")


def prefixes(parts: Sequence[tuple[str, dict[str, Export]]]) -> dict[tuple[str, str], str]:
    """The prefix of each system's ids of each kind of record: none, unless an earlier system exports that kind too.

    A later system whose file has no record holds none that its ids could mean: they point to the first's.
    """
    found = {}
    for kind in set(REFERENCES.values()):
        having = [system for system, exports in parts if kind in exports and exports[kind].has_file]
        for system, exports in parts:
            is_prefixed = system in having[1:] and bool(exports[kind].rows)
            found[system, kind] = f"{system}:" if is_prefixed else ""
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
                for column in [column for column in row if not column.startswith("_")]:
                    kind = name if column == "merged_into_id" else REFERENCES.get(column)
                    if kind and row[column] is not None:
                        row[column] = prefix[system, kind] + row[column]
            joined[name].rows += export.rows
    return joined


def user_matches(rows: list[Row], systems: Sequence[str]) -> dict[str, str]:
    """The users of a later system whom an earlier one holds too: by e-mail address, else by name, once in each."""
    found: dict[str, str] = {}
    for key_of in (lead_key, account_key):
        holders: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for row in rows:
            key = key_of(row)
            if key and not row["_test"]:
                holders[key][row["_system"]].append(row["user_id"])
        for by_system in holders.values():
            single = [by_system[system][0] for system in systems if len(by_system.get(system, ())) == 1]
            for later in single[1:]:
                found.setdefault(later, single[0])
    return {user: found.get(first, first) for user, first in found.items()}


def join_users(exports: dict[str, Export], systems: Sequence[str]) -> None:
    """Let the first system's id stand for a user of several; it takes what it lacks from the others."""
    users = exports["users"].rows
    survivor = user_matches(users, systems)
    for name, export in exports.items():
        for row in export.rows:
            for column in row.keys() & {column for column, kind in REFERENCES.items() if kind == "users"}:
                if name != "users":
                    row[column] = survivor.get(row[column], row[column])
    by_id = {row["user_id"]: row for row in users}
    for user in set(survivor.values()):
        merged = [by_id[other] for other, first in survivor.items() if first == user]
        for column in ("team_id", "time_zone", "calendar_id"):
            known = [row[column] for row in merged if row[column] is not None]
            if by_id[user][column] is None and known:
                by_id[user][column] = min(known)
    exports["users"].rows = [row for row in users if row["user_id"] not in survivor]


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
