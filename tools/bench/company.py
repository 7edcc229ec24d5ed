"""Generic exports of a made-up company of any size, for `make bench`: the same bytes for the same size.

Of so many activities there are a fiftieth of leads, deals, accounts, subscriptions, sessions and answers to a survey and a
twentieth of meetings, over two years and 200 reps in 20 teams. Records are merged, deleted, marked as tests, moved and
without an owner, as in real exports; one row in a hundred has a cell that cannot be read, one in five hundred is there twice.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

DAYS = 700
MACROS = """
    create macro part(i, salt) as (hash(i * 1000003 + salt) % 1000003) / 1000003.0;
    create macro number(i, salt, n) as cast(hash(i * 1000003 + salt) % n as bigint);
    create macro flag(i, salt, share) as case when part(i, salt) < share then 'true' else 'false' end;
    create macro after(start, days) as start + to_seconds(cast(86400 * days as bigint));
    create macro moment(i, salt, days) as after(timestamp '2024-12-01', days * part(i, salt));
    -- nothing happens after the last day
    create macro written(instant) as
        case when instant < timestamp '2024-12-01' + to_days(getvariable('days')) then strftime(instant, '%Y-%m-%dT%H:%M:%SZ') end;
    create macro lead_created(lead) as moment(lead, 1, 700);
    create macro owner(i, salt) as case when part(i, salt) < 0.98 then 'u' || number(i, salt + 1, 200) end;
"""
USERS = """
    select
        'u' || i as user_id, 'Rep ' || i as name, 'team_' || i % 20 as team_id,
        ['UTC', 'America/New_York', 'Europe/Berlin', 'Asia/Shanghai', null][1 + i % 5] as time_zone,
        ['default', 'lunch_break', 'china', 'round_the_clock'][1 + i % 4] as calendar_id
    from range(200) as rows (i)
