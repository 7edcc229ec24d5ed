-- Deals won or lost, by the day of their close; renewals are left out. One left without a decision is lost.
select
    'deals' as export,
    deal_id as record_id,
    cast(null as {{ dbt.type_string() }}) as lead_id,
    customer_id,
    rep_id,
    team_id,
    closed_on as counted_on,
    case when outcome = 'won' then 1 else 0 end as numerator,
    case when outcome = 'won' then 0 else 1 end as denominator,
    1 as units,
    true as is_counted,
    false as is_unknown,
    outcome as reason,
    amount as record_value,
    'currency' as record_unit,
    outcome,
    outcome = 'won' as is_won,
    amount,
    days_to_close,
    is_reopened
from {{ ref('fct_deals') }}
where
    closed_on is not null
    and deal_type <> 'renewal'
    and outcome in ('won', 'lost', 'no_decision')
