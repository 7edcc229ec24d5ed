select
    records.unique_id as activity_id,
    {{ first_read(['followed_up_at', 'created_at'], 'records') }} as occurred_at,
    coalesce(activity_types.meaning, 'note') as type,
    records.direction,
    -- a sales record is what a person did
    'completed' as status,
    false as is_automated,
    coalesce(records.lead_id, leads.record_id) as lead_id,
    coalesce(records.account_id, accounts.record_id) as account_id,
    coalesce(records.opportunity_id, opportunities.record_id) as deal_id,
    coalesce(records.owner_id, owners.user_id) as user_id,
    cast(null as {{ dbt.type_string() }}) as message_id,
    {{ is_void('records.life_status') }} as is_deleted,
    {{ unreadable_columns({
        'occurred_at': is_first_unread(['followed_up_at', 'created_at'], 'records'),
        'direction': is_unread('direction', 'records._rejected_cells'),
    }) }} as unreadable_columns
from {{ ref('base_fxiaoke__sales_records') }} as records
{{ join_owner() }}
{{ join_named('leads', 'leads', 'lead_name') }}
{{ join_named('accounts', 'accounts', 'account_name') }}
{{ join_named('opportunities', 'opportunities', 'opportunity_name') }}
{{ join_meaning('activity_types', 'fxiaoke', 'activity_type', 'records.follow_up_method') }}
where records._rejected_reason is null
