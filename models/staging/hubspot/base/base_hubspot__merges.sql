-- HubSpot names the losers of a merge in the survivor's row and exports them no more; other files may still name them.
with

lists as (

    select
        'contacts' as record_type,
        record_id,
        merged_contact_ids as merged_ids
    from {{ ref('base_hubspot__contacts') }}
    where _rejected_reason is null and merged_contact_ids is not null

    union all

    select
        'companies' as record_type,
        record_id,
        merged_company_ids as merged_ids
    from {{ ref('base_hubspot__companies') }}
    where _rejected_reason is null and merged_company_ids is not null

    union all

    select
        'deals' as record_type,
        record_id,
        merged_deal_ids as merged_ids
    from {{ ref('base_hubspot__deals') }}
    where _rejected_reason is null and merged_deal_ids is not null

),

places as (

    {{ integers_to(
        "length(merged_ids) - length(replace(merged_ids, ';', ''))", 'place', 'lists', ['record_type', 'record_id', 'merged_ids']
    ) }}

),

members as (

    select
        record_type,
        record_id as survivor_id,
        trim({{ text_part('merged_ids', ';', 'place + 1') }}) as merged_id
    from places

)

select
    record_type,
    merged_id,
    -- two survivors that claim one record: the smallest id, so that the answer is the same every time
    min({{ bytewise('survivor_id') }}) as survivor_id
from members
where merged_id <> '' and merged_id <> survivor_id
group by record_type, merged_id
