with recursive

{{ contact_leads() }},

events as (

    select
        id,
        created_date,
        activity_date_time,
        duration_in_minutes,
        owner_id,
        owner_name,
        who_id,
        what_id,
        account_id,
        -- the contract accepts 'no show'
        replace(meeting_outcome, ' ', '_') as outcome,
        withdrawn_at,
        is_self_booked,
        rescheduled_from,
        is_deleted,
        _rejected_cells
    from {{ ref('base_salesforce__events') }}
    where _rejected_reason is null and coalesce(is_child, false) = false

),

external_invitees as (

    select
        relations.event_id,
        relations.status,
        relations.responded_date,
        case
            when substr(relations.relation_id, 1, 3) = '00Q' then relations.relation_id else contact_leads.lead_id
        end as lead_id,
        relations.created_date,
        relations.id,
        {{ is_unread('IsInvitee', 'relations._rejected_cells') }}
        or {{ is_unread('IsDeleted', 'relations._rejected_cells') }} as is_doubtful,
        {{ is_unread('Status', 'relations._rejected_cells') }} as is_status_unread,
        {{ is_unread('RespondedDate', 'relations._rejected_cells') }} as is_time_unread
    from {{ ref('base_salesforce__event_relations') }} as relations
    left join contact_leads
        on relations.relation_id = contact_leads.contact_id
    where
        relations._rejected_reason is null
        and coalesce(relations.is_invitee, true)
        and not coalesce(relations.is_deleted, false)
        and substr(relations.relation_id, 1, 3) in ('00Q', '003')

),

answers as (

    select
        event_id,
        case
            when count(case when status = 'accepted' then 1 end) > 0 then 'accepted'
            when count(case when status = 'tentative' then 1 end) > 0 then 'tentative'
            when count(case when status = 'declined' then 1 end) > 0 then 'declined'
            else 'none'
        end as response,
        -- an invitee who may be none, or whose answer may be any, leaves the meeting's answer open
        max(case when is_doubtful then 1 else 0 end) = 1 as is_doubtful,
        max(case when is_status_unread then 1 else 0 end) = 1 as is_status_unread
    from external_invitees
    group by event_id

),

answer_times as (

    select
        answers.event_id,
        answers.response,
        answers.is_doubtful,
        answers.is_status_unread,
        max(case when external_invitees.is_time_unread then 1 else 0 end) = 1 as is_time_unread,
        min(external_invitees.responded_date) as responded_at
    from answers
    left join external_invitees
        on answers.event_id = external_invitees.event_id and answers.response = external_invitees.status
    group by answers.event_id, answers.response, answers.is_doubtful, answers.is_status_unread

),

invited_leads as (

    select
        event_id,
        lead_id,
        row_number() over (partition by event_id order by created_date nulls last, {{ bytewise('id') }}) as invitee_rank
    from external_invitees
    where lead_id is not null

)

select
    events.id as meeting_id,
    events.created_date as invited_at,
    events.activity_date_time as starts_at,
    case
        -- a length beyond two years is a slip, and would overflow the calendar further on
        when abs(events.duration_in_minutes) < 1000000
            then {{ add_time('events.activity_date_time', 'cast(events.duration_in_minutes * 60 as bigint)', 'second') }}
    end as ends_at,
    {{ owner_key('events') }} as organizer_id,
    coalesce(
        case when substr(events.who_id, 1, 3) = '00Q' then events.who_id end,
        contact_leads.lead_id,
        invited_leads.lead_id
    ) as lead_id,
    events.account_id,
    case when substr(events.what_id, 1, 3) = '006' then events.what_id end as deal_id,
    coalesce(answer_times.response, 'none') as response,
    answer_times.responded_at,
    events.outcome,
    events.withdrawn_at,
    coalesce(substr(events.who_id, 1, 3) in ('00Q', '003'), false) or answer_times.event_id is not null as is_external,
    events.is_self_booked,
    events.rescheduled_from as rescheduled_from_id,
    events.is_deleted,
    {{ unreadable_columns({
        'starts_at': is_unread('ActivityDateTime'),
        'response': 'answer_times.is_status_unread',
        'responded_at': 'answer_times.is_time_unread',
        'outcome': is_unread('Meeting_Outcome__c'),
        'withdrawn_at': is_unread('Withdrawn_At__c'),
        'is_external': 'answer_times.is_doubtful',
        'is_self_booked': is_unread('Is_Self_Booked__c'),
    }) }} as unreadable_columns
from events
left join contact_leads
    on events.who_id = contact_leads.contact_id
left join answer_times
    on events.id = answer_times.event_id
left join invited_leads
    on events.id = invited_leads.event_id and invited_leads.invitee_rank = 1
{{ join_user_names('events') }}
