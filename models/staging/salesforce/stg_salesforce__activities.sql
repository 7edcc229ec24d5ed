with recursive

{{ contact_leads() }},

tasks as (

    select
        id,
        completed_date_time,
        created_date,
        {{ day_instant('activity_date') }} as due_at,
        case
            when lower(type) in ('call', 'email', 'sms', 'social', 'video', 'note') then lower(type)
            else 'task'
        end as type,
        case
            when direction is not null then direction
            -- a cell that could not be read is unknown; only a blank one is outbound
            when {{ is_unread('Direction__c') }} then null
            when call_type is not null then call_type
            when {{ is_unread('CallType') }} then null
            else 'outbound'
        end as direction,
        case
            when lower(status) in ('bounced', 'failed') then lower(status)
            when is_closed then 'completed'
            when not is_closed then 'planned'
        end as status,
        is_automated,
        who_id,
        what_id,
        account_id,
        owner_id,
        owner_name,
        email_message_id,
        is_deleted,
        _rejected_cells
    from {{ ref('base_salesforce__tasks') }}
    where _rejected_reason is null

)

select
    tasks.id as activity_id,
    case
        when coalesce(tasks.status, 'not known') <> 'planned' then {{ first_read(['CompletedDateTime', 'CreatedDate'], 'tasks') }}
        when not {{ is_unread('ActivityDate') }} then coalesce(tasks.due_at, tasks.created_date)
    end as occurred_at,
    tasks.type,
    tasks.direction,
    tasks.status,
    tasks.is_automated,
    case when substr(tasks.who_id, 1, 3) = '00Q' then tasks.who_id else contact_leads.lead_id end as lead_id,
    tasks.account_id,
    case when substr(tasks.what_id, 1, 3) = '006' then tasks.what_id end as deal_id,
    {{ owner_key('tasks') }} as user_id,
    tasks.email_message_id as message_id,
    tasks.is_deleted,
    {{ unreadable_columns({
        'occurred_at': "case when tasks.status = 'planned' then " ~ is_unread('ActivityDate')
            ~ " else " ~ is_unread('CompletedDateTime') ~ " end",
        'direction': 'tasks.direction is null',
        'status': 'tasks.status is null',
        'is_automated': is_unread('Is_Automated__c'),
    }) }} as unreadable_columns
from tasks
left join contact_leads
    on tasks.who_id = contact_leads.contact_id
{{ join_user_names('tasks') }}
