with

records as (
    select *
    from {{ ref('records_follow_up_time') }}
),

scoped_records as (
    select *
    from {{ in_periods_and_scopes('records', 'counted_on') }}
),

measures as (
    select
        period_type,
        period_start,
        scope_type,
        scope_id,
        {{ percentile(0.5, 'follow_up_minutes') }} as median_minutes,
        {{ rate_within('follow_up_minutes', 5, 'has_5_min_passed') }} as within_5_min_rate,
        {{ rate_within('follow_up_minutes', 1440, 'has_24_hours_passed') }} as followed_up_within_24_hours_rate,
        count(case when is_day_only then 1 end) as day_only_count
    from scoped_records
    group by period_type, period_start, scope_type, scope_id
),

-- every message once a row, however many of the row's sessions it follows
messages as (
    select
        scoped_records.period_type,
        scoped_records.period_start,
        scoped_records.scope_type,
        scoped_records.scope_id,
        count(distinct case when activities.activity_type = 'email' then activities.activity_id end) as email_count,
        count(distinct case when activities.activity_type = 'sms' then activities.activity_id end) as sms_count
    from scoped_records
    inner join {{ ref('fct_activities') }} as activities
        on
            scoped_records.lead_id = activities.lead_id
            and {{ is_within_days('scoped_records.completed_at', 'activities.occurred_at', setting('follow_up_days')) }}
    where activities.is_outbound_contact and activities.activity_type in ('email', 'sms')
    group by
        scoped_records.period_type, scoped_records.period_start, scoped_records.scope_type, scoped_records.scope_id
)

select
    {{ kpi_shared_columns() }},
    measures.median_minutes,
    measures.within_5_min_rate,
    measures.followed_up_within_24_hours_rate,
    {{ count_of('email_count', 'messages') }} as email_count,
    {{ count_of('sms_count', 'messages') }} as sms_count,
    {{ count_of('day_only_count') }} as day_only_count
from {{ ref('kpi_values') }} as kpi_rows
{{ join_measures() }}
{{ join_measures('messages') }}
where kpi_rows.kpi_id = 'follow_up_time'
