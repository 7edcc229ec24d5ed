with

outcomes as (
    select *
    from {{ ref('fct_lead_outcomes') }}
),

measures as (
    select
        period_type,
        period_start,
        scope_type,
        scope_id,
        sum(touch_count) as numerator,
        count(case when touch_count > 0 then 1 end) as denominator,
        count(case when touch_count > 0 then 1 end) as sample_size,
        {{ safe_divide('count(case when is_positive then 1 end)', 'sum(touch_count)') }} as touch_accuracy_rate,
        {{ safe_divide('count(case when touch_count > ' ~ var('touch_cap') ~ ' then 1 end)', 'count(*)') }}
            as over_touched_rate,
        {{ safe_divide('count(case when touch_count = 0 then 1 end)', 'count(*)') }} as untouched_rate
    from {{ in_periods_and_scopes('outcomes', 'outcome_on') }}
    group by period_type, period_start, scope_type, scope_id
),

{{ kpi_rows('system_touches', others=['touch_accuracy_rate', 'over_touched_rate', 'untouched_rate']) }}

select
    {{ kpi_shared_columns() }},
    touch_accuracy_rate,
    over_touched_rate,
    untouched_rate
from kpi_rows
