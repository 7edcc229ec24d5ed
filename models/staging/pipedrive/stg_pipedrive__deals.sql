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
            -- where the column is blank the times tell
            when {{ is_unread('won_time') }} or {{ is_unread('lost_time') }} then null
            when won_time >= lost_time or (won_time is not null and lost_time is null) then 'won'
            when lost_time is not null then 'lost'
            else 'open'
        end as known_status
    from {{ ref('base_pipedrive__deals') }}
    where _rejected_reason is null

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
        when 'lost' then {{ mapped_text('deals.lost_reason', var('pipedrive_lost_reasons'), "'lost'") }}
        when 'deleted' then 'open'
        else deals.known_status
    end as outcome,
    {{ labelled_text(
        'deals.label',
        var('pipedrive_deal_types'),
        mapped_text('deals.pipeline', var('pipedrive_deal_types'), "'new_business'")
    ) }} as deal_type,
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
left join people_names on lower(trim(deals.contact_person)) = people_names.name_key
left join organization_names on lower(trim(deals.organization)) = organization_names.name_key
