-- Completed sessions, by the day of their start. A followed-up one adds its minutes, unless they are unknown
-- because one end is a day without a time.
select
    'presentation_sessions' as export,
    session_id as record_id,
    lead_id,
    cast(null as {{ dbt.type_string() }}) as customer_id,
    rep_id,
    team_id,
    started_on as counted_on,
    follow_up_minutes as numerator,
    case when follow_up_minutes is not null then 1 else 0 end as denominator,
    case when follow_up_minutes is not null then 1 else 0 end as units,
    follow_up_minutes is not null as is_counted,
    is_day_only as is_unknown,
    case
        when is_day_only then 'day_only'
        when follow_up_minutes is not null then 'followed_up'
        else 'not_followed_up'
    end as reason,
    follow_up_minutes as record_value,
    'minutes' as record_unit,
    completed_at,
    follow_up_minutes,
    is_day_only,
    has_5_min_passed,
    has_24_hours_passed
from {{ ref('fct_presentation_sessions') }}
where is_completed and not is_ignored
