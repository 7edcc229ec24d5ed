-- Who became a customer within 30 days did so within 60: a longer window never shows a lower rate.
select
    rates.kpi_row_id,
    rates.converted_30_days_rate,
    rates.converted_60_days_rate,
    rates.kpi_value,
    rates.converted_180_days_rate,
    rates.converted_ever_rate
from {{ ref('kpi_sql_to_customer_conversion_rate') }} as rates
inner join {{ ref('dim_kpis') }} as kpis on rates.kpi_id = kpis.kpi_id
where
    rates.converted_30_days_rate > rates.converted_60_days_rate
    or rates.converted_30_days_rate > rates.converted_ever_rate
    or rates.converted_60_days_rate > rates.converted_180_days_rate
    or rates.converted_60_days_rate > rates.converted_ever_rate
    or rates.converted_180_days_rate > rates.converted_ever_rate
    or rates.kpi_value > rates.converted_ever_rate
    or (kpis.maturity_days >= 60 and rates.converted_60_days_rate > rates.kpi_value)
    or (kpis.maturity_days <= 180 and rates.kpi_value > rates.converted_180_days_rate)
