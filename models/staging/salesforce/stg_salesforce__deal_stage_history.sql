select
    opportunity_id as deal_id,
    stage_name as stage,
    created_date as entered_at,
    coalesce(lower(forecast_category) in ('closed', 'omitted'), false) as is_closed,
    coalesce(lower(forecast_category) = 'closed', false) as is_won
from {{ ref('base_salesforce__opportunity_history') }}
where _rejected_reason is null
