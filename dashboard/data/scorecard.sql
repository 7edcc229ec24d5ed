-- One row per KPI, period and scope; periods in order.
select
    kpi_id,
    period_type,
    period_start,
    scope_type,
    scope_id,
    numerator,
    denominator,
    kpi_value,
    sample_size,
    ci_low,
    ci_high,
    value_status,
    is_complete_period,
    is_mature,
    previous_value,
    target_value,
    target_low,
    target_high,
    attainment,
    target_status,
    source_status,
    stretch_value,
    stretch_status
from kpi_scorecard
order by kpi_id, period_type, scope_type, scope_id, period_start
