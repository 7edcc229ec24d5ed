with

bounds as (
    select
        {{ add_days('min(period_start)', -2) }} as first_day,
        {{ add_days('max(as_of_date)', 2) }} as last_day
    from {{ ref('dim_periods') }}
    where period_type = 'week'
),

numbered as (
    select
        first_day,
        {{ integers_to(days_between('first_day', 'last_day')) }} as day_number
    from bounds
),

days as (
    select {{ add_days('first_day', 'day_number') }} as local_day
    from numbered
),

calendars as (
    select distinct
        hours_calendar_id as calendar_id,
        hours_time_zone as time_zone
    from {{ ref('dim_reps') }}
),

slots as (
    select
        calendars.calendar_id,
        calendars.time_zone,
        days.local_day,
        {{ local_time('days.local_day', 'hours.opens') }} as opens_local,
        {{ local_time('days.local_day', 'hours.closes') }} as closes_local
    from calendars
    cross join days
    inner join {{ ref('business_hours') }} as hours
        on calendars.calendar_id = hours.calendar_id and {{ iso_weekday('days.local_day') }} = hours.weekday
    left join {{ ref('holidays') }} as holidays
        on calendars.calendar_id = holidays.calendar_id and days.local_day = holidays.holiday_on
    where holidays.holiday_on is null
)

select
    calendar_id,
    time_zone,
    local_day,
    {{ local_to_utc('opens_local', 'time_zone') }} as opens_at,
    {{ local_to_utc('closes_local', 'time_zone') }} as closes_at
from slots
