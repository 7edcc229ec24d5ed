-- One row per KPI, period and slice of the company's records; periods in order.
select
    kpi_id,
    period_type,
    period_start,
    'company' as scope_type,
    'all' as scope_id,
    scope_type as slice_type,
    scope_name_en as slice_en,
    scope_name_zh as slice_zh,
    kpi_value,
    sample_size,
    ci_low,
    ci_high,
    value_status,
    is_complete_period,
    target_value,
    target_low,
    target_high,
    target_status,
    target_text,
    source_status
from kpi_scorecard
where scope_type not in ('company', 'team', 'rep')
order by kpi_id, period_type, period_start, slice_type, slice_en, scope_id
