select
    meeting_id,
    invited_at,
    starts_at,
    ends_at,
    organizer_id,
    lead_id,
    account_id,
    deal_id,
    response,
    responded_at,
    outcome,
    withdrawn_at,
    is_external,
    is_self_booked,
    rescheduled_from_id,
    is_deleted,
    _rejected_cells as unreadable_columns
from {{ ref('base_generic__meetings') }}
where _rejected_reason is null
