with

records as (
    select *
    from {{ ref('records_average_response_time') }}
),

measures as (
    select
        period_type,
        period_start,
        scope_type,
        scope_id,
        count(case when is_answered then 1 end) as answered_count,
        count(case when not is_answered and has_unanswered_days_passed then 1 end) as unanswered_count,
        {{ safe_divide(
            'count(case when not is_answered and has_unanswered_days_passed then 1 end)',
            'count(case when has_unanswered_days_passed then 1 end)',
        ) }} as unanswered_rate,
        avg(calendar_minutes) as mean_calendar_minutes,
        {{ percentile(0.5, 'business_minutes') }} as median_minutes,
        {{ percentile(0.9, 'business_minutes') }} as p90_minutes,
        {{ rate_within('calendar_minutes', 5, 'has_5_min_passed') }} as within_5_min_rate,
        {{ rate_within('calendar_minutes', 60, 'has_1_hour_passed') }} as within_1_hour_rate,
        {{ rate_within('calendar_minutes', 1440, 'has_24_hours_passed') }} as within_24_hours_rate,
        count(case when is_day_only then 1 end) as day_only_count
    from {{ in_periods_and_scopes('records', 'counted_on') }}
    group by period_type, period_start, scope_type, scope_id
),

-- qualified or not; a scope whose inbound leads are none of them qualified has no row
responses as (
    select *
    from {{ ref('fct_lead_responses') }}
),

all_inbound as (
    select
        period_type,
        period_start,
        scope_type,
        scope_id,
        avg(business_minutes) as mean_minutes
    from {{ in_periods_and_scopes('responses', 'clock_started_on', ["'leads'", 'facts.lead_id']) }}
    group by period_type, period_start, scope_type, scope_id
)

select
    {{ kpi_shared_columns() }},
    {{ count_of('answered_count') }} as answered_count,
    {{ count_of('unanswered_count') }} as unanswered_count,
    measures.unanswered_rate,
    measures.mean_calendar_minutes,
    measures.median_minutes,
    measures.p90_minutes,
    measures.within_5_min_rate,
    measures.within_1_hour_rate,
    measures.within_24_hours_rate,
    all_inbound.mean_minutes as all_inbound_mean_minutes,
    {{ count_of('day_only_count') }} as day_only_count
from {{ ref('kpi_values') }} as kpi_rows
{{ join_measures() }}
{{ join_measures('all_inbound') }}
where kpi_rows.kpi_id = 'average_response_time'
