-- The company's running periods, at each KPI's own frequency.
select
    pacing.name_{language} as kpi,
    periods.period_label_{language} as period,
    pacing.working_days_elapsed as days_gone,
    pacing.working_days as days,
    pacing.kpi_value as value,
    pacing.target_value as target,
    pacing.expected_to_date as expected,
    pacing.required_per_day as needed_a_day,
    pacing.needed_rate as needed_from_here,
    pacing.forecast_value as forecast,
    pacing.forecast_low as low,
    pacing.forecast_high as high,
    pacing.pace_{language} as status,
    pacing.unit as _unit
from kpi_pacing as pacing
left join dim_periods as periods
    on pacing.period_type = periods.period_type and pacing.period_start = periods.period_start
where pacing.is_official and pacing.scope_type = 'company'
order by pacing.kpi_id
