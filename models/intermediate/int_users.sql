with

records as (
    select
        unified.*,
        crosswalk.survivor_id,
        crosswalk.left_out_reason
    from (
        {{ union_systems('users') }}
    ) as unified
    inner join {{ ref('int_crosswalk') }} as crosswalk
        on crosswalk.record_type = 'users' and unified.user_id = crosswalk.record_id
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
    records.survivor_id,
    records.name as user_name,
    records.email,
    coalesce(records.team_id, known.team_id) as team_id,
    case when records.team_id is null then known.team_name else records.team_name end as team_name,
    coalesce(records.time_zone, known.time_zone) as time_zone,
    coalesce(records.calendar_id, known.calendar_id) as calendar_id,
    records.is_active,
    coalesce(records.hired_on, known.hired_on) as hired_on,
    records.left_out_reason
from records
left join known on records.user_id = known.survivor_id
