-- Customers active before the period or at its end. Those at its end add their MRR; it is NULL where its rate is missing.
select
    'accounts' as export,
    customer_id as record_id,
    cast(null as {{ dbt.type_string() }}) as lead_id,
    customer_id,
    rep_id,
    team_id,
    period_type,
    period_start,
    case when is_active_at_end then closing_mrr end as numerator,
    cast(null as {{ type_double() }}) as denominator,
    case when is_active_at_end then 1 else 0 end as units,
    is_active_at_end as is_counted,
    false as is_unknown,
    case
        when not is_active_at_end then 'pays_no_more'
        when closing_mrr is null then 'rate_missing'
        else 'pays'
    end as reason,
    case when is_active_at_end then closing_mrr else opening_mrr end as record_value,
    'currency' as record_unit,
    is_active_at_start,
    is_active_at_end,
    is_new,
    opening_mrr,
    closing_mrr,
    new_mrr,
    reactivation_mrr,
    expansion_mrr,
    contraction_mrr,
    churn_mrr,
    fx_mrr
from {{ ref('fct_customer_periods') }}
where is_active_at_start or is_active_at_end
