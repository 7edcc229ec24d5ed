with

deals as (

    select
        *,
        -- stages are named freely: one that the variable does not list is open
        {{ mapped_text('stage', var('zoho_stage_outcomes'), "'open'") }} as outcome
    from {{ ref('base_zoho__deals') }}
    where _rejected_reason is null

)

select
    deals.record_id as deal_id,
    deals.created_time as created_at,
    case
        when deals.outcome <> 'open'
            then {{ first_read(['closed_time', 'closing_date'], 'deals', otherwise=day_instant('deals.closing_date')) }}
    end as closed_at,
    deals.outcome,
    {{ mapped_text('deals.type', var('zoho_deal_types'), "'new_business'") }} as deal_type,
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
{{ zoho_owner('deals.deal_owner') }}
{{ zoho_named('accounts', 'deals.account_name', 'accounts') }}
