{#- What may be a touch, of a record as it is exported; both queries below ask it. -#}
{%- set is_outbound_contact -%}
coalesce(
            records.direction = 'outbound'
            and records.status = 'completed'
            and records.activity_type in ('call', 'email', 'sms', 'social', 'video'),
            false
        )
{%- endset -%}
{%- set is_human_contact -%}
{{ is_outbound_contact }}
        and coalesce(not records.is_automated, false)
        and records.lead_id is not null
        and coalesce(records.occurred_at < as_of.ends_at, false)
{%- endset -%}
with

-- read by itself: of a query with two readers engines store every row and column, however many there are
contacts as (
    select
        records.activity_id,
        records.lead_id,
        records.activity_type,
        records.message_id,
        records.occurred_at,
        {{ is_day_only('records.occurred_at') }} as is_day_only
    from {{ ref('int_activities') }} as records
    cross join {{ ref('dim_as_of') }} as as_of
    where records.left_out_reason is null and {{ is_human_contact }}
),

-- of the copies of one message to a lead the earliest stays; few messages have any
copied_messages as (
    select lead_id, message_id
    from contacts
    where message_id is not null
    group by lead_id, message_id
    having count(*) > 1
),

numbered as (
    select
        contacts.activity_id,
        row_number() over (
            partition by contacts.lead_id, contacts.message_id
            order by contacts.occurred_at, {{ bytewise('contacts.activity_id') }}
        ) as place
    from contacts
    inner join copied_messages
        on contacts.lead_id = copied_messages.lead_id and contacts.message_id = copied_messages.message_id
),

copies as (
    select activity_id from numbered where place > 1
),

-- how long after the previous one is known of those with a time alone
spaced as (
    select
        contacts.activity_id,
        {{ seconds_between(
            "lag(contacts.occurred_at) over (
                partition by contacts.lead_id, contacts.activity_type
                order by contacts.occurred_at, " ~ bytewise('contacts.activity_id') ~ "
            )",
            "contacts.occurred_at",
        ) }} as seconds_since_previous
    from contacts
    left join copies on contacts.activity_id = copies.activity_id
    where copies.activity_id is null and not contacts.is_day_only
),

-- few human contacts are no touch
repetitions as (
    select activity_id from copies
    union all
    select activity_id from spaced where seconds_since_previous < 60 * {{ setting('touch_gap_minutes') }}
),

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
        records.unreadable_columns,
        {{ as_of('records.occurred_at') }} as occurred_at,
        {{ is_outbound_contact }} as is_outbound_contact,
        {{ is_human_contact }} as is_human_contact
    from {{ ref('int_activities') }} as records
    cross join {{ ref('dim_as_of') }} as as_of
    where records.left_out_reason is null
)

select
    activities.activity_id,
    activities.rep_id,
    coalesce(users.team_id, 'unassigned') as team_id,
    activities.lead_id,
    activities.account_id,
    activities.deal_id,
    activities.activity_type,
    activities.direction,
    activities.status,
    activities.is_automated,
    activities.occurred_at,
    {{ reporting_date('activities.occurred_at') }} as occurred_on,
    activities.is_outbound_contact,
    activities.is_human_contact,
    activities.is_human_contact and repetitions.activity_id is null as is_touch,
    activities.unreadable_columns
from activities
left join {{ ref('int_users') }} as users on activities.rep_id = users.user_id and users.left_out_reason is null
left join repetitions on activities.activity_id = repetitions.activity_id
