with recursive

unified as (
    {{ union_systems('meetings') }}
),

records as (
    select
        unified.*,
        {{ is_test_record('meetings', 'unified') }} as is_test,
        -- a CRM that exports no answer at all is judged by the meetings' outcomes
        max(case when unified.response in ('accepted', 'declined', 'tentative') then 1 else 0 end)
            over (partition by unified.system_name) = 1 as has_invitation_answers
    from unified
),

pointers as (
    select
        'meetings' as record_type,
        later.meeting_id as record_id,
        earlier.meeting_id as next_id
    from records as later
    inner join records as earlier on later.rescheduled_from_id = earlier.meeting_id
),

{{ follow_pointers() }}

select
    records.meeting_id,
    coalesce(ends.end_id, records.meeting_id) as chain_id,
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
    records.has_invitation_answers,
    case
        when records.is_deleted then 'deleted'
        when records.is_test then 'test'
        when {{ hangs_on_test_record(['leads', 'accounts', 'deals']) }} then 'of_test_record'
    end as left_out_reason
from records
left join ends on records.meeting_id = ends.record_id
{{ join_references(['leads', 'accounts', 'deals']) }}
