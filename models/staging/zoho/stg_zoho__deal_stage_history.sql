select
    coalesce(history.deal_name_id, deals.record_id) as deal_id,
    history.stage,
    history.modified_time as entered_at,
    {{ mapped_text('history.stage', var('zoho_stage_outcomes'), "'open'") }} <> 'open' as is_closed,
    {{ mapped_text('history.stage', var('zoho_stage_outcomes'), "'open'") }} = 'won' as is_won
from {{ ref('base_zoho__deal_stage_history') }} as history
{{ zoho_named('deals', 'history.deal_name', 'deals') }}
where history._rejected_reason is null
