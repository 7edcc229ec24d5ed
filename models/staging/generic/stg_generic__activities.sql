select
    activity_id,
    occurred_at,
    type,
    direction,
    status,
    is_automated,
    lead_id,
    account_id,
    deal_id,
    user_id,
    message_id,
    is_deleted,
    _rejected_cells as unreadable_columns
from {{ ref('base_generic__activities') }}
where _rejected_reason is null
