-- Qualified leads with an outcome, by the day of it. A lead adds its touches, and counts below the line if it has any.
select
    'leads' as export,
    lead_id as record_id,
    lead_id,
    cast(null as {{ dbt.type_string() }}) as customer_id,
    rep_id,
    team_id,
    outcome_on as counted_on,
    touch_count as numerator,
    case when touch_count > 0 then 1 else 0 end as denominator,
    case when touch_count > 0 then 1 else 0 end as units,
    touch_count > 0 as is_counted,
    false as is_unknown,
    case when touch_count > 0 then 'touched' else 'untouched' end as reason,
    touch_count as record_value,
    'touches' as record_unit,
    touch_count,
    touch_count > {{ setting('touch_cap') }} as is_over_touched,
    is_positive
from {{ ref('fct_lead_outcomes') }}
