with

sessions as (
    select
        records.session_id,
        coalesce(records.sender_id, 'unassigned') as rep_id,
        records.lead_id,
        records.presentation_id,
        {{ as_of('records.started_at') }} as started_at,
        {{ as_of('records.completed_at') }} as completed_at,
        records.page_views,
        records.video_views,
        records.video_watched_seconds,
        records.video_length_seconds,
        records.is_preview
        or coalesce(records.duration_seconds < {{ setting('presentation_min_seconds') }}, false)
        {%- for column in ['completed_at', 'duration_seconds', 'is_preview'] %}
        or {{ is_unread(column, 'records.unreadable_columns') }}
        {%- endfor %} as is_ignored,
        records.unreadable_columns,
        as_of.ends_at
    from {{ ref('int_presentation_sessions') }} as records
    cross join {{ ref('dim_as_of') }} as as_of
    where records.left_out_reason is null
),

first_follow_ups as (
    select
        sessions.session_id,
        min(activities.occurred_at) as followed_up_at
    from sessions
    inner join {{ ref('fct_activities') }} as activities
        on
            sessions.lead_id = activities.lead_id
            and {{ is_within_days('sessions.completed_at', 'activities.occurred_at', setting('follow_up_days')) }}
    where activities.is_outbound_contact and activities.activity_type in ('email', 'sms')
    group by sessions.session_id
),

-- minutes are known where both ends have a time
followed_sessions as (
    select
        sessions.*,
        first_follow_ups.followed_up_at,
        {{ is_day_only('sessions.completed_at') }} or {{ is_day_only('first_follow_ups.followed_up_at') }} as has_day_only
    from sessions
    left join first_follow_ups on sessions.session_id = first_follow_ups.session_id
)

select
    sessions.session_id,
    sessions.rep_id,
    coalesce(users.team_id, 'unassigned') as team_id,
    sessions.lead_id,
    sessions.presentation_id,
    sessions.started_at,
    {{ reporting_date('sessions.started_at') }} as started_on,
    sessions.completed_at,
    sessions.completed_at is not null as is_completed,
    sessions.is_ignored,
    sessions.unreadable_columns,
    sessions.page_views,
    sessions.video_views,
    sessions.video_watched_seconds,
    sessions.video_length_seconds,
    sessions.followed_up_at,
    case
        when not sessions.has_day_only then {{ seconds_between('sessions.completed_at', 'sessions.followed_up_at') }} / 60
    end as follow_up_minutes,
    sessions.followed_up_at is not null and sessions.has_day_only as is_day_only,
    coalesce({{ add_seconds('sessions.completed_at', 300) }} <= sessions.ends_at, false)
    and not sessions.has_day_only as has_5_min_passed,
    coalesce({{ add_seconds('sessions.completed_at', 86400) }} <= sessions.ends_at, false)
    and not sessions.has_day_only as has_24_hours_passed
from followed_sessions as sessions
left join {{ ref('int_users') }} as users on sessions.rep_id = users.user_id and users.left_out_reason is null
