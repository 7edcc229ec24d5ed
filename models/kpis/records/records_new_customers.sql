-- The customers of the acquisition rate, so that whoever has customers has a row; only those new in the period add one.
select
    'accounts' as export,
    customer_id as record_id,
    cast(null as {{ dbt.type_string() }}) as lead_id,
    customer_id,
    rep_id,
    team_id,
    period_type,
    period_start,
    case when is_new then 1 else 0 end as numerator,
    cast(null as {{ type_double() }}) as denominator,
    case when is_new then 1 else 0 end as units,
    is_new as is_counted,
    false as is_unknown,
    case when is_new then 'new' else 'not_new' end as reason,
    case when is_active_at_end then closing_mrr else opening_mrr end as record_value,
    'currency' as record_unit
from {{ ref('fct_customer_periods') }}
