select
    coalesce(history.deal_name_id, deals.record_id) as deal_id,
    history.stage,
    history.modified_time as entered_at,
    coalesce(outcomes.meaning, 'open') <> 'open' as is_closed,
    coalesce(outcomes.meaning, 'open') = 'won' as is_won
from {{ ref('base_zoho__deal_stage_history') }} as history
{{ join_meaning('outcomes', 'zoho', 'stage_outcome', 'history.stage') }}
{{ zoho_named('deals', 'history.deal_name', 'deals') }}
where history._rejected_reason is null
