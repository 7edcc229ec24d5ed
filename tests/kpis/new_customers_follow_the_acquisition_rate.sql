-- Who has a customer that customer_acquisition_rate speaks of has a row of new_customers, with the same new ones.
select
    rates.kpi_row_id,
    rates.numerator,
    news.kpi_value
from {{ ref('kpi_customer_acquisition_rate') }} as rates
left join {{ ref('kpi_new_customers') }} as news
    on
        rates.period_type = news.period_type
        and rates.period_start = news.period_start
        and rates.scope_type = news.scope_type
        and rates.scope_id = news.scope_id
where
    rates.value_status <> 'no_data'
    and (news.kpi_value is null or news.kpi_value <> rates.numerator or news.value_status <> 'ok')
