with

activities as (
    select
        records.activity_id,
        coalesce(records.user_id, 'unassigned') as rep_id,
        records.lead_id,
        records.account_id,
        records.deal_id,
        records.activity_type,
        records.direction,
        records.status,
        records.is_automated,
        records.message_id,
        records.unreadable_columns,
        {{ as_of('records.occurred_at') }} as occurred_at,
        coalesce(
            records.direction = 'outbound'
            and records.status = 'completed'
            and records.activity_type in ('call', 'email', 'sms', 'social', 'video'),
            false
        ) as is_outbound_contact
    from {{ ref('int_activities') }} as records
    cross join {{ ref('dim_as_of') }} as as_of
    where records.left_out_reason is null
),

answers as (
    select
        activities.*,
        activities.is_outbound_contact
        and coalesce(not activities.is_automated, false)
        and activities.lead_id is not null
        and activities.occurred_at is not null as is_human_contact
    from activities
),

-- of the copies of one message to a lead the earliest stays
copies as (
    select
        activity_id,
        lead_id,
        activity_type,
        occurred_at,
        {{ is_day_only('occurred_at') }} as is_day_only,
        message_id is not null
        and row_number() over (
            partition by lead_id, message_id
            order by occurred_at, {{ bytewise('activity_id') }}
        ) > 1 as is_copy
    from answers
    where is_human_contact
),

spaced as (
    select
        copies.*,
        {{ seconds_between(
            "lag(occurred_at) over (
                partition by lead_id, activity_type, is_day_only, is_copy
                order by occurred_at, " ~ bytewise('activity_id') ~ "
            )",
            "occurred_at",
        ) }} as seconds_since_previous
    from copies
),

-- few human contacts are no touch; how long after the previous one is known of those with a time alone
repetitions as (
    select activity_id
    from spaced
    where is_copy or (not is_day_only and seconds_since_previous < 60 * {{ setting('touch_gap_minutes') }})
)

select
    answers.activity_id,
    answers.rep_id,
    coalesce(users.team_id, 'unassigned') as team_id,
    answers.lead_id,
    answers.account_id,
    answers.deal_id,
    answers.activity_type,
    answers.direction,
    answers.status,
    answers.is_automated,
    answers.occurred_at,
    {{ reporting_date('answers.occurred_at') }} as occurred_on,
    answers.is_outbound_contact,
    answers.is_human_contact,
    answers.is_human_contact and repetitions.activity_id is null as is_touch,
    answers.unreadable_columns
from answers
left join {{ ref('int_users') }} as users on answers.rep_id = users.user_id and users.left_out_reason is null
left join repetitions on answers.activity_id = repetitions.activity_id
