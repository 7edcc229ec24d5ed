with

customers as (
    select *
    from {{ ref('fct_customer_periods') }}
),

balances as (
    select
        period_type,
        period_start,
        scope_type,
        scope_id,
        {{ sum_if_all_known('closing_mrr', 'is_active_at_end') }} as numerator,
        count(case when is_active_at_end then 1 end) as sample_size,
        {{ sum_if_all_known('opening_mrr', 'is_active_at_start') }} as opening_mrr,
        {{ sum_if_all_known('new_mrr') }} as new_mrr,
        {{ sum_if_all_known('reactivation_mrr') }} as reactivation_mrr,
        {{ sum_if_all_known('expansion_mrr') }} as expansion_mrr,
        {{ sum_if_all_known('contraction_mrr') }} as contraction_mrr,
        {{ sum_if_all_known('churn_mrr') }} as churn_mrr,
        {{ sum_if_all_known('fx_mrr') }} as fx_mrr,
        count(case when is_active_at_end then 1 end) as customers,
        count(case when is_new and is_active_at_end then 1 end) as new_mrr_customers
    from {{ in_scopes('customers') }}
    where is_active_at_start or is_active_at_end
    group by period_type, period_start, scope_type, scope_id
),

measures as (
    select
        balances.*,
        cast(null as {{ type_double() }}) as denominator,
        {{ safe_divide('numerator', 'customers') }} as arpa,
        numerator * 12 as arr,
        {{ safe_divide('(new_mrr + reactivation_mrr + expansion_mrr)', '-(contraction_mrr + churn_mrr)') }} as quick_ratio,
        {{ safe_divide('new_mrr', 'new_mrr_customers') }} as average_new_mrr
    from balances
),

{{ kpi_rows(
    'monthly_recurring_revenue',
    value='numerator',
    sums=true,
    counts=[
        'opening_mrr', 'new_mrr', 'reactivation_mrr', 'expansion_mrr', 'contraction_mrr', 'churn_mrr', 'fx_mrr',
        'customers', 'arr',
    ],
    others=['arpa', 'quick_ratio', 'average_new_mrr'],
) }}

select
    {{ kpi_shared_columns() }},
    opening_mrr,
    new_mrr,
    reactivation_mrr,
    expansion_mrr,
    contraction_mrr,
    churn_mrr,
    fx_mrr,
    customers,
    arpa,
    arr,
    quick_ratio,
    average_new_mrr
from kpi_rows
