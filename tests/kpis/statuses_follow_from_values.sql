-- Each status says of the row's own numbers what its description promises; intervals contain their value.
with

judged as (
    select
        *,
        case direction when 'band' then coalesce(target_low, target_high) else target_value end is not null as has_target,
        value_status in ('ok', 'capped') and is_complete_period and source_status <> 'untrusted' as is_assessable
    from {{ ref('kpi_scorecard') }}
),

faults as (
    select
        kpi_row_id,
        case
            when value_status in ('no_data', 'zero_denominator') and kpi_value is not null then 'value without data'
            when value_status in ('ok', 'capped') and kpi_value is null then 'no value'
            when value_status = 'immature' and is_mature then 'immature, but mature'
            when is_mature and not is_complete_period then 'mature before its end'
            when has_target <> (target_status <> 'no_target') then 'target, but no_target, or the reverse'
            when has_target and is_assessable <> (target_status <> 'not_assessed') then 'not assessed without a reason'
            when target_status = 'on_target' and attainment < 1 then 'on target below it'
            when target_status = 'on_target' and attainment is null and not (direction = 'lower' and kpi_value = 0)
                then 'on target without attainment'
            when target_status in ('at_risk', 'off_target') and coalesce(attainment, 1) >= 1 then 'off target at it'
            when not has_target and attainment is not null then 'attainment without a target'
            when (ci_low is null) <> (ci_high is null) then 'half an interval'
            when ci_low is not null and kpi_value is null then 'interval without a value'
            when kpi_value < ci_low - 0.000000001 or kpi_value > ci_high + 0.000000001 then 'value outside its interval'
        end as fault
    from judged
)

select
    kpi_row_id,
    fault
from faults
where fault is not null
