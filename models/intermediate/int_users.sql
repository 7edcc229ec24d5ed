with

records as (
    {{ union_systems('users') }}
)

select
    records.user_id,
    records.name as user_name,
    records.team_id,
    records.team_name,
    records.time_zone,
    records.calendar_id,
    records.is_active,
    records.hired_on,
    case when {{ is_test_record('users') }} then 'test' end as left_out_reason
from records
