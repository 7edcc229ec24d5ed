"""Generic exports of a made-up company of any size, for `make bench`: the same bytes for the same size.

Of so many activities there are a fiftieth of leads, deals, accounts, subscriptions and sessions and a twentieth of meetings,
over two years and 200 reps. One row in a hundred has a cell that cannot be read, one in five hundred is there twice.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

MACROS = """
    create macro part(i, salt) as (hash(i * 1000003 + salt) % 1000003) / 1000003.0;
    create macro one_of(i, salt, n) as cast(hash(i * 1000003 + salt) % n as bigint);
    create macro moment(i, salt, days) as timestamp '2024-12-01' + to_seconds(cast(86400 * days * part(i, salt) as bigint));
    create macro written(instant) as strftime(instant, '%Y-%m-%dT%H:%M:%SZ');
    create macro later(i, salt, days) as written(moment(i, 1, 600) + to_seconds(cast(86400 * days * part(i, salt) as bigint)));
"""
# Export -> rows per 100 activities, its key, a date that one row in a hundred spoils, and its other columns, of row i.
EXPORTS: dict[str, tuple[float, str, str, str]] = {
    "accounts": (
        2,
        "'a' || i",
        "written(moment(i, 1, 300))",
        "created_at, 'Company ' || i as name, 'u' || i % 200 as owner_id",
    ),
    "leads": (
        2,
        "'l' || i",
        "later(i, 2, 1)",
        """inquiry_at, written(moment(i, 1, 600)) as created_at, later(i, 3, 20) as qualified_at,
           case when i % 3 = 0 then later(i, 4, 60) end as disqualified_at, 'inbound' as origin, 'u' || i % 200 as owner_id,
           'a' || one_of(i, 5, {n} // 50) as account_id""",
    ),
    "deals": (
        2,
        "'d' || i",
        "later(i, 2, 90)",
        """closed_at, written(moment(i, 1, 600)) as created_at, ['won', 'lost', 'open'][1 + i % 3] as outcome,
           'a' || one_of(i, 5, {n} // 50) as account_id, 'u' || i % 200 as owner_id, '1000' as amount, 'USD' as currency""",
    ),
    "activities": (
        100,
        "'c' || i",
        "written(moment(i, 1, 700))",
        """occurred_at, ['email', 'call', 'sms', 'note'][1 + i % 4] as type, 'outbound' as direction, 'completed' as status,
           'l' || one_of(i, 5, {n} // 50) as lead_id, 'u' || i % 200 as user_id, 'm' || i // 2 as message_id""",
    ),
    "meetings": (
        5,
        "'m' || i",
        "later(i, 2, 3)",
        """responded_at, written(moment(i, 1, 600)) as invited_at, later(i, 2, 10) as starts_at, 'accepted' as response,
           'l' || one_of(i, 5, {n} // 50) as lead_id, 'u' || i % 200 as organizer_id""",
    ),
    "subscriptions": (
        2,
        "'s' || i",
        "case when i % 2 = 0 then cast(cast(moment(i, 2, 700) as date) as varchar) end",
        """ends_on, cast(cast(moment(i, 1, 300) as date) as varchar) as starts_on, 'a' || one_of(i, 5, {n} // 50) as account_id,
           '50' as unit_amount, 'USD' as currency, 'active' as status""",
    ),
    "presentation_sessions": (
        2,
        "'p' || i",
        "later(i, 2, 0.01)",
        """completed_at, written(moment(i, 1, 600)) as started_at, 'l' || one_of(i, 5, {n} // 50) as lead_id,
           'u' || i % 200 as sender_id, '120' as duration_seconds""",
    ),
}
KEYS = {"activities": "activity_id", "presentation_sessions": "session_id"}


def write_exports(folder: Path, activities: int) -> None:
    """Write the exports of a company with so many activities."""
    folder.mkdir(parents=True)
    connection = duckdb.connect()
    connection.execute(MACROS)
    users = "select 'u' || i as user_id, 'Rep ' || i as name, 'team_' || i % 20 as team_id from range(200) as rows (i)"
    connection.execute(f"copy ({users}) to '{folder}/users.csv' (header)")
    for export, (share, key, date, columns) in EXPORTS.items():
        rows = f"""
            select {key} as {KEYS.get(export, export[:-1] + "_id")}, case when i % 100 = 7 then '9.3.2026' else {date} end as
            {columns.format(n=activities)}
            from (
                select i from range(cast({activities} * {share} / 100 as bigint)) as rows (i)
                union all
                select i from range(0, cast({activities} * {share} / 100 as bigint), 500) as again (i)
            )
        """
        connection.execute(f"copy ({rows}) to '{folder}/{export}.csv' (header)")
