-- Each record that a row of the company counts, in the period of the KPI's official frequency.
select
    records.kpi_id,
    kpis.official_frequency as period_type,
    coalesce(days.period_start, records.period_start) as period_start,
    records.export,
    records.record_id,
    coalesce(records.numerator, case when records.export = 'accounts' then 0 end) as numerator_amount,
    coalesce(records.denominator, 0) as denominator_amount
from {{ ref('kpi_records') }} as records
inner join {{ ref('dim_kpis') }} as kpis on records.kpi_id = kpis.kpi_id
left join {{ ref('dim_period_days') }} as days
    on kpis.official_frequency = days.period_type and records.counted_on = days.date_day
where
    kpis.has_required_exports
    and records.is_counted
    -- a value that its records do not add up to has none to name
    and records.kpi_id not in ('customer_lifetime_value', 'share_of_voice')
    and (days.date_day is not null or records.period_type = kpis.official_frequency)
