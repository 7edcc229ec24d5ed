with

deals as (

    select
        opportunities.*,
        case
            when opportunities.is_won then 'won'
            -- a stage that counts as won does not win a deal that says it is not
            when opportunities.is_closed then coalesce(nullif(stages.meaning, 'won'), 'lost')
            when opportunities.is_closed is null then coalesce(stages.meaning, 'open')
            else 'open'
        end as outcome
    from {{ ref('base_salesforce__opportunities') }} as opportunities
    {{ join_meaning('stages', 'salesforce', 'stage_outcome', 'opportunities.stage_name') }}
    where opportunities._rejected_reason is null

)

select
    deals.id as deal_id,
    deals.created_date as created_at,
    case when deals.outcome <> 'open' then {{ day_instant('deals.close_date') }} end as closed_at,
    deals.outcome,
    -- a blank type took its default, new_business, when it was parsed
    coalesce(types.meaning, deals.type) as deal_type,
    deals.stage_name as stage,
    deals.name,
    deals.account_id,
    cast(null as {{ dbt.type_string() }}) as lead_id,
    {{ owner_key('deals') }} as owner_id,
    deals.amount,
    deals.currency_iso_code as currency,
    deals.loss_reason as lost_reason,
    cast(null as {{ dbt.type_string() }}) as merged_into_id,
    deals.is_deleted,
    deals.is_test,
    {{ unreadable_columns({
        'closed_at': "deals.outcome <> 'open' and " ~ is_unread('CloseDate'),
        'deal_type': is_unread('Type'),
        'amount': is_unread('Amount'),
    }) }} as unreadable_columns
from deals
{{ join_meaning('types', 'salesforce', 'deal_type', 'deals.type') }}
{{ join_user_names('deals') }}