"""
# Export -> rows per 100 activities, its key, a column that one row in a hundred spoils, and its other columns, of row i.
# Of every twenty activities, and every twelve meetings, one repeats the one before: `base` is the number of that.
EXPORTS: dict[str, tuple[float, str, str, str]] = {
    "accounts": (
        2,
        "'a' || i as account_id",
        "written(moment(i, 1, 300)) as created_at",
        """'Company ' || i as name, owner(i, 2) as owner_id, ['enterprise', 'small_business'][1 + i % 2] as segment,
           case when part(i, 4) < 0.08 then 'a' || number(i, 5, n // 50) end as parent_account_id""",
    ),
    "leads": (
        2,
        "'l' || i as lead_id",
        "case when i % 3 > 0 then written(after(lead_created(i), -0.1 * part(i, 2))) end as inquiry_at",
        """written(lead_created(i)) as created_at,
           case when part(i, 3) < 0.6 then written(after(lead_created(i), 20 * part(i, 4))) end as qualified_at,
           case when part(i, 5) < 0.3 then written(after(lead_created(i), 90 * part(i, 6))) end as disqualified_at,
           case when part(i, 7) < 0.3 then written(after(lead_created(i), 90 * part(i, 8))) end as converted_at,
           case when part(i, 9) < 0.7 then 'inbound' else 'outbound' end as origin, owner(i, 10) as owner_id,
           case when part(i, 12) < 0.6 then 'a' || number(i, 13, n // 50) end as account_id,
           case when part(i, 14) < 0.3 then 'd' || number(i, 15, n // 50) end as deal_id,
           'Company ' || number(i, 13, n // 50) as company,
           case when i % 500 = 3 then 'test@' else 'person' || i || '@' end || 'example.com' as email,
           case when part(i, 16) < 0.005 then 'l' || number(i, 17, n // 50) end as merged_into_id,
           flag(i, 18, 0.004) as is_deleted, flag(i, 19, 0.002) as is_test""",
    ),
    "deals": (
        2,
        "'d' || i as deal_id",
        "case when i % 8 < 7 then written(after(moment(i, 1, 600), 110 * part(i, 2) - 1)) end as closed_at",
        """written(moment(i, 1, 600)) as created_at,
           ['won', 'won', 'won', 'lost', 'lost', 'no_decision', 'duplicate', 'open'][1 + i % 8] as outcome,
           ['new_business', 'new_business', 'expansion', 'renewal'][1 + number(i, 3, 4)] as deal_type,
           'Deal ' || i as name, 'a' || number(i, 4, n // 50) as account_id,
           case when part(i, 5) < 0.5 then 'l' || number(i, 6, n // 50) end as lead_id, owner(i, 7) as owner_id,
           cast(500 + number(i, 9, 40000) as varchar) as amount, ['USD', 'EUR', 'GBP'][1 + i % 3] as currency,
           case when part(i, 10) < 0.003 then 'd' || number(i, 11, n // 50) end as merged_into_id,
           flag(i, 12, 0.004) as is_deleted, flag(i, 13, 0.002) as is_test""",
    ),
    "activities": (
        100,
        "'c' || i as activity_id",
        """written(
               case when part(base, 1) < 0.85 then after(lead_created(number(base, 2, n // 50)), 45 * part(base, 3))
               else moment(base, 3, 700) end + to_seconds(7 * (i - base))
           ) as occurred_at""",
        """case when part(base, 1) < 0.85 then 'l' || number(base, 2, n // 50) end as lead_id,
           ['email', 'email', 'call', 'call', 'sms', 'social', 'video', 'note', 'task'][1 + number(base, 4, 9)] as type,
           case when part(base, 5) < 0.75 then 'outbound' else 'inbound' end as direction,
           ['planned', 'failed', 'bounced', 'completed'][1 + least(3, number(base, 6, 40))] as status,
           flag(base, 7, 0.15) as is_automated, case when part(base, 8) < 0.4 then 'a' || number(base, 9, n // 50) end as account_id,
           case when part(base, 10) < 0.15 then 'd' || number(base, 11, n // 50) end as deal_id, owner(base, 12) as user_id,
           case when number(base, 4, 9) < 2 then 'm' || base end as message_id, flag(i, 14, 0.004) as is_deleted""",
    ),
    "meetings": (
        5,
        "'m' || i as meeting_id",
        """case when i % 6 <> 5 then written(after(lead_created(number(base, 2, n // 50)), 40 * part(base, 3) + part(i, 4) + i - base))
           end as responded_at""",
        """written(after(lead_created(number(base, 2, n // 50)), 40 * part(base, 3) + i - base)) as invited_at,
           written(after(lead_created(number(base, 2, n // 50)), 40 * part(base, 3) + i - base + 10 * part(i, 5))) as starts_at,
           'l' || number(base, 2, n // 50) as lead_id, owner(base, 6) as organizer_id,
           case when part(base, 8) < 0.4 then 'a' || number(base, 9, n // 50) end as account_id,
           case when part(base, 10) < 0.2 then 'd' || number(base, 11, n // 50) end as deal_id,
           ['accepted', 'accepted', 'accepted', 'declined', 'tentative', 'none'][1 + i % 6] as response,
           ['held', 'held', 'held', 'no_show', 'canceled', 'scheduled'][1 + number(i, 12, 6)] as outcome,
           case when part(i, 13) < 0.03 then written(after(lead_created(number(base, 2, n // 50)), 40 * part(base, 3) + 0.5 + i - base))
           end as withdrawn_at,
           flag(base, 14, 0.9) as is_external, flag(base, 15, 0.05) as is_self_booked,
           case when i <> base then 'm' || base end as rescheduled_from_id, flag(i, 16, 0.004) as is_deleted""",
    ),
    "subscriptions": (
        2,
        "'s' || i as subscription_id",
        """case when part(i, 2) < 0.4 then cast(cast(moment(i, 1, 600) as date) + 30 + cast(number(i, 3, 500) as integer) as varchar)
           end as ends_on""",
        """cast(cast(moment(i, 1, 600) as date) as varchar) as starts_on, 'a' || number(i, 4, n // 50) as account_id,
           cast(1 + number(i, 5, 50) as varchar) as quantity, cast(10 + number(i, 6, 300) as varchar) as unit_amount,
           case when part(i, 7) < 0.3 then '0.1' end as discount_rate, ['1', '1', '3', '12'][1 + number(i, 8, 4)] as billing_interval_months,
           ['USD', 'EUR', 'GBP'][1 + i % 3] as currency,
           ['trial', 'free', 'paused', 'canceled', 'active'][1 + least(4, number(i, 9, 40))] as status, flag(i, 10, 0.004) as is_deleted""",
    ),
    "presentation_sessions": (
        2,
        "'p' || i as session_id",
        """case when i % 5 < 3 then written(after(lead_created(number(i, 2, n // 50)), 40 * part(i, 3) + 0.01 * part(i, 4)))
           end as completed_at""",
        """written(after(lead_created(number(i, 2, n // 50)), 40 * part(i, 3))) as started_at,
           'l' || number(i, 2, n // 50) as lead_id, owner(i, 5) as sender_id, cast(1 + number(i, 7, 900) as varchar) as duration_seconds,
           flag(i, 8, 0.03) as is_preview""",
    ),
    "survey_responses": (
        2,
        "'r' || i as response_id",
        "cast(cast(0.5 + part(i // 3, 1) as decimal(4, 2)) as varchar) as weight",
        """cast(cast(moment(i // 3, 2, 700) as date) as varchar) as surveyed_on, 'person ' || i // 3 as respondent_id,
           case when part(i // 3, 3) < 0.8 then 'unaided_awareness' else 'experience' end as question, cast(1 + i % 3 as varchar) as rank,
           ['Quillbay', 'quillbay', 'Tandrel', 'Orvane', 'Kestora', 'Nobody'][1 + number(i, 4, 6)] as brand""",
    ),
}
# The columns without which a row means nothing: a row whose cell is empty is not written.
NEEDED = {
    "leads": "created_at",
    "meetings": "invited_at",
    "presentation_sessions": "started_at",
    "activities": "occurred_at",
}


