-- A lead is a contact person, or a lead of the Leads Inbox; one that is about an exported person is merged into it.
with

organization_names as (

    {{ names_of('base_pipedrive__organizations', 'name') }}

),

people as (

    select
        people.*,
        {{ organization_key('people', 'organization_names') }} as account_id
    from {{ ref('base_pipedrive__people') }} as people
    left join organization_names on lower(trim(people.organization)) = organization_names.name_key
    where people._rejected_reason is null

),

numbered_inbox_leads as (

    select
        *,
        row_number() over (partition by person_id order by lead_created nulls last, {{ bytewise('id') }}) as lead_number
    from {{ ref('base_pipedrive__inbox_leads') }}
    where person_id is not null

),

inbox_leads_of_people as (

    select
        person_id,
        min(case when lead_number = 1 then source end) as source,
        min(case when lead_number = 1 then origin end) as origin,
        case
            when min(case when is_archived then 1 else 0 end) = 1 and max(case when {{ is_unread('archive_time') }} then 1 else 0 end) = 0
                then max(archived_at)
        end as all_archived_at,
        min(case when is_archived then 1 else 0 end) = 1
        and max(case when {{ is_unread('archive_time') }} then 1 else 0 end) = 1 as is_all_archived_unread
    from numbered_inbox_leads
    group by person_id

)

select
    people.id as lead_id,
    people.person_created as created_at,
    cast(null as timestamp) as inquiry_at,
    -- the first deal opened with a person stands in for the qualification, which Pipedrive does not date
    deals.first_created_at as qualified_at,
    case when deals.person_id is not null then deals.all_lost_at else inbox_leads.all_archived_at end as disqualified_at,
    deals.first_won_at as converted_at,
    people.label as status,
    coalesce(deals.origin, inbox_leads.origin, 'inbound') as origin,
    coalesce(deals.source, inbox_leads.source) as source,
    {{ user_key('null', 'people.owner') }} as owner_id,
    coalesce(people.account_id, deals.account_id) as account_id,
    deals.first_deal_id as deal_id,
    people.organization as company,
    -- the first of several addresses
    trim({{ text_part('people.email', ',', 1) }}) as email,
    cast(null as {{ dbt.type_string() }}) as merged_into_id,
    false as is_deleted,
    false as is_test,
    {{ unreadable_columns({
        'created_at': is_unread('person_created', 'people._rejected_cells'),
        'qualified_at': is_unread('first_created_at', 'deals.unreadable_columns'),
        'disqualified_at': 'case when deals.person_id is not null then ' ~ is_unread('all_lost_at', 'deals.unreadable_columns')
            ~ ' else inbox_leads.is_all_archived_unread end',
        'converted_at': is_unread('first_won_at', 'deals.unreadable_columns'),
    }) }} as unreadable_columns
from people
left join {{ ref('base_pipedrive__person_deals') }} as deals on people.id = deals.person_id
left join inbox_leads_of_people as inbox_leads on people.id = inbox_leads.person_id

union all

select
    'lead:' || id as lead_id,
    lead_created as created_at,
    cast(null as timestamp) as inquiry_at,
    cast(null as timestamp) as qualified_at,
    -- that of a person depends on the person's other leads and deals
    case when person_id is null and is_archived then archived_at end as disqualified_at,
    cast(null as timestamp) as converted_at,
    label as status,
    origin,
    source,
    owner_id,
    account_id,
    cast(null as {{ dbt.type_string() }}) as deal_id,
    company,
    cast(null as {{ dbt.type_string() }}) as email,
    person_id as merged_into_id,
    false as is_deleted,
    false as is_test,
    {{ unreadable_columns({
        'created_at': is_unread('lead_created'),
        'disqualified_at': 'person_id is null and is_archived and ' ~ is_unread('archive_time'),
    }) }} as unreadable_columns
from {{ ref('base_pipedrive__inbox_leads') }}
