-- The company's values that are no longer what was first reported.
select
    name_{language} as kpi,
    period_start as period,
    reported_as_of as reported,
    first_value as value_then,
    present_value as value,
    value_difference as difference,
    late_records as late,
    reopened_records as reopened,
    merged_records as merged,
    deleted_records as deleted
from kpi_restatements
where scope_type = 'company' and is_official
order by period_start desc, kpi_id
