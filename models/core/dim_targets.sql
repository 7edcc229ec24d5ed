select
    kpi_id,
    scope_type,
    scope_id,
    period_type,
    valid_from,
    valid_to,
    target_value,
    target_low,
    target_high,
    stretch_value,
    amber_ratio
from {{ ref('int_targets') }}
where
    coalesce(problem, 'overlapping') = 'overlapping'
    -- one that another of the same first day replaces never holds
    and (valid_to is null or valid_to >= valid_from)
