with

meetings as (
    select
        records.meeting_id,
        records.chain_id,
        coalesce(records.organizer_id, 'unassigned') as rep_id,
        records.lead_id,
        records.account_id,
        records.deal_id,
        {{ as_of('records.invited_at') }} as invited_at,
        records.starts_at,
        coalesce(records.starts_at < as_of.ends_at, false) as has_started,
        case
            when records.responded_at >= as_of.ends_at then 'none'
            else records.response
        end as response,
        {{ as_of('records.responded_at') }} as responded_at,
        case when records.starts_at >= as_of.ends_at then 'scheduled' else records.outcome end as outcome,
        {{ as_of('records.withdrawn_at') }} as withdrawn_at,
        records.is_external,
        records.is_self_booked,
        records.unreadable_columns,
        records.has_invitation_answers
    from {{ ref('int_meetings') }} as records
    cross join {{ ref('dim_as_of') }} as as_of
    where records.left_out_reason is null
),

answered as (
    select
        meetings.*,
        coalesce(meetings.response in ('accepted', 'declined', 'tentative'), false) as is_answered
    from meetings
),

-- the latest instance of a chain speaks for it, and its first invitation dates it
chains as (
    select
        meeting_id,
        row_number() over (
            partition by chain_id order by invited_at desc, {{ bytewise('meeting_id') }} desc
        ) as recency,
        min(invited_at) over (partition by chain_id) as first_invited_at
    from answered
    where invited_at is not null
)

select
    answered.meeting_id,
    answered.chain_id,
    coalesce(chains.recency = 1, false) as is_latest_instance,
    coalesce(chains.recency = 1, false)
    and answered.is_external
    {%- for column in ['response', 'responded_at', 'is_external', 'starts_at', 'outcome', 'withdrawn_at', 'is_self_booked'] %}
    and not {{ is_unread(column, 'answered.unreadable_columns') }}
    {%- endfor %} as is_counted_instance,
    answered.rep_id,
    coalesce(users.team_id, 'unassigned') as team_id,
    answered.lead_id,
    answered.account_id,
    answered.deal_id,
    answered.invited_at,
    {{ reporting_date('answered.invited_at') }} as invited_on,
    {{ reporting_date('chains.first_invited_at') }} as first_invited_on,
    answered.starts_at,
    answered.has_started,
    answered.response,
    answered.responded_at,
    answered.is_answered,
    case
        when answered.response = 'accepted' and not {{ is_unread('responded_at', 'answered.unreadable_columns') }}
            then coalesce(answered.responded_at, answered.invited_at)
    end as accepted_at,
    answered.outcome,
    answered.withdrawn_at,
    answered.withdrawn_at is not null
    and (
        not answered.is_answered
        or coalesce({{ is_before('answered.withdrawn_at', 'coalesce(answered.responded_at, answered.invited_at)') }}, false)
    ) as is_withdrawn_before_answer,
    answered.is_external,
    answered.is_self_booked,
    answered.has_invitation_answers,
    answered.unreadable_columns
from answered
left join chains on answered.meeting_id = chains.meeting_id
left join {{ ref('int_users') }} as users on answered.rep_id = users.user_id and users.left_out_reason is null
