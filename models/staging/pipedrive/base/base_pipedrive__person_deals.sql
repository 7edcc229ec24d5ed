{%- set some_created_unread = 'max(case when is_created_at_unread then 1 else 0 end) = 1' -%}
{%- set some_close_unread = 'max(case when is_closed_at_unread then 1 else 0 end) = 1' -%}
{%- set some_won_unread = "max(case when outcome is null or (outcome = 'won' and is_closed_at_unread) then 1 else 0 end) = 1" -%}
{%- set all_lost = "count(case when outcome in ('open', 'won') or outcome is null then 1 end) = 0" -%}
-- What a person's deals say of the lead that the person is.
with

deals as (

    select
        deals.lead_id as person_id,
        deals.deal_id,
        deals.account_id,
        deals.created_at,
        deals.closed_at,
        deals.outcome,
        {{ is_unread('created_at', 'deals.unreadable_columns') }} as is_created_at_unread,
        {{ is_unread('closed_at', 'deals.unreadable_columns') }} as is_closed_at_unread,
        coalesce(raw_deals.source_channel, raw_deals.source_origin) as source,
        coalesce(channels.meaning, origins.meaning, 'inbound') as origin,
        row_number() over (
            partition by deals.lead_id order by deals.created_at nulls last, {{ bytewise('deals.deal_id') }}
        ) as deal_number
    from {{ ref('stg_pipedrive__deals') }} as deals
    inner join {{ ref('base_pipedrive__deals') }} as raw_deals
        on deals.deal_id = raw_deals.id and raw_deals._rejected_reason is null
    {{ join_meaning('channels', 'pipedrive', 'origin', 'raw_deals.source_channel') }}
    {{ join_meaning('origins', 'pipedrive', 'origin', 'raw_deals.source_origin') }}
    where deals.lead_id is not null and not deals.is_deleted

)

select
    person_id,
    min(case when deal_number = 1 then deal_id end) as first_deal_id,
    min(case when deal_number = 1 then account_id end) as account_id,
    min(case when deal_number = 1 then source end) as source,
    min(case when deal_number = 1 then origin end) as origin,
    case when not {{ some_created_unread }} then min(created_at) end as first_created_at,
    case when not {{ some_won_unread }} then min(case when outcome = 'won' then closed_at end) end as first_won_at,
    -- given up only when no deal is won or may still be
    case when {{ all_lost }} and not {{ some_close_unread }} then max(closed_at) end as all_lost_at,
    {{ unreadable_columns({
        'first_created_at': some_created_unread,
        'first_won_at': some_won_unread,
        'all_lost_at': all_lost ~ ' and ' ~ some_close_unread,
    }) }} as unreadable_columns
from deals
group by person_id
