-- For each customer the movements lead from its opening MRR to its closing one, and it is in one class at most.
with

bridges as (
    select
        *,
        coalesce(opening_mrr, 0) + new_mrr + reactivation_mrr + expansion_mrr + contraction_mrr + churn_mrr + fx_mrr
            as bridged_mrr,
        0.01 + 0.000000001 * (coalesce(opening_mrr, 0) + coalesce(closing_mrr, 0) + abs(fx_mrr) - churn_mrr) as tolerance
    from {{ ref('fct_customer_periods') }}
)

select
    period_type,
    period_start,
    customer_id,
    opening_mrr,
    closing_mrr,
    bridged_mrr
from bridges
where
    abs(bridged_mrr - coalesce(closing_mrr, 0)) > tolerance
    or (is_active_at_start and (is_new or is_reactivated))
    or (is_churned and not is_active_at_start)
    or (is_active_at_end and is_churned)
    or not (is_active_at_start or is_active_at_end or is_new)
    or (not is_active_at_start and opening_mrr <> 0)
    or (not is_active_at_end and closing_mrr <> 0)
