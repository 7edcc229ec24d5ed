-- The movements lead from the opening MRR to the closing one in every row, MRR is ARPA times customers, and ARR is
-- twelve times MRR. A cent is allowed for, and the last bits of very large sums.
with

bridges as (
    select
        kpi_row_id,
        kpi_value,
        arpa * customers as arpa_times_customers,
        arr,
        opening_mrr + new_mrr + reactivation_mrr + expansion_mrr + contraction_mrr + churn_mrr + fx_mrr as bridged_mrr,
        0.01 + 0.000000001 * (opening_mrr + abs(fx_mrr) + expansion_mrr - contraction_mrr - churn_mrr + kpi_value)
            as tolerance
    from {{ ref('kpi_monthly_recurring_revenue') }}
)

select
    kpi_row_id,
    kpi_value,
    bridged_mrr,
    arpa_times_customers,
    arr,
    tolerance
from bridges
where
    abs(bridged_mrr - kpi_value) > tolerance
    or abs(arpa_times_customers - kpi_value) > tolerance
    or abs(arr - 12 * kpi_value) > 12 * tolerance
    or (kpi_value is not null and (bridged_mrr is null or arr is null))
