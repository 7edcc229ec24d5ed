-- Exports without ids name accounts and deals by name alone; a name that two of them share means neither. Zoho Analytics
-- writes the id where others write the name, so that an id is a name of its own.
with

named as (

    select 'accounts' as record_type, lower(account_name) as record_name, record_id
    from {{ ref('base_zoho__accounts') }}
    where _rejected_reason is null and account_name is not null

    union all

    select 'deals' as record_type, lower(deal_name) as record_name, record_id
    from {{ ref('base_zoho__deals') }}
    where _rejected_reason is null and deal_name is not null

    union all

    select 'accounts' as record_type, record_id as record_name, record_id
    from {{ ref('base_zoho__accounts') }}
    where _rejected_reason is null

    union all

    select 'deals' as record_type, record_id as record_name, record_id
    from {{ ref('base_zoho__deals') }}
    where _rejected_reason is null

)

select
    record_type,
    record_name,
    min({{ bytewise('record_id') }}) as record_id
from named
group by record_type, record_name
having count(distinct record_id) = 1
