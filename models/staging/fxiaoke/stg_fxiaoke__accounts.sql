select
    records.unique_id as account_id,
    records.account_name as name,
    coalesce(records.parent_account_id, parents.record_id) as parent_account_id,
    coalesce(records.owner_id, owners.user_id) as owner_id,
    records.account_level as segment,
    records.country,
    records.created_at,
    {{ is_void('records.life_status') }} as is_deleted,
    false as is_test,
    cast(null as {{ dbt.type_string() }}) as merged_into_id
from {{ ref('base_fxiaoke__accounts') }} as records
{{ join_owner() }}
{{ join_named('accounts', 'parents', 'parent_account_name') }}
where records._rejected_reason is null
