with

bounds as (
    select
        {{ add_days('min(period_start)', -2) }} as first_day,
        {{ add_days('max(as_of_date)', 2) }} as last_day
    from {{ ref('dim_periods') }}
    where period_type = 'week'
),

numbered as (
    {{ integers_to(days_between('first_day', 'last_day'), 'day_number', 'bounds', ['first_day']) }}
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
),

-- a local day reaches into the UTC day before it or after it
slot_days as (
    select
        slots.calendar_id,
        slots.time_zone,
        {{ add_days('slots.local_day', 'shifts.shift') }} as utc_day,
        {{ local_to_utc('slots.opens_local', 'slots.time_zone') }} as opens_at,
        {{ local_to_utc('slots.closes_local', 'slots.time_zone') }} as closes_at
    from slots
    cross join (
        select -1 as shift
        union all
        select 0
        union all
        select 1
    ) as shifts
),

-- slots are cut at midnight UTC
pieces as (
    select
        calendar_id,
        time_zone,
        utc_day,
        {{ greatest_of(['opens_at', 'cast(utc_day as timestamp)']) }} as opens_at,
        {{ least_of(['closes_at', 'cast(' ~ add_days('utc_day', 1) ~ ' as timestamp)']) }} as closes_at
    from slot_days
    where opens_at < cast({{ add_days('utc_day', 1) }} as timestamp) and closes_at > cast(utc_day as timestamp)
),

open_days as (
    select
        calendars.calendar_id,
        calendars.time_zone,
        days.local_day as utc_day,
        pieces.opens_at,
        pieces.closes_at,
        coalesce({{ seconds_between('pieces.opens_at', 'pieces.closes_at') }}, 0) as seconds,
        row_number() over (
            partition by calendars.calendar_id, calendars.time_zone, days.local_day order by pieces.opens_at
        ) as place
    from calendars
    cross join days
    left join pieces
        on
            calendars.calendar_id = pieces.calendar_id
            and calendars.time_zone = pieces.time_zone
            and days.local_day = pieces.utc_day
),

summed as (
    select
        open_days.*,
        sum(seconds) over (partition by calendar_id, time_zone, utc_day) as day_seconds
    from open_days
)

-- by the running total an interval is one subtraction, however long it is; a day counts whole, in its first piece
select
    calendar_id,
    time_zone,
    utc_day,
    opens_at,
    closes_at,
    sum(case when place = 1 then day_seconds else 0 end) over (
        partition by calendar_id, time_zone order by utc_day, place rows between unbounded preceding and current row
    ) - day_seconds as seconds_before
from summed
