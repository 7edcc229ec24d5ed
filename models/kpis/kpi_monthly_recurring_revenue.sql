with

records as (
    select *
    from {{ ref('records_monthly_recurring_revenue') }}
),

balances as (
    select
        period_type,
        period_start,
        scope_type,
        scope_id,
        {{ sum_of_known('closing_mrr', 'is_active_at_end') }} as mrr,
        coalesce(sum(case when is_active_at_start then opening_mrr end), 0) as opening_mrr,
        sum(new_mrr) as new_mrr,
        sum(reactivation_mrr) as reactivation_mrr,
        sum(expansion_mrr) as expansion_mrr,
        sum(contraction_mrr) as contraction_mrr,
        sum(churn_mrr) as churn_mrr,
        sum(fx_mrr) as fx_mrr,
        count(case when is_active_at_end then 1 end) as customers,
        count(case when is_new and is_active_at_end and closing_mrr is not null then 1 end) as new_mrr_customers
    from {{ in_scopes('records') }}
    group by period_type, period_start, scope_type, scope_id
),

measures as (
    select
        balances.*,
        {{ safe_divide('mrr', 'customers') }} as arpa,
        mrr * 12 as arr,
        {{ safe_divide('(new_mrr + reactivation_mrr + expansion_mrr)', '-(contraction_mrr + churn_mrr)') }} as quick_ratio,
        {{ safe_divide('new_mrr', 'new_mrr_customers') }} as average_new_mrr
    from balances
)

select
    {{ kpi_shared_columns() }},
    {{ count_of('opening_mrr') }} as opening_mrr,
    {{ count_of('new_mrr') }} as new_mrr,
    {{ count_of('reactivation_mrr') }} as reactivation_mrr,
    {{ count_of('expansion_mrr') }} as expansion_mrr,
    {{ count_of('contraction_mrr') }} as contraction_mrr,
    {{ count_of('churn_mrr') }} as churn_mrr,
    {{ count_of('fx_mrr') }} as fx_mrr,
    {{ count_of('customers') }} as customers,
    measures.arpa,
    {{ count_of('arr') }} as arr,
    measures.quick_ratio,
    measures.average_new_mrr
from {{ ref('kpi_values') }} as kpi_rows
{{ join_measures() }}
where kpi_rows.kpi_id = 'monthly_recurring_revenue'
