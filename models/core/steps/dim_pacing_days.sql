with

-- the complete periods before the one that holds the as-of date, the latest first
complete_periods as (
    select
        periods.period_type,
        running.period_start as running_period_start,
        periods.period_start,
        periods.period_end,
        periods.working_days,
        cast(floor({{ safe_divide('running.working_days_elapsed * periods.working_days', 'running.working_days') }}) as bigint)
            as working_days_reached,
        row_number() over (partition by periods.period_type order by periods.period_start desc) as periods_back
    from {{ ref('dim_periods') }} as periods
    inner join {{ ref('dim_periods') }} as running
        on
            periods.period_type = running.period_type
            and running.period_end >= running.as_of_date
            and periods.period_start < running.period_start
),

compared_periods as (
    select *
    from complete_periods
    where periods_back <= {{ setting('pacing_periods') }} and working_days_reached is not null
),

compared_days as (
    select
        period_type,
        period_start,
        {{ add_days('period_start', 'day_number') }} as date_day
    from (
        {{ integers_to(
            days_between('period_start', 'period_end'), 'day_number', 'compared_periods', ['period_type', 'period_start']
        ) }}
    ) as numbered
),

working_days as (
    select
        days.period_type,
        days.period_start,
        days.date_day,
        row_number() over (partition by days.period_type, days.period_start order by days.date_day) as working_day_number
    from compared_days as days
    left join {{ ref('holidays') }} as holidays
        on holidays.calendar_id = 'default' and days.date_day = holidays.holiday_on
    where holidays.holiday_on is null and {{ iso_weekday('days.date_day') }} <= 5
)

select
    compared_periods.period_type,
    compared_periods.running_period_start,
    compared_periods.period_start,
    compared_periods.period_end,
    compared_periods.working_days,
    compared_periods.working_days_reached,
    case
        when compared_periods.working_days_reached = 0 then {{ add_days('compared_periods.period_start', -1) }}
        else working_days.date_day
    end as reached_on
from compared_periods
left join working_days
    on
        compared_periods.period_type = working_days.period_type
        and compared_periods.period_start = working_days.period_start
        and compared_periods.working_days_reached = working_days.working_day_number
