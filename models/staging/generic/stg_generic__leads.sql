select
    lead_id,
    created_at,
    inquiry_at,
    qualified_at,
    disqualified_at,
    converted_at,
    status,
    origin,
    source,
    owner_id,
    account_id,
    deal_id,
    company,
    email,
    merged_into_id,
    is_deleted,
    is_test,
    _rejected_cells as unreadable_columns
from {{ ref('base_generic__leads') }}
where _rejected_reason is null
