select
    id as lead_id,
    created_date as created_at,
    inquiry_at,
    qualified_at,
    disqualified_at,
    case when is_converted then {{ end_of_day('converted_date') }} end as converted_at,
    status,
    origin,
    lead_source as source,
    {{ user_not_queue('owner_id') }} as owner_id,
    converted_account_id as account_id,
    converted_opportunity_id as deal_id,
    company,
    email,
    master_record_id as merged_into_id,
    is_deleted,
    is_test
from {{ ref('base_salesforce__leads') }}
where _rejected_reason is null
