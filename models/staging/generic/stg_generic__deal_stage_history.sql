select
    deal_id,
    stage,
    entered_at,
    is_closed,
    is_won
from {{ ref('base_generic__deal_stage_history') }}
where _rejected_reason is null
