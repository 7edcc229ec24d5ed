with

bounds as (
    select
        min(period_start) as first_day,
        max(closes_on) as last_day
    from {{ ref('dim_periods') }}
),

days as (
    select {{ add_days('numbered.first_day', 'numbered.day_number') }} as date_day
    from (
        select
            first_day,
            {{ integers_to(days_between('first_day', 'last_day')) }} as day_number
        from bounds
    ) as numbered
)

select
    date_day,
    {{ period_start('quarter', 'date_day') }} as fiscal_quarter,
    {{ period_start('year', 'date_day') }} as fiscal_year
from days
