-- Customers active before the period or at its end: those whose leaving and whose MRR the value is made of. It is no sum
-- of theirs: kpi_customer_lifetime_value_sums pools the churn of six months.
select
    'accounts' as export,
    customer_id as record_id,
    cast(null as {{ dbt.type_string() }}) as lead_id,
    customer_id,
    rep_id,
    team_id,
    period_type,
    period_start,
    cast(null as {{ type_double() }}) as numerator,
    cast(null as {{ type_double() }}) as denominator,
    case when is_active_at_start then 1 else 0 end as units,
    true as is_counted,
    false as is_unknown,
    case
        when is_churned then 'exposed_left'
        when is_active_at_start then 'exposed_kept'
        else 'pays_at_end'
    end as reason,
    case when is_active_at_end then closing_mrr else opening_mrr end as record_value,
    'currency' as record_unit,
    is_churned,
    is_active_at_end,
    segment,
    closing_mrr
from {{ ref('fct_customer_periods') }}
where is_active_at_start or is_active_at_end
