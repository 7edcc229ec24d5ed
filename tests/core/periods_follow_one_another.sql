-- The spine has no gap and no overlap, and its last period of each type holds the as-of date.
with

ordered as (
    select
        period_type,
        period_start,
        period_end,
        closes_on,
        previous_period_start,
        is_complete_period,
        working_days,
        working_days_elapsed,
        as_of_date,
        lag(period_start) over (partition by period_type order by period_start) as start_before,
        lag(period_end) over (partition by period_type order by period_start) as end_before,
        lead(period_start) over (partition by period_type order by period_start) as next_start
    from {{ ref('dim_periods') }}
)

select *
from ordered
where
    period_end <= period_start
    or previous_period_start >= period_start
    or start_before <> previous_period_start
    or {{ add_days('end_before', 1) }} <> period_start
    or (next_start is null and not as_of_date between period_start and period_end)
    or closes_on <> least(period_end, as_of_date)
    or is_complete_period <> (period_end <= as_of_date)
    or working_days_elapsed > working_days
    or (is_complete_period and working_days_elapsed <> working_days)
