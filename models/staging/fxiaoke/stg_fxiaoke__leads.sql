with

records as (

    select
        leads.*,
        -- the company names the account that the lead became, where no column does
        case
            when leads.account_name is not null then leads.account_name
            when leads.converted_at is not null or lower(leads.business_status) in ('已转换', 'converted') then leads.company
        end as converted_account_name
    from {{ ref('base_fxiaoke__leads') }} as leads
    where leads._rejected_reason is null

)

select
    records.unique_id as lead_id,
    records.created_at,
    records.inquired_at as inquiry_at,
    {{ first_read(['sql_at', 'converted_at'], 'records', otherwise=move_day('records.converted_at', 'first')) }} as qualified_at,
    records.disqualified_at,
    records.converted_at,
    coalesce(records.business_status, records.lead_stage) as status,
    coalesce(origins.meaning, 'inbound') as origin,
    records.source,
    coalesce(records.owner_id, owners.user_id) as owner_id,
    coalesce(records.account_id, accounts.record_id) as account_id,
    coalesce(records.opportunity_id, opportunities.record_id) as deal_id,
    records.company,
    records.email,
    records.merged_into_id,
    {{ is_void('records.life_status') }} as is_deleted,
    false as is_test,
    {{ unreadable_columns({
        'created_at': is_unread('created_at', 'records._rejected_cells'),
        'inquiry_at': is_unread('inquired_at', 'records._rejected_cells'),
        'qualified_at': is_first_unread(['sql_at', 'converted_at'], 'records'),
        'disqualified_at': is_unread('disqualified_at', 'records._rejected_cells'),
        'converted_at': is_unread('converted_at', 'records._rejected_cells'),
    }) }} as unreadable_columns
from records
{{ join_meaning('origins', 'fxiaoke', 'origin', 'records.source') }}
{{ join_owner() }}
{{ join_named('accounts', 'accounts', 'converted_account_name') }}
{{ join_named('opportunities', 'opportunities', 'opportunity_name') }}
