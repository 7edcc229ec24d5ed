with

records as (
    select *
    from {{ ref('records_customer_retention_rate') }}
),

balances as (
    select
        period_type,
        period_start,
        scope_type,
        scope_id,
        coalesce(
            sum(
                case
                    when is_active_at_start and opening_mrr is not null and closing_mrr is not null
                        then {{ least_of(['opening_mrr', 'closing_mrr']) }}
                end
            ),
            0
        ) as kept_mrr,
        {{ sum_of_known('closing_mrr', 'is_active_at_start') }} as closing_mrr,
        {{ sum_of_known('opening_mrr', 'is_active_at_start') }} as opening_mrr,
        count(case when is_churned then 1 end) as churned_customers,
        count(case when is_reactivated then 1 end) as reactivated_customers
    from {{ in_scopes('records') }}
    group by period_type, period_start, scope_type, scope_id
),

measures as (
    select
        balances.*,
        {{ safe_divide('kept_mrr', 'opening_mrr') }} as gross_revenue_retention,
        {{ safe_divide('closing_mrr', 'opening_mrr') }} as net_revenue_retention
    from balances
)

select
    {{ kpi_shared_columns() }},
    measures.gross_revenue_retention,
    measures.net_revenue_retention,
    {{ count_of('churned_customers') }} as churned_customers,
    {{ count_of('reactivated_customers') }} as reactivated_customers
from {{ ref('kpi_values') }} as kpi_rows
{{ join_measures() }}
where kpi_rows.kpi_id = 'customer_retention_rate'
