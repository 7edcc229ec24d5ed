select
    account_id,
    name,
    parent_account_id,
    owner_id,
    segment,
    country,
    created_at,
    false as is_deleted,
    false as is_test,
    cast(null as {{ dbt.type_string() }}) as merged_into_id
from {{ ref('base_generic__accounts') }}
where _rejected_reason is null
