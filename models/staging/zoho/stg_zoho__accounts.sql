select
    accounts.record_id as account_id,
    accounts.account_name as name,
    {{ user_key('coalesce(accounts.parent_account_id, parents.record_id)', 'accounts.parent_account') }} as parent_account_id,
    {{ user_key('coalesce(accounts.account_owner_id, user_names.user_id)', 'accounts.account_owner') }} as owner_id,
    accounts.segment,
    accounts.billing_country as country,
    accounts.created_time as created_at,
    false as is_deleted,
    false as is_test,
    cast(null as {{ dbt.type_string() }}) as merged_into_id
from {{ ref('base_zoho__accounts') }} as accounts
{{ zoho_named('accounts', 'accounts.parent_account', 'parents') }}
{{ zoho_owner('accounts.account_owner') }}
where accounts._rejected_reason is null
