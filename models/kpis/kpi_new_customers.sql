select
    {{ kpi_shared_columns() }},
    case
        when kpi_rows.has_required_exports
            then {{ safe_divide('kpi_rows.target_value * periods.working_days_elapsed', 'periods.working_days') }}
    end as expected_to_date,
    {{ safe_divide('kpi_rows.kpi_value * periods.working_days', 'periods.working_days_elapsed') }} as run_rate_forecast,
    {{ safe_divide(
        'case when kpi_rows.target_value > kpi_rows.kpi_value then kpi_rows.target_value - kpi_rows.kpi_value'
        ~ ' when kpi_rows.target_value is not null and kpi_rows.kpi_value is not null then 0 end',
        '(periods.working_days - periods.working_days_elapsed)',
    ) }} as required_per_day
from {{ ref('kpi_values') }} as kpi_rows
inner join {{ ref('dim_periods') }} as periods
    on kpi_rows.period_type = periods.period_type and kpi_rows.period_start = periods.period_start
where kpi_rows.kpi_id = 'new_customers'
