-- Customers active before the period, new in it or active at its end. The new ones are counted against those before it.
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
    case when is_active_at_start then 1 else 0 end as denominator,
    case when is_active_at_start then 1 else 0 end as units,
    is_active_at_start or is_new as is_counted,
    false as is_unknown,
    case
        when is_new then 'new'
        when is_active_at_start then 'base'
        else 'came_back'
    end as reason,
    case when is_active_at_end then closing_mrr else opening_mrr end as record_value,
    'currency' as record_unit,
    is_active_at_start,
    is_reactivated,
    is_churned,
    opening_mrr,
    closing_mrr
from {{ ref('fct_customer_periods') }}
