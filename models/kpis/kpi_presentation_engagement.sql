with

records as (
    select *
    from {{ ref('records_presentation_engagement') }}
),

scoped_records as (
    select *
    from {{ in_periods_and_scopes('records', 'counted_on') }}
),

sessions as (
    select
        period_type,
        period_start,
        scope_type,
        scope_id,
        coalesce(sum(page_views), 0) as page_views,
        coalesce(sum(video_views), 0) as video_views,
        {{ safe_divide(
            'sum(case when video_length_seconds is not null then video_watched_seconds end)',
            'sum(case when video_watched_seconds is not null then video_length_seconds end)',
        ) }} as video_watch_share
    from scoped_records
    group by period_type, period_start, scope_type, scope_id
),

-- every meeting and deal once a row, however many of the row's sessions lead to it
meetings as (
    select
        scoped_records.period_type,
        scoped_records.period_start,
        scoped_records.scope_type,
        scoped_records.scope_id,
        count(distinct meetings.meeting_id) as meetings_scheduled
    from scoped_records
    inner join {{ ref('fct_meetings') }} as meetings
        on
            scoped_records.lead_id = meetings.lead_id
            and {{ days_between('scoped_records.counted_on', 'meetings.invited_on') }}
            between 0 and {{ setting('engagement_meeting_days') }}
    group by
        scoped_records.period_type, scoped_records.period_start, scoped_records.scope_type, scoped_records.scope_id
),

deals as (
    select
        scoped_records.period_type,
        scoped_records.period_start,
        scoped_records.scope_type,
        scoped_records.scope_id,
        {{ safe_divide(
            'count(distinct case when deals.is_won then deals.record_id end)', 'count(distinct deals.record_id)'
        ) }} as close_rate
    from scoped_records
    inner join {{ ref('fct_lead_deals') }} as lead_deals on scoped_records.lead_id = lead_deals.lead_id
    inner join {{ ref('records_deal_win_loss_ratio') }} as deals
        on
            lead_deals.deal_id = deals.record_id
            and {{ days_between('scoped_records.counted_on', 'deals.counted_on') }} between 0 and {{ setting('engagement_deal_days') }}
    group by
        scoped_records.period_type, scoped_records.period_start, scoped_records.scope_type, scoped_records.scope_id
)

select
    {{ kpi_shared_columns() }},
    cast({{ count_of('page_views', 'sessions') }} as bigint) as page_views,
    cast({{ count_of('video_views', 'sessions') }} as bigint) as video_views,
    sessions.video_watch_share,
    {{ count_of('meetings_scheduled', 'meetings') }} as meetings_scheduled,
    deals.close_rate
from {{ ref('kpi_values') }} as kpi_rows
{{ join_measures('sessions') }}
{{ join_measures('meetings') }}
{{ join_measures('deals') }}
where kpi_rows.kpi_id = 'presentation_engagement'
