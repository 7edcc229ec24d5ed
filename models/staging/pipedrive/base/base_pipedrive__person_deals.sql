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
        coalesce(raw_deals.source_channel, raw_deals.source_origin) as source,
        {{ mapped_text('raw_deals.source_channel', var('pipedrive_origins'), mapped_text(
            'raw_deals.source_origin', var('pipedrive_origins'), "'inbound'"
        )) }} as origin,
        row_number() over (
            partition by deals.lead_id order by deals.created_at nulls last, {{ bytewise('deals.deal_id') }}
        ) as deal_number
    from {{ ref('stg_pipedrive__deals') }} as deals
    inner join {{ ref('base_pipedrive__deals') }} as raw_deals
        on deals.deal_id = raw_deals.id and raw_deals._rejected_reason is null
    where deals.lead_id is not null and not deals.is_deleted

)

select
    person_id,
    min(case when deal_number = 1 then deal_id end) as first_deal_id,
    min(case when deal_number = 1 then account_id end) as account_id,
    min(case when deal_number = 1 then source end) as source,
    min(case when deal_number = 1 then origin end) as origin,
    min(created_at) as first_created_at,
    min(case when outcome = 'won' then closed_at end) as first_won_at,
    -- given up only when no deal is won or may still be
    case
        when count(case when outcome in ('open', 'won') or outcome is null then 1 end) = 0 then max(closed_at)
    end as all_lost_at
from deals
group by person_id
