with

meetings as (

    select
        activities.*,
        case
            when outcomes.meaning is not null then outcomes.meaning
            when activities.is_done then 'held'
            when not activities.is_done then 'scheduled'
        end as outcome
    from {{ ref('base_pipedrive__linked_activities') }} as activities
    {{ join_meaning('outcomes', 'pipedrive', 'meeting_outcome', 'activities.type_key') }}
    where activities.kind = 'meeting'

)

select
    id as meeting_id,
    {{ move_day('add_time', 'first') }} as invited_at,
    {{ move_day('due_at', 'first') }} as starts_at,
    {{ add_time('due_at', 'duration_seconds', 'second') }} as ends_at,
    user_id as organizer_id,
    lead_id,
    account_id,
    deal_id,
    -- Pipedrive exports no answers: the KPI then judges meetings by their outcomes
    'none' as response,
    cast(null as timestamp) as responded_at,
    outcome,
    cast(null as timestamp) as withdrawn_at,
    is_external,
    false as is_self_booked,
    cast(null as {{ dbt.type_string() }}) as rescheduled_from_id,
    false as is_deleted,
    {{ unreadable_columns({
        'invited_at': is_unread('add_time'),
        'starts_at': is_unread('due_date'),
        'outcome': 'outcome is null',
    }) }} as unreadable_columns
from meetings