def add_a_day(folder: Path, activities: int) -> None:
    """Add the activities of the last day to exports of the day before, beside activities_001.csv."""
    later = folder.with_name(f"{folder.name}_later")
    write_exports(later, activities)
    connection = duckdb.connect()
    connection.execute(f"""
        copy (
            from read_csv('{later}/activities.csv', all_varchar = true)
            where occurred_at >= strftime(timestamp '2024-12-01' + to_days({DAYS - 1}), '%Y-%m-%dT%H:%M:%SZ') and occurred_at like '2%T%Z'
        ) to '{folder}/activities_002.csv' (header)
    """)
    shutil.rmtree(later)


def write_exports(folder: Path, activities: int, days: int = DAYS) -> None:
    """Write the exports of a company with so many activities, as they were after so many days."""
    folder.mkdir(parents=True)
    connection = duckdb.connect()
    connection.execute("set variable days = ?", [days])
    connection.execute(MACROS)
    connection.execute(f"copy ({USERS}) to '{folder}/users.csv' (header)")
    for export, (share, key, spoiled, columns) in EXPORTS.items():
        rows = int(activities * share / 100)
        cell, _, name = spoiled.rpartition(" as ")
        every = 12 if export == "meetings" else 20
        connection.execute(f"""
            copy (
                select
                    {key}, case when i % 100 = 7 then '9.3.2026' else {cell} end as {name},
                    {columns}
                from (
                    select i, case when i % {every} = 1 then i - 1 else i end as base, {activities} as n
                    from (select i from range({rows}) as rows (i) union all select i from range(0, {rows}, 500) as again (i))
                )
                {f"where {NEEDED[export]} is not null" if export in NEEDED else ""}
            ) to '{folder}/{export}.csv' (header)
        """)
