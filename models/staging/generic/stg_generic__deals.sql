select
    deal_id,
    created_at,
    closed_at,
    outcome,
    deal_type,
    stage,
    name,
    account_id,
    lead_id,
    owner_id,
    amount,
    currency,
    lost_reason,
    merged_into_id,
    is_deleted,
    is_test,
    _rejected_cells as unreadable_columns
from {{ ref('base_generic__deals') }}
where _rejected_reason is null
