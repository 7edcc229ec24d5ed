with

deals as (

    select
        deals.*,
        -- stages are named freely: one that value_mappings does not name is open
        coalesce(outcomes.meaning, 'open') as outcome
    from {{ ref('base_zoho__deals') }} as deals
    {{ join_meaning('outcomes', 'zoho', 'stage_outcome', 'deals.stage') }}
    where deals._rejected_reason is null

)

select
    deals.record_id as deal_id,
    deals.created_time as created_at,
    case
        when deals.outcome <> 'open'
            then {{ first_read(['closed_time', 'closing_date'], 'deals', otherwise=day_instant('deals.closing_date')) }}
    end as closed_at,
    deals.outcome,
    coalesce(types.meaning, 'new_business') as deal_type,
    deals.stage,
    deals.deal_name as name,
    {{ user_key('coalesce(deals.account_name_id, accounts.record_id)', 'deals.account_name') }} as account_id,
    deals.lead_id,
    {{ user_key('coalesce(deals.deal_owner_id, user_names.user_id)', 'deals.deal_owner') }} as owner_id,
    deals.amount,
    deals.currency,
    deals.reason_for_loss as lost_reason,
    cast(null as {{ dbt.type_string() }}) as merged_into_id,
    false as is_deleted,
    false as is_test,
    {{ unreadable_columns({
        'created_at': is_unread('created_time', 'deals._rejected_cells'),
        'closed_at': "deals.outcome <> 'open' and " ~ is_first_unread(['closed_time', 'closing_date'], 'deals'),
        'amount': is_unread('amount', 'deals._rejected_cells'),
    }) }} as unreadable_columns
from deals
{{ join_meaning('types', 'zoho', 'deal_type', 'deals.type') }}
{{ zoho_owner('deals.deal_owner') }}
{{ zoho_named('accounts', 'deals.account_name', 'accounts') }}
