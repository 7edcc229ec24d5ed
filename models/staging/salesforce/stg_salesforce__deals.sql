select
    id as deal_id,
    created_date as created_at,
    case when is_closed or is_won then {{ end_of_day('close_date') }} end as closed_at,
    case
        when is_won then 'won'
        when is_closed then {{ mapped_text('stage_name', var('salesforce_stage_outcomes'), "'lost'") }}
        else 'open'
    end as outcome,
    -- a blank type took its default, new_business, when it was parsed
    {{ mapped_text('type', var('salesforce_deal_types'), 'type') }} as deal_type,
    stage_name as stage,
    name,
    account_id,
    cast(null as {{ dbt.type_string() }}) as lead_id,
    {{ user_not_queue('owner_id') }} as owner_id,
    amount,
    currency_iso_code as currency,
    loss_reason as lost_reason,
    cast(null as {{ dbt.type_string() }}) as merged_into_id,
    is_deleted,
    is_test
from {{ ref('base_salesforce__opportunities') }}
where _rejected_reason is null
