with

records as (
    select *
    from {{ ref('records_average_sales_cycle') }}
),

measures as (
    select
        period_type,
        period_start,
        scope_type,
        scope_id,
        {{ percentile(0.5, 'days_to_close') }} as median_days,
        {{ percentile(0.9, 'days_to_close') }} as p90_days,
        max(days_to_close) as longest_days
    from {{ in_periods_and_scopes('records', 'counted_on') }}
    group by period_type, period_start, scope_type, scope_id
)

select
    {{ kpi_shared_columns() }},
    cast(measures.median_days as {{ type_double() }}) as median_days,
    cast(measures.p90_days as {{ type_double() }}) as p90_days,
    measures.longest_days
from {{ ref('kpi_values') }} as kpi_rows
{{ join_measures() }}
where kpi_rows.kpi_id = 'average_sales_cycle'
