with

records as (
    select *
    from {{ ref('records_customer_acquisition_rate') }}
),

measures as (
    select
        period_type,
        period_start,
        scope_type,
        scope_id,
        count(case when is_reactivated then 1 end) as reactivated_customers,
        count(case when is_churned then 1 end) as churned_customers,
        {{ safe_divide(
            '(count(case when is_churned then 1 end) - count(case when is_reactivated then 1 end))',
            'count(case when is_active_at_start then 1 end)',
        ) }} as break_even_rate,
        -- net revenue retention × opening MRR
        case
            when sum(case when is_active_at_start then opening_mrr end) > 0
                then {{ sum_of_known('closing_mrr', 'is_active_at_start') }}
        end as retained_mrr
    from {{ in_scopes('records') }}
    group by period_type, period_start, scope_type, scope_id
)

select
    {{ kpi_shared_columns() }},
    {{ count_of('reactivated_customers') }} as reactivated_customers,
    {{ count_of('churned_customers') }} as churned_customers,
    measures.break_even_rate,
    case
        when mrr.average_new_mrr > 0 and mrr.target_value < measures.retained_mrr then 0
        else {{ safe_divide('(mrr.target_value - measures.retained_mrr)', 'mrr.average_new_mrr') }}
    end as required_new_customers,
    clv.kpi_value as clv_at_start,
    kpi_rows.numerator * clv.kpi_value as acquisition_value
from {{ ref('kpi_values') }} as kpi_rows
{{ join_measures() }}
left join {{ ref('kpi_monthly_recurring_revenue') }} as mrr
    on
        kpi_rows.period_type = mrr.period_type
        and kpi_rows.period_start = mrr.period_start
        and kpi_rows.scope_type = mrr.scope_type
        and kpi_rows.scope_id = mrr.scope_id
left join {{ ref('kpi_values') }} as clv
    on
        clv.kpi_id = 'customer_lifetime_value'
        and kpi_rows.period_type = clv.period_type
        and kpi_rows.previous_period_start = clv.period_start
        and kpi_rows.scope_type = clv.scope_type
        and kpi_rows.scope_id = clv.scope_id
where kpi_rows.kpi_id = 'customer_acquisition_rate'
