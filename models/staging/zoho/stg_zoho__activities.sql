with

calls as (

    select
        record_id,
        {{ first_read(['call_start_time', 'created_time']) }} as occurred_at,
        'call' as type,
        case when lower(call_type) in ('inbound', 'missed') then 'inbound' else 'outbound' end as direction,
        case
            when lower(call_status) in ('scheduled', 'overdue') then 'planned'
            when lower(call_status) in ('cancelled', 'canceled', 'missed') or lower(call_type) = 'missed' then 'failed'
            else 'completed'
        end as status,
        call_owner_id as owner_id,
        call_owner as owner,
        contact_name_id,
        contact_name,
        related_to_id,
        related_to,
        {{ unreadable_columns({'occurred_at': is_first_unread(['call_start_time', 'created_time'])}) }} as unreadable_columns
    from {{ ref('base_zoho__calls') }}
    where _rejected_reason is null

),

tasks as (

    select
        record_id,
        case
            when coalesce(lower(status) = 'completed', closed_time is not null or {{ is_unread('closed_time') }})
                then {{ first_read(['closed_time', 'created_time']) }}
            when not {{ is_unread('due_date') }} then coalesce({{ day_instant('due_date') }}, created_time)
        end as occurred_at,
        coalesce(types.meaning, 'task') as type,
        'outbound' as direction,
        case
            when coalesce(lower(status) = 'completed', closed_time is not null) then 'completed'
            -- the time of closing shows it where the status is blank
            when status is not null or not {{ is_unread('closed_time') }} then 'planned'
        end as status,
        task_owner_id as owner_id,
        task_owner as owner,
        contact_name_id,
        contact_name,
        related_to_id,
        related_to,
        {{ unreadable_columns({
            'occurred_at': "case when coalesce(lower(status) = 'completed', closed_time is not null or " ~ is_unread('closed_time')
                ~ ') then ' ~ is_first_unread(['closed_time', 'created_time'])
                ~ ' else ' ~ is_first_unread(['due_date', 'created_time']) ~ ' end',
            'status': 'status is null and ' ~ is_unread('closed_time'),
        }) }} as unreadable_columns
    from {{ ref('base_zoho__tasks') }} as tasks
    {{ join_meaning('types', 'zoho', 'activity_type', 'tasks.subject') }}
    where _rejected_reason is null

),

activities as (

    select * from calls

    union all

    select * from tasks

)

select
    activities.record_id as activity_id,
    activities.occurred_at,
    activities.type,
    activities.direction,
    activities.status,
    false as is_automated,
    coalesce(person.lead_id, subject.lead_id) as lead_id,
    coalesce(subject.account_id, person.account_id) as account_id,
    coalesce(subject.deal_id, person.deal_id) as deal_id,
    {{ user_key('coalesce(activities.owner_id, user_names.user_id)', 'activities.owner') }} as user_id,
    cast(null as {{ dbt.type_string() }}) as message_id,
    false as is_deleted,
    activities.unreadable_columns
from activities
{{ zoho_owner('activities.owner') }}
left join {{ ref('base_zoho__record_links') }} as person
    on {{ user_key('activities.contact_name_id', 'activities.contact_name') }} = person.record_key
left join {{ ref('base_zoho__record_links') }} as subject
    on {{ user_key('activities.related_to_id', 'activities.related_to') }} = subject.record_key
