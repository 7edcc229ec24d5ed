-- One row per scope and KPI that misses its target, the furthest off first.
select
    scope_type,
    scope_id,
    focus_rank,
    kpi_id,
    period_type,
    period_start,
    kpi_value,
    target_value,
    target_low,
    target_high,
    attainment,
    target_status,
    is_judged,
    value_status,
    trend,
    sample_size,
    why_en,
    why_zh,
    action_en,
    action_zh
from kpi_focus
order by scope_type, scope_id, focus_rank
