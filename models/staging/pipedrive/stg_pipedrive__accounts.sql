select
    id as account_id,
    name,
    cast(null as {{ dbt.type_string() }}) as parent_account_id,
    {{ user_key('null', 'owner') }} as owner_id,
    segment,
    country_of_address as country,
    organization_created as created_at,
    false as is_deleted,
    false as is_test,
    cast(null as {{ dbt.type_string() }}) as merged_into_id
from {{ ref('base_pipedrive__organizations') }}
where _rejected_reason is null
