with recursive

{{ flagged_records('meetings') }},

records as (
    select
        meetings.*,
        -- a CRM that exports no answer at all is judged by the meetings' outcomes; one that cannot be read is an answer too
        max(case
            when
                meetings.response in ('accepted', 'declined', 'tentative')
                or {{ is_unread('response', 'meetings.unreadable_columns') }}
                then 1
            else 0
        end) over (partition by meetings.system_name) = 1 as has_invitation_answers
    from meetings
),

flagged as (
    select
        records.meeting_id,
        {{ survivor_of('lead') }} as lead_id,
        {{ survivor_of('account') }} as account_id,
        {{ survivor_of('deal') }} as deal_id,
        records.organizer_id,
        records.invited_at,
        records.starts_at,
        records.ends_at,
        records.response,
        records.responded_at,
        records.outcome,
        records.withdrawn_at,
        coalesce(records.is_external, false) as is_external,
        coalesce(records.is_self_booked, false) as is_self_booked,
        records.unreadable_columns,
        records.rescheduled_from_id,
        records.has_invitation_answers,
        case
            when records.is_deleted then 'deleted'
            when records.is_test then 'test'
            when {{ hangs_on_test_record(['leads', 'accounts', 'deals']) }} then 'of_test_record'
        end as left_out_reason
    from records
    {{ join_references(['leads', 'accounts', 'deals']) }}
),

-- meetings that are left out do not connect the others
pointers as (
    select
        'meetings' as record_type,
        later.meeting_id as record_id,
        earlier.meeting_id as next_id
    from flagged as later
    inner join flagged as earlier on later.rescheduled_from_id = earlier.meeting_id
    where later.left_out_reason is null and earlier.left_out_reason is null
),

{{ follow_pointers() }}

select
    flagged.meeting_id,
    coalesce(ends.end_id, flagged.meeting_id) as chain_id,
    flagged.lead_id,
    flagged.account_id,
    flagged.deal_id,
    flagged.organizer_id,
    flagged.invited_at,
    flagged.starts_at,
    flagged.ends_at,
    flagged.response,
    flagged.responded_at,
    flagged.outcome,
    flagged.withdrawn_at,
    flagged.is_external,
    flagged.is_self_booked,
    flagged.has_invitation_answers,
    flagged.unreadable_columns,
    flagged.left_out_reason
from flagged
left join ends on flagged.meeting_id = ends.record_id
