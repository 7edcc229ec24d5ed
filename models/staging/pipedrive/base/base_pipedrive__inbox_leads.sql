-- Whom the leads of the Leads Inbox are about, and whether they were given up.
with

people_names as (

    {{ names_of('base_pipedrive__people', 'name') }}

),

organization_names as (

    {{ names_of('base_pipedrive__organizations', 'name') }}

)

select
    leads.id,
    people.id as person_id,
    {{ organization_key('leads', 'organization_names') }} as account_id,
    leads.organization as company,
    {{ user_key('null', 'leads.owner') }} as owner_id,
    leads.label,
    leads.lead_created,
    -- the column may be missing where the time of archiving is not
    coalesce(
        lower(leads.archive_status) = 'archived',
        leads.archive_time is not null or {{ is_unread('archive_time', 'leads._rejected_cells') }}
    ) as is_archived,
    leads.archive_time as archived_at,
    leads._rejected_cells,
    coalesce(leads.source_channel, leads.source, leads.source_origin) as source,
    coalesce(channels.meaning, origins.meaning, sources.meaning, 'inbound') as origin
from {{ ref('base_pipedrive__leads') }} as leads
{{ join_meaning('channels', 'pipedrive', 'origin', 'leads.source_channel') }}
{{ join_meaning('origins', 'pipedrive', 'origin', 'leads.source_origin') }}
{{ join_meaning('sources', 'pipedrive', 'origin', 'leads.source') }}
left join people_names on lower(trim(leads.contact_person)) = people_names.name_key
left join organization_names on lower(trim(leads.organization)) = organization_names.name_key
-- a person that was not exported is no lead, so the lead stays one of its own
left join {{ ref('base_pipedrive__people') }} as people
    on {{ person_key('leads', 'people_names') }} = people.id and people._rejected_reason is null
where leads._rejected_reason is null
