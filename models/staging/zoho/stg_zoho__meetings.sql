select
    meetings.record_id as meeting_id,
    meetings.created_time as invited_at,
    meetings.start_datetime as starts_at,
    meetings.end_datetime as ends_at,
    {{ user_key('coalesce(meetings.host_id, user_names.user_id)', 'meetings.host') }} as organizer_id,
    coalesce(person.lead_id, subject.lead_id) as lead_id,
    coalesce(subject.account_id, person.account_id) as account_id,
    coalesce(subject.deal_id, person.deal_id) as deal_id,
    case
        when lower(meetings.participants_status) like '%accepted%' then 'accepted'
        when lower(meetings.participants_status) like '%tentative%' then 'tentative'
        when lower(meetings.participants_status) like '%declined%' then 'declined'
        else 'none'
    end as response,
    cast(null as timestamp) as responded_at,
    case
        -- the contract accepts 'no show'
        when meetings.meeting_status is not null then replace(meetings.meeting_status, ' ', '_')
        when {{ is_first_unread(['meeting_status', 'check_in_time'], 'meetings') }} then null
        when meetings.check_in_time is not null then 'held'
        else 'scheduled'
    end as outcome,
    cast(null as timestamp) as withdrawn_at,
    coalesce(meetings.contact_name_id, meetings.contact_name, meetings.related_to_id, meetings.related_to) is not null
        as is_external,
    false as is_self_booked,
    cast(null as {{ dbt.type_string() }}) as rescheduled_from_id,
    false as is_deleted,
    {{ unreadable_columns({
        'invited_at': is_unread('created_time', 'meetings._rejected_cells'),
        'starts_at': is_unread('start_datetime', 'meetings._rejected_cells'),
        'outcome': is_first_unread(['meeting_status', 'check_in_time'], 'meetings'),
    }) }} as unreadable_columns
from {{ ref('base_zoho__meetings') }} as meetings
{{ zoho_owner('meetings.host') }}
left join {{ ref('base_zoho__record_links') }} as person
    on {{ user_key('meetings.contact_name_id', 'meetings.contact_name') }} = person.record_key
left join {{ ref('base_zoho__record_links') }} as subject
    on {{ user_key('meetings.related_to_id', 'meetings.related_to') }} = subject.record_key
where meetings._rejected_reason is null
