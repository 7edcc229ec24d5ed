with

users as (
    select * from {{ ref('int_users') }} where left_out_reason is null
),

owners as (
    select owner_id as rep_id from {{ ref('int_leads') }}
    {{ union_distinct() }}
    select owner_id from {{ ref('int_deals') }}
    {{ union_distinct() }}
    select owner_id from {{ ref('int_accounts') }}
    {{ union_distinct() }}
    select organizer_id from {{ ref('int_meetings') }}
    {{ union_distinct() }}
    select sender_id from {{ ref('int_presentation_sessions') }}
    {{ union_distinct() }}
    select user_id from users
    {{ union_distinct() }}
    select 'unassigned'
)

select
    owners.rep_id,
    users.user_name as rep_name,
    coalesce(users.team_id, 'unassigned') as team_id,
    users.time_zone,
    users.calendar_id,
    -- without a time zone, or a calendar that has hours, both fall back: to `default` and to the reports' zone
    case when calendars.calendar_id is null then 'default' else users.calendar_id end as hours_calendar_id,
    case
        when calendars.calendar_id is null then '{{ variable("reporting_time_zone") }}' else users.time_zone
    end as hours_time_zone,
    coalesce(users.is_active, false) as is_active,
    users.hired_on,
    users.user_id is not null as is_in_export
from owners
left join users on owners.rep_id = users.user_id
left join (select distinct calendar_id from {{ ref('business_hours') }}) as calendars
    on users.calendar_id = calendars.calendar_id and users.time_zone is not null
where owners.rep_id is not null
