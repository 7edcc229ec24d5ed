with

numbered as (
    select
        period_type,
        period_start,
        {{ integers_to(days_between('period_start', 'closes_on')) }} as day_number
    from {{ ref('dim_periods') }}
)

select
    period_type,
    period_start,
    {{ add_days('period_start', 'day_number') }} as date_day
from numbered
