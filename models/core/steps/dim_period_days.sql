with

numbered as (
    {{ integers_to(
        days_between('period_start', 'closes_on'), 'day_number', ref('dim_periods'), ['period_type', 'period_start']
    ) }}
)

select
    period_type,
    period_start,
    {{ add_days('period_start', 'day_number') }} as date_day
from numbered
