{%- set label_place = dbt.position(
    "',' || replace(lower(types.value), ' ', '') || ','", "(',' || replace(lower(deals.label), ' ', '') || ',')"
) -%}
with

people_names as (

    {{ names_of('base_pipedrive__people', 'name') }}

),

organization_names as (

    {{ names_of('base_pipedrive__organizations', 'name') }}

),

deals as (

    select
        *,
        case
            when status is not null then status
            -- where the column is blank the times decide
            when {{ is_unread('won_time') }} or {{ is_unread('lost_time') }} then null
            when won_time >= lost_time or (won_time is not null and lost_time is null) then 'won'
            when lost_time is not null then 'lost'
            else 'open'
        end as known_status
    from {{ ref('base_pipedrive__deals') }}
    where _rejected_reason is null

),

-- a deal may have several labels in its cell, between commas
labels as (

    select
        deals.id,
        types.meaning,
        row_number() over (partition by deals.id order by {{ label_place }}, {{ bytewise('types.value') }}) as label_number
    from deals
    inner join {{ ref('value_mappings') }} as types
        on types.system = 'pipedrive' and types.field = 'deal_type' and {{ label_place }} > 0

)

select
    deals.id as deal_id,
    deals.deal_created as created_at,
    -- a reopened deal keeps the time it was lost: only a closed deal has been closed
    case deals.known_status
        when 'won' then {{ first_read(['won_time', 'deal_closed_on'], 'deals') }}
        when 'lost' then {{ first_read(['lost_time', 'deal_closed_on'], 'deals') }}
    end as closed_at,
    case deals.known_status
        when 'lost' then coalesce(lost_reasons.meaning, 'lost')
        when 'deleted' then 'open'
        else deals.known_status
    end as outcome,
    coalesce(labels.meaning, pipelines.meaning, 'new_business') as deal_type,
    deals.stage,
    deals.title as name,
    {{ organization_key('deals', 'organization_names') }} as account_id,
    {{ person_key('deals', 'people_names') }} as lead_id,
    {{ user_key('null', 'deals.owner') }} as owner_id,
    deals.value as amount,
    deals.currency_of_value as currency,
    deals.lost_reason,
    cast(null as {{ dbt.type_string() }}) as merged_into_id,
    coalesce(deals.known_status = 'deleted', false) as is_deleted,
    false as is_test,
    {{ unreadable_columns({
        'created_at': is_unread('deal_created', 'deals._rejected_cells'),
        'closed_at': "case deals.known_status when 'won' then " ~ is_first_unread(['won_time', 'deal_closed_on'], 'deals')
            ~ " when 'lost' then " ~ is_first_unread(['lost_time', 'deal_closed_on'], 'deals') ~ ' end',
        'outcome': 'deals.known_status is null',
        'amount': is_unread('value', 'deals._rejected_cells'),
    }) }} as unreadable_columns
from deals
{{ join_meaning('lost_reasons', 'pipedrive', 'lost_reason', 'deals.lost_reason') }}
{{ join_meaning('pipelines', 'pipedrive', 'deal_type', 'deals.pipeline') }}
left join labels on deals.id = labels.id and labels.label_number = 1
left join people_names on lower(trim(deals.contact_person)) = people_names.name_key
left join organization_names on lower(trim(deals.organization)) = organization_names.name_key
