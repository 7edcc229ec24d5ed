-- One row per additive KPI, period and parent scope: do the parts' targets make the whole's?
select
    kpi_id,
    period_type,
    period_start,
    scope_type,
    scope_id,
    target_value,
    child_target_sum,
    target_gap,
    target_sum_status,
    target_sum_en,
    target_sum_zh
from kpi_target_sums
order by scope_type, scope_id, kpi_id, period_type, period_start
