-- One row per period and scope: what customers are worth and how fast new ones come, with the reading of both.
select
    period_type,
    period_start,
    scope_type,
    scope_id,
    is_complete_period,
    new_customers,
    required_new_customers,
    acquisition_rate,
    break_even_rate,
    acquisition_reference,
    lifetime_value,
    lifetime_value_reference,
    quadrant,
    quadrant_en,
    quadrant_zh,
    action_en,
    action_zh
from clv_acquisition
where period_type in ('month', 'quarter') and scope_type in ('company', 'team', 'rep')
order by scope_type, scope_id, period_type, period_start
