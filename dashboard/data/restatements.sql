-- One row per KPI, period and scope whose value differs from the one first reported.
select
    kpi_id,
    period_type,
    period_start,
    scope_type,
    scope_id,
    reported_as_of,
    first_value,
    present_value
from kpi_restatements
order by scope_type, scope_id, kpi_id, period_type, period_start
