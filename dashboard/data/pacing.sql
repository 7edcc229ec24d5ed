-- One row per KPI, running period and scope.
select
    kpi_id,
    period_type,
    period_start,
    scope_type,
    scope_id,
    pacing_kind,
    working_days,
    working_days_elapsed,
    kpi_value,
    value_status,
    target_value,
    target_low,
    target_high,
    expected_to_date,
    pace_ratio,
    required_per_day,
    needed_rate,
    forecast_value,
    forecast_low,
    forecast_high,
    forecast_status,
    pace_status,
    forecast_basis,
    needed_en,
    needed_zh
from kpi_pacing
order by scope_type, scope_id, kpi_id, period_type
