with

records as (
    select
        unified.*,
        coalesce(matches.survivor_id, unified.user_id) as survivor_id
    from {{ ref('int_users_unified') }} as unified
    left join {{ ref('int_user_matches') }} as matches on unified.user_id = matches.user_id
),

-- what the first system does not know of a user, another may
known as (
    select
        survivor_id,
        min(team_id) as team_id,
        min(team_name) as team_name,
        min(time_zone) as time_zone,
        min(calendar_id) as calendar_id,
        min(hired_on) as hired_on
    from records
    where user_id <> survivor_id
    group by survivor_id
)

select
    records.user_id,
    records.name as user_name,
    coalesce(records.team_id, known.team_id) as team_id,
    case when records.team_id is null then known.team_name else records.team_name end as team_name,
    coalesce(records.time_zone, known.time_zone) as time_zone,
    coalesce(records.calendar_id, known.calendar_id) as calendar_id,
    records.is_active,
    coalesce(records.hired_on, known.hired_on) as hired_on,
    case
        when records.user_id <> records.survivor_id then 'merged'
        when {{ is_test_record('users') }} then 'test'
    end as left_out_reason
from records
left join known on records.user_id = known.survivor_id
