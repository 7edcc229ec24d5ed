with

records as (
    select *
    from {{ ref('records_system_touches') }}
),

measures as (
    select
        period_type,
        period_start,
        scope_type,
        scope_id,
        {{ safe_divide('count(case when is_positive then 1 end)', 'sum(touch_count)') }} as touch_accuracy_rate,
        {{ safe_divide('count(case when is_over_touched then 1 end)', 'count(*)') }} as over_touched_rate,
        {{ safe_divide('count(case when touch_count = 0 then 1 end)', 'count(*)') }} as untouched_rate
    from {{ in_periods_and_scopes('records', 'counted_on') }}
    group by period_type, period_start, scope_type, scope_id
)

select
    {{ kpi_shared_columns() }},
    measures.touch_accuracy_rate,
    measures.over_touched_rate,
    measures.untouched_rate
from {{ ref('kpi_values') }} as kpi_rows
{{ join_measures() }}
where kpi_rows.kpi_id = 'system_touches'
