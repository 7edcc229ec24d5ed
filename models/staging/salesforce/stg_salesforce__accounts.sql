select
    id as account_id,
    name,
    parent_id as parent_account_id,
    {{ user_not_queue('owner_id') }} as owner_id,
    segment,
    billing_country as country,
    created_date as created_at,
    is_deleted,
    is_test,
    master_record_id as merged_into_id
from {{ ref('base_salesforce__accounts') }}
where _rejected_reason is null
