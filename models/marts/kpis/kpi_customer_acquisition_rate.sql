with

customers as (
    select *
    from {{ ref('fct_customer_periods') }}
),

measures as (
    select
        period_type,
        period_start,
        scope_type,
        scope_id,
        count(case when is_new then 1 end) as numerator,
        count(case when is_active_at_start then 1 end) as denominator,
        count(case when is_active_at_start then 1 end) as sample_size,
        count(case when is_reactivated then 1 end) as reactivated_customers,
        count(case when is_churned then 1 end) as churned_customers,
        {{ safe_divide(
            '(count(case when is_churned then 1 end) - count(case when is_reactivated then 1 end))',
            'count(case when is_active_at_start then 1 end)',
        ) }} as break_even_rate,
        {{ sum_if_all_known('closing_mrr', 'is_active_at_start') }} as retained_mrr
    from {{ in_scopes('customers') }}
    group by period_type, period_start, scope_type, scope_id
),

{{ kpi_rows(
    'customer_acquisition_rate',
    counts=['reactivated_customers', 'churned_customers'],
    others=['break_even_rate', 'retained_mrr'],
) }}

select
    {{ kpi_shared_columns() }},
    kpi_rows.reactivated_customers,
    kpi_rows.churned_customers,
    kpi_rows.break_even_rate,
    case
        when mrr.target_value <= kpi_rows.retained_mrr then case when mrr.average_new_mrr > 0 then 0 end
        else {{ safe_divide('(mrr.target_value - kpi_rows.retained_mrr)', 'mrr.average_new_mrr') }}
    end as required_new_customers,
    clv.kpi_value as clv_at_start
from kpi_rows
left join {{ ref('kpi_monthly_recurring_revenue') }} as mrr
    on
        kpi_rows.period_type = mrr.period_type
        and kpi_rows.period_start = mrr.period_start
        and kpi_rows.scope_type = mrr.scope_type
        and kpi_rows.scope_id = mrr.scope_id
left join {{ ref('kpi_customer_lifetime_value') }} as clv
    on
        kpi_rows.period_type = clv.period_type
        and kpi_rows.previous_period_start = clv.period_start
        and kpi_rows.scope_type = clv.scope_type
        and kpi_rows.scope_id = clv.scope_id
