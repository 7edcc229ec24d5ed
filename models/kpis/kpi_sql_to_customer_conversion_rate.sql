with

records as (
    select *
    from {{ ref('records_sql_to_customer_conversion_rate') }}
),

method as (
    select
        case when max(case when is_present then 1 else 0 end) = 1 then 'paid_subscription' else 'won_deal' end as method
    from {{ ref('dim_exports') }}
    where export = 'subscriptions'
),

measures as (
    select
        records.period_type,
        records.period_start,
        records.scope_type,
        records.scope_id,
        {{ converted_within(30) }} as converted_30_days_rate,
        {{ converted_within(60) }} as converted_60_days_rate,
        {{ converted_within(180) }} as converted_180_days_rate,
        {{ safe_divide('count(records.days_to_customer)', 'count(*)') }} as converted_ever_rate,
        {{ percentile(0.5, 'records.days_to_customer') }} as median_days_to_customer
    from {{ in_periods_and_scopes('records', 'counted_on') }}
    inner join {{ ref('dim_periods') }} as periods
        on records.period_type = periods.period_type and records.period_start = periods.period_start
    group by records.period_type, records.period_start, records.scope_type, records.scope_id
)

select
    {{ kpi_shared_columns() }},
    measures.converted_30_days_rate,
    measures.converted_60_days_rate,
    measures.converted_180_days_rate,
    measures.converted_ever_rate,
    cast(measures.median_days_to_customer as {{ type_double() }}) as median_days_to_customer,
    method.method
from {{ ref('kpi_values') }} as kpi_rows
{{ join_measures() }}
cross join method
where kpi_rows.kpi_id = 'sql_to_customer_conversion_rate'
