-- Calls, tasks and meetings point to a record of any module by id or by name; Zoho's ids do not show the module.
{%- set no_text = 'cast(null as ' ~ dbt.type_string() ~ ')' %}
with

leads as (

    select record_id, {{ written_name('lead_name', 'first_name', 'last_name') }} as name, converted_contact_id, created_time
    from {{ ref('base_zoho__leads') }}
    where _rejected_reason is null

),

leads_of_contacts as (

    select
        converted_contact_id as contact_id,
        record_id as lead_id,
        row_number() over (
            partition by converted_contact_id order by created_time nulls last, {{ bytewise('record_id') }}
        ) as lead_rank
    from leads
    where converted_contact_id is not null

),

contacts as (

    select
        record_id,
        {{ written_name('full_name', 'first_name', 'last_name') }} as name,
        account_name_id,
        account_name
    from {{ ref('base_zoho__contacts') }}
    where _rejected_reason is null

),

linked_records as (

    select record_id, name, record_id as lead_id, {{ no_text }} as account_id, {{ no_text }} as deal_id
    from leads

    union all

    select
        contacts.record_id,
        contacts.name,
        leads_of_contacts.lead_id,
        {{ user_key('coalesce(contacts.account_name_id, accounts.record_id)', 'contacts.account_name') }} as account_id,
        {{ no_text }} as deal_id
    from contacts
    left join leads_of_contacts
        on contacts.record_id = leads_of_contacts.contact_id and leads_of_contacts.lead_rank = 1
    {{ zoho_named('accounts', 'contacts.account_name', 'accounts') }}

    union all

    -- a contact that is not in the export
    select
        leads_of_contacts.contact_id as record_id,
        {{ no_text }} as name,
        leads_of_contacts.lead_id,
        {{ no_text }} as account_id,
        {{ no_text }} as deal_id
    from leads_of_contacts
    left join contacts
        on leads_of_contacts.contact_id = contacts.record_id
    where leads_of_contacts.lead_rank = 1 and contacts.record_id is null

    union all

    select record_id, account_name as name, {{ no_text }} as lead_id, record_id as account_id, {{ no_text }} as deal_id
    from {{ ref('base_zoho__accounts') }}
    where _rejected_reason is null

    union all

    select
        deals.record_id,
        deals.deal_name as name,
        {{ no_text }} as lead_id,
        {{ user_key('coalesce(deals.account_name_id, accounts.record_id)', 'deals.account_name') }} as account_id,
        deals.record_id as deal_id
    from {{ ref('base_zoho__deals') }} as deals
    {{ zoho_named('accounts', 'deals.account_name', 'accounts') }}
    where deals._rejected_reason is null

),

keyed as (

    select record_id as record_key, lead_id, account_id, deal_id
    from linked_records

    union all

    select {{ user_key(no_text, 'name') }} as record_key, lead_id, account_id, deal_id
    from linked_records
    where name is not null

    union all

    -- Zoho Analytics writes the id where others write the name
    select {{ user_key(no_text, 'record_id') }} as record_key, lead_id, account_id, deal_id
    from linked_records

)

-- a converted lead, its contact, account and deal may share a name; a name whose records disagree means none of them
select
    record_key,
    min({{ bytewise('lead_id') }}) as lead_id,
    min({{ bytewise('account_id') }}) as account_id,
    min({{ bytewise('deal_id') }}) as deal_id
from keyed
group by record_key
having count(distinct lead_id) <= 1 and count(distinct account_id) <= 1 and count(distinct deal_id) <= 1
