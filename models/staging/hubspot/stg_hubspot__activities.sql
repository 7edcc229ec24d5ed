with

calls as (

    select
        'call:' || record_id as activity_id,
        {{ first_read(['activity_date', 'create_date']) }} as occurred_at,
        'call' as type,
        call_direction as direction,
        case
            -- the phone at the other end never rang
            when lower(call_status) in ('canceled', 'cancelled', 'failed') or lower(call_outcome) = 'wrong number' then 'failed'
            when lower(call_status) in ('queued', 'connecting', 'calling crm user', 'ringing', 'in progress', 'scheduled')
                then 'planned'
            else 'completed'
        end as status,
        activity_assigned_to as owner_name,
        {{ first_id('associated_contact_ids') }} as contact_id,
        {{ first_id('associated_company_ids') }} as company_id,
        {{ first_id('associated_deal_ids') }} as deal_id,
        {{ unreadable_columns({
            'occurred_at': is_first_unread(['activity_date', 'create_date']),
            'direction': is_unread('call_direction'),
        }) }} as unreadable_columns
    from {{ ref('base_hubspot__calls') }}
    where _rejected_reason is null

),

tasks as (

    select
        'task:' || record_id as activity_id,
        case
            when lower(task_status) = 'completed' then {{ first_read(['completion_date', 'due_date', 'create_date']) }}
            else {{ first_read(['due_date', 'create_date']) }}
        end as occurred_at,
        coalesce(types.meaning, 'task') as type,
        'outbound' as direction,
        case when lower(task_status) = 'completed' then 'completed' else 'planned' end as status,
        assigned_to as owner_name,
        {{ first_id('associated_contact_ids') }} as contact_id,
        {{ first_id('associated_company_ids') }} as company_id,
        {{ first_id('associated_deal_ids') }} as deal_id,
        {{ unreadable_columns({
            'occurred_at': "case when lower(task_status) = 'completed' then "
                ~ is_first_unread(['completion_date', 'due_date', 'create_date'])
                ~ ' else ' ~ is_first_unread(['due_date', 'create_date']) ~ ' end',
        }) }} as unreadable_columns
    from {{ ref('base_hubspot__tasks') }} as tasks
    {{ join_meaning('types', 'hubspot', 'activity_type', 'tasks.task_type') }}
    where _rejected_reason is null

),

listed as (

    select * from calls
    union all
    select * from tasks

),

first_listed as (

    select
        coalesce(merged_contacts.survivor_id, listed.contact_id) as contact_id,
        min(listed.occurred_at) as occurred_at
    from listed
    left join {{ ref('base_hubspot__merges') }} as merged_contacts
        on merged_contacts.record_type = 'contacts' and listed.contact_id = merged_contacts.merged_id
    where listed.status = 'completed' and listed.direction = 'outbound' and listed.type not in ('task', 'note')
    group by coalesce(merged_contacts.survivor_id, listed.contact_id)

),

-- E-mails to one person cannot be exported, but the contact has when we first wrote or called. Where no exported
-- activity is that one (HubSpot writes whole minutes), it was a message.
first_outreaches as (

    select
        'first_outreach:' || contacts.record_id as activity_id,
        contacts.first_outreach_date as occurred_at,
        'email' as type,
        'outbound' as direction,
        'completed' as status,
        contacts.contact_owner as owner_name,
        contacts.record_id as contact_id,
        cast(null as {{ dbt.type_string() }}) as company_id,
        cast(null as {{ dbt.type_string() }}) as deal_id,
        cast(null as {{ dbt.type_string() }}) as unreadable_columns
    from {{ ref('base_hubspot__contacts') }} as contacts
    left join first_listed
        on contacts.record_id = first_listed.contact_id
    where
        contacts._rejected_reason is null
        and contacts.first_outreach_date is not null
        and coalesce(
            {{ is_before('contacts.first_outreach_date', 'first_listed.occurred_at') }}
            and first_listed.occurred_at >= {{ add_time('contacts.first_outreach_date', 1, 'minute') }},
            true
        )

),

activities as (

    select * from listed
    union all
    select * from first_outreaches

)

select
    activities.activity_id,
    activities.occurred_at,
    activities.type,
    activities.direction,
    activities.status,
    false as is_automated,
    coalesce(merged_contacts.survivor_id, activities.contact_id) as lead_id,
    coalesce(merged_companies.survivor_id, activities.company_id) as account_id,
    coalesce(merged_deals.survivor_id, activities.deal_id) as deal_id,
    owners.user_id,
    cast(null as {{ dbt.type_string() }}) as message_id,
    false as is_deleted,
    activities.unreadable_columns
from activities
{{ join_hubspot_references('activities', ['contacts', 'companies', 'deals']) }}
