select
    date_day,
    {{ period_start('quarter', 'date_day') }} as fiscal_quarter,
    {{ period_start('year', 'date_day') }} as fiscal_year
from (select distinct date_day from {{ ref('dim_period_days') }}) as days
