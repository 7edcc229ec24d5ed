with

sessions as (
    select *
    from {{ ref('fct_presentation_sessions') }}
    where is_completed and not is_ignored
),

scoped_sessions as (
    select *
    from {{ in_periods_and_scopes('sessions', 'started_on') }}
),

-- every message once a row, however many of the row's sessions it follows
messages as (
    select
        scoped_sessions.period_type,
        scoped_sessions.period_start,
        scoped_sessions.scope_type,
        scoped_sessions.scope_id,
        count(distinct case when activities.activity_type = 'email' then activities.activity_id end) as email_count,
        count(distinct case when activities.activity_type = 'sms' then activities.activity_id end) as sms_count
    from scoped_sessions
    inner join {{ ref('fct_activities') }} as activities
        on
            scoped_sessions.lead_id = activities.lead_id
            and {{ is_within_days('scoped_sessions.completed_at', 'activities.occurred_at', 7) }}
    where activities.is_outbound_contact and activities.activity_type in ('email', 'sms')
    group by
        scoped_sessions.period_type, scoped_sessions.period_start, scoped_sessions.scope_type, scoped_sessions.scope_id
),

timed as (
    select
        period_type,
        period_start,
        scope_type,
        scope_id,
        coalesce(sum(follow_up_minutes), 0) as numerator,
        count(follow_up_minutes) as denominator,
        count(follow_up_minutes) as sample_size,
        {{ percentile(0.5, 'follow_up_minutes') }} as median_minutes,
        {{ rate_within('follow_up_minutes', 5, 'has_5_min_passed') }} as within_5_min_rate,
        {{ rate_within('follow_up_minutes', 1440, 'has_24_hours_passed') }} as followed_up_within_24_hours_rate,
        count(case when is_day_only then 1 end) as day_only_count
    from scoped_sessions
    group by period_type, period_start, scope_type, scope_id
),

measures as (
    select
        timed.*,
        coalesce(messages.email_count, 0) as email_count,
        coalesce(messages.sms_count, 0) as sms_count
    from timed
    left join messages using (period_type, period_start, scope_type, scope_id)
),

{{ kpi_rows(
    'follow_up_time',
    counts=['email_count', 'sms_count', 'day_only_count'],
    others=['median_minutes', 'within_5_min_rate', 'followed_up_within_24_hours_rate'],
    has_records='measures.scope_id is not null and (measures.denominator > 0 or measures.day_only_count = 0)',
) }}

select
    {{ kpi_shared_columns() }},
    median_minutes,
    within_5_min_rate,
    followed_up_within_24_hours_rate,
    email_count,
    sms_count,
    day_only_count
from kpi_rows
