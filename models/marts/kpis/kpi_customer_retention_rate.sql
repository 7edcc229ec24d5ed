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
        count(case when is_active_at_start and is_active_at_end then 1 end) as numerator,
        count(case when is_active_at_start then 1 end) as denominator,
        count(case when is_active_at_start then 1 end) as sample_size,
        {{ sum_if_all_known('least(opening_mrr, closing_mrr)', 'is_active_at_start and opening_mrr is not null and closing_mrr is not null') }}
            as kept_mrr,
        {{ sum_if_all_known('closing_mrr', 'is_active_at_start') }} as closing_mrr,
        {{ sum_if_all_known('opening_mrr', 'is_active_at_start') }} as opening_mrr,
        count(case when is_churned then 1 end) as churned_customers,
        count(case when is_reactivated then 1 end) as reactivated_customers
    from {{ in_scopes('customers') }}
    where is_active_at_start or is_active_at_end
    group by period_type, period_start, scope_type, scope_id
),

measures as (
    select
        balances.*,
        case
            when opening_mrr is not null and closing_mrr is not null then {{ safe_divide('kept_mrr', 'opening_mrr') }}
        end as gross_revenue_retention,
        {{ safe_divide('closing_mrr', 'opening_mrr') }} as net_revenue_retention
    from balances
),

{{ kpi_rows(
    'customer_retention_rate',
    counts=['churned_customers', 'reactivated_customers'],
    others=['gross_revenue_retention', 'net_revenue_retention'],
    interval_units='sample_size',
) }}

select
    {{ kpi_shared_columns() }},
    gross_revenue_retention,
    net_revenue_retention,
    churned_customers,
    reactivated_customers
from kpi_rows
