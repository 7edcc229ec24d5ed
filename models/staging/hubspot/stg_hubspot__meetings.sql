with

meetings as (

    select
        record_id,
        {{ first_read(['create_date', 'meeting_start_time', 'activity_date']) }} as invited_at,
        {{ first_read(['meeting_start_time', 'activity_date']) }} as starts_at,
        {{ unreadable_columns({
            'invited_at': is_first_unread(['create_date', 'meeting_start_time', 'activity_date']),
            'starts_at': is_first_unread(['meeting_start_time', 'activity_date']),
            'outcome': is_unread('meeting_outcome'),
        }) }} as unreadable_columns,
        meeting_end_time as ends_at,
        case meeting_outcome
            when 'completed' then 'held'
            -- the contract accepts 'no show'
            when 'no show' then 'no_show'
            else meeting_outcome
        end as outcome,
        lower(replace(meeting_source, '_', ' ')) as source,
        activity_assigned_to as owner_name,
        {{ first_id('associated_contact_ids') }} as contact_id,
        {{ first_id('associated_company_ids') }} as company_id,
        {{ first_id('associated_deal_ids') }} as deal_id,
        coalesce(associated_contact_ids, associated_company_ids, associated_deal_ids) is not null as has_association
    from {{ ref('base_hubspot__meetings') }}
    where _rejected_reason is null

),

resolved as (

    select
        meetings.record_id,
        meetings.invited_at,
        meetings.starts_at,
        meetings.ends_at,
        meetings.outcome,
        meetings.source,
        meetings.unreadable_columns,
        owners.user_id as organizer_id,
        coalesce(merged_contacts.survivor_id, meetings.contact_id) as lead_id,
        coalesce(merged_companies.survivor_id, meetings.company_id) as account_id,
        coalesce(merged_deals.survivor_id, meetings.deal_id) as deal_id,
        -- a file without any association says nothing of who was invited
        meetings.has_association or max(case when meetings.has_association then 1 else 0 end) over () = 0 as is_external
    from meetings
    {{ join_hubspot_references('meetings', ['contacts', 'companies', 'deals']) }}

),

-- HubSpot does not say which meeting replaces a rescheduled one: it is the next of the same user with the same contact
ordered as (

    select
        resolved.*,
        lag(record_id) over (partition by lead_id, organizer_id order by invited_at, {{ bytewise('record_id') }}) as earlier_id,
        lag(outcome) over (partition by lead_id, organizer_id order by invited_at, {{ bytewise('record_id') }}) as earlier_outcome
    from resolved

)

select
    record_id as meeting_id,
    invited_at,
    starts_at,
    ends_at,
    organizer_id,
    lead_id,
    account_id,
    deal_id,
    'none' as response,
    cast(null as timestamp) as responded_at,
    outcome,
    cast(null as timestamp) as withdrawn_at,
    is_external,
    coalesce(source in ('meetings public', 'meetings embed', 'meetings', 'scheduling page'), false) as is_self_booked,
    case when earlier_outcome = 'rescheduled' and lead_id is not null then earlier_id end as rescheduled_from_id,
    false as is_deleted,
    unreadable_columns
from ordered
