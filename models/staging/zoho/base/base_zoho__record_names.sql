-- Exports without ids name accounts and deals by name alone; a name that two of them share means neither.
with

named as (

    select 'accounts' as record_type, lower(account_name) as record_name, record_id
    from {{ ref('base_zoho__accounts') }}
    where _rejected_reason is null and account_name is not null

    union all

    select 'deals' as record_type, lower(deal_name) as record_name, record_id
    from {{ ref('base_zoho__deals') }}
    where _rejected_reason is null and deal_name is not null

)

select
    record_type,
    record_name,
    min({{ bytewise('record_id') }}) as record_id
from named
group by record_type, record_name
having count(*) = 1
