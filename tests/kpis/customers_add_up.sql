-- Customers at the end = those at the start + new ones that are still active + reactivated - churned, and the KPIs that
-- count the same customers agree.
with

customers as (
    select *
    from {{ ref('fct_customer_periods') }}
),

new_at_end as (
    select
        period_type,
        period_start,
        scope_type,
        scope_id,
        count(case when is_new and is_active_at_end then 1 end) as customers
    from {{ in_scopes('customers', ["'accounts'", 'facts.customer_id']) }}
    group by period_type, period_start, scope_type, scope_id
),

counted as (
    select
        retention.period_type,
        retention.period_start,
        retention.scope_type,
        retention.scope_id,
        retention.denominator as customers_at_start,
        acquisition.denominator as acquisition_base,
        coalesce(new_at_end.customers, 0) as new_at_end,
        acquisition.numerator as new_customers,
        counts.kpi_value as new_customers_counted,
        retention.reactivated_customers,
        acquisition.reactivated_customers as acquisition_reactivated,
        retention.churned_customers,
        acquisition.churned_customers as acquisition_churned,
        retention.numerator as retained_customers,
        mrr.customers as customers_at_end
    from {{ ref('kpi_customer_retention_rate') }} as retention
    inner join {{ ref('kpi_monthly_recurring_revenue') }} as mrr
        on
            retention.period_type = mrr.period_type
            and retention.period_start = mrr.period_start
            and retention.scope_type = mrr.scope_type
            and retention.scope_id = mrr.scope_id
    inner join {{ ref('kpi_customer_acquisition_rate') }} as acquisition
        on
            retention.period_type = acquisition.period_type
            and retention.period_start = acquisition.period_start
            and retention.scope_type = acquisition.scope_type
            and retention.scope_id = acquisition.scope_id
    inner join {{ ref('kpi_new_customers') }} as counts
        on
            retention.period_type = counts.period_type
            and retention.period_start = counts.period_start
            and retention.scope_type = counts.scope_type
            and retention.scope_id = counts.scope_id
    left join new_at_end
        on
            retention.period_type = new_at_end.period_type
            and retention.period_start = new_at_end.period_start
            and retention.scope_type = new_at_end.scope_type
            and retention.scope_id = new_at_end.scope_id
)

select *
from counted
where
    customers_at_end <> customers_at_start + new_at_end + reactivated_customers - churned_customers
    or customers_at_start <> acquisition_base
    or customers_at_start <> retained_customers + churned_customers
    or reactivated_customers <> acquisition_reactivated
    or churned_customers <> acquisition_churned
    or new_customers <> new_customers_counted
    or new_customers < new_at_end
