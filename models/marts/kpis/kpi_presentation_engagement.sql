with

sessions as (
    select *
    from {{ ref('fct_presentation_sessions') }}
    where not is_ignored
),

scoped_sessions as (
    select *
    from {{ in_periods_and_scopes('sessions', 'started_on') }}
),

-- every meeting and deal once a row, however many of the row's sessions lead to it
meetings as (
    select
        scoped_sessions.period_type,
        scoped_sessions.period_start,
        scoped_sessions.scope_type,
        scoped_sessions.scope_id,
        count(distinct meetings.meeting_id) as meetings_scheduled
    from scoped_sessions
    inner join {{ ref('fct_meetings') }} as meetings
        on
            scoped_sessions.lead_id = meetings.lead_id
            and {{ days_between('scoped_sessions.started_on', 'meetings.invited_on') }} between 0 and 7
    group by
        scoped_sessions.period_type, scoped_sessions.period_start, scoped_sessions.scope_type, scoped_sessions.scope_id
),

lead_deals as (
    select
        lead_id,
        deal_id
    from {{ ref('fct_deals') }}
    where lead_id is not null

    union

    select
        lead_id,
        deal_id
    from {{ ref('fct_leads') }}
    where deal_id is not null
),

deals as (
    select
        scoped_sessions.period_type,
        scoped_sessions.period_start,
        scoped_sessions.scope_type,
        scoped_sessions.scope_id,
        {{ safe_divide(
            "count(distinct case when deals.outcome = 'won' then deals.deal_id end)",
            "count(distinct case when deals.outcome in ('won', 'lost', 'no_decision') then deals.deal_id end)",
        ) }} as close_rate
    from scoped_sessions
    inner join lead_deals on scoped_sessions.lead_id = lead_deals.lead_id
    inner join {{ ref('fct_deals') }} as deals
        on
            lead_deals.deal_id = deals.deal_id
            and {{ days_between('scoped_sessions.started_on', 'deals.closed_on') }} between 0 and 90
    where deals.deal_type <> 'renewal'
    group by
        scoped_sessions.period_type, scoped_sessions.period_start, scoped_sessions.scope_type, scoped_sessions.scope_id
),

counted as (
    select
        period_type,
        period_start,
        scope_type,
        scope_id,
        count(case when is_completed then 1 end) as numerator,
        count(*) as denominator,
        count(*) as sample_size,
        coalesce(sum(page_views), 0) as page_views,
        coalesce(sum(video_views), 0) as video_views,
        {{ safe_divide(
            'sum(case when video_length_seconds is not null then video_watched_seconds end)',
            'sum(case when video_watched_seconds is not null then video_length_seconds end)',
        ) }} as video_watch_share
    from scoped_sessions
    group by period_type, period_start, scope_type, scope_id
),

measures as (
    select
        counted.*,
        coalesce(meetings.meetings_scheduled, 0) as meetings_scheduled,
        deals.close_rate
    from counted
    left join meetings using (period_type, period_start, scope_type, scope_id)
    left join deals using (period_type, period_start, scope_type, scope_id)
),

{{ kpi_rows(
    'presentation_engagement',
    counts=['page_views', 'video_views', 'meetings_scheduled'],
    others=['video_watch_share', 'close_rate'],
    interval_units='sample_size',
) }}

select
    {{ kpi_shared_columns() }},
    cast(page_views as bigint) as page_views,
    cast(video_views as bigint) as video_views,
    video_watch_share,
    cast(meetings_scheduled as bigint) as meetings_scheduled,
    close_rate
from kpi_rows
