-- Customers active before the period or at its end. Those before it are the base; those of them still there are kept.
select
    'accounts' as export,
    customer_id as record_id,
    cast(null as {{ dbt.type_string() }}) as lead_id,
    customer_id,
    rep_id,
    team_id,
    period_type,
    period_start,
    case when is_active_at_start and is_active_at_end then 1 else 0 end as numerator,
    case when is_active_at_start then 1 else 0 end as denominator,
    case when is_active_at_start then 1 else 0 end as units,
    is_active_at_start as is_counted,
    false as is_unknown,
    case
        when is_churned then 'left'
        when is_active_at_start then 'kept'
        else 'not_in_base'
    end as reason,
    case when is_active_at_end then closing_mrr else opening_mrr end as record_value,
    'currency' as record_unit,
    is_active_at_start,
    is_churned,
    is_reactivated,
    opening_mrr,
    closing_mrr
from {{ ref('fct_customer_periods') }}
where is_active_at_start or is_active_at_end
