-- A target is a positive value or a band with positive bounds, by the KPI's direction, and its validity is not empty.
select
    targets.kpi_id,
    targets.scope_type,
    targets.scope_id,
    targets.period_type,
    targets.valid_from
from {{ ref('kpi_targets') }} as targets
inner join {{ ref('kpi_definitions') }} as definitions
    on targets.kpi_id = definitions.kpi_id
where
    targets.valid_to < targets.valid_from
    or targets.target_value <= 0
    or targets.target_low <= 0
    or targets.target_high < targets.target_low
    or (definitions.direction = 'band' and (targets.target_low is null or targets.target_high is null))
    or (definitions.direction <> 'band' and targets.target_value is null)
    or targets.amber_ratio not between 0 and 1
