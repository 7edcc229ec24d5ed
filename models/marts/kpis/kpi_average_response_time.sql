with

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
        avg(business_minutes) as all_inbound_mean_minutes
    from {{ in_periods_and_scopes('responses', 'clock_started_on') }}
    group by period_type, period_start, scope_type, scope_id
),

qualified as (
    select
        period_type,
        period_start,
        scope_type,
        scope_id,
        coalesce(sum(business_minutes), 0) as numerator,
        count(business_minutes) as denominator,
        count(answered_at) as answered_count,
        count(case when not is_answered and age_days >= 30 then 1 end) as unanswered_count,
        {{ safe_divide(
            'count(case when not is_answered and age_days >= 30 then 1 end)',
            'count(case when age_days >= 30 then 1 end)',
        ) }} as unanswered_rate,
        avg(calendar_minutes) as mean_calendar_minutes,
        {{ percentile(0.5, 'business_minutes') }} as median_minutes,
        {{ percentile(0.9, 'business_minutes') }} as p90_minutes,
        {{ rate_within('calendar_minutes', 5, 'has_5_min_passed') }} as within_5_min_rate,
        {{ rate_within('calendar_minutes', 60, 'has_1_hour_passed') }} as within_1_hour_rate,
        {{ rate_within('calendar_minutes', 1440, 'has_24_hours_passed') }} as within_24_hours_rate,
        count(case when is_day_only then 1 end) as day_only_count
    from {{ in_periods_and_scopes('responses', 'clock_started_on') }}
    where is_qualified
    group by period_type, period_start, scope_type, scope_id
),

-- a scope whose inbound leads are none of them qualified has no row of its own, the company has
measures as (
    select
        qualified.*,
        qualified.denominator as sample_size
    from qualified
),

{{ kpi_rows(
    'average_response_time',
    counts=['answered_count', 'unanswered_count', 'day_only_count'],
    others=[
        'unanswered_rate', 'mean_calendar_minutes', 'median_minutes', 'p90_minutes', 'within_5_min_rate',
        'within_1_hour_rate', 'within_24_hours_rate',
    ],
    has_records='measures.scope_id is not null and (measures.denominator > 0 or measures.day_only_count = 0)',
) }}

select
    {{ kpi_shared_columns() }},
    kpi_rows.answered_count,
    kpi_rows.unanswered_count,
    kpi_rows.unanswered_rate,
    kpi_rows.mean_calendar_minutes,
    kpi_rows.median_minutes,
    kpi_rows.p90_minutes,
    kpi_rows.within_5_min_rate,
    kpi_rows.within_1_hour_rate,
    kpi_rows.within_24_hours_rate,
    case when kpi_rows.has_required_exports then all_inbound.all_inbound_mean_minutes end as all_inbound_mean_minutes,
    kpi_rows.day_only_count
from kpi_rows
left join all_inbound using (period_type, period_start, scope_type, scope_id)
