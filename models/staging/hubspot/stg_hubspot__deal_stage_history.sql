with

-- what the deals in a stage show of it, for stages that value_mappings does not name
stages as (

    select
        stage,
        min(case when outcome = 'open' then 0 else 1 end) as is_closed,
        min(case when outcome = 'won' then 1 else 0 end) as is_won
    from {{ ref('stg_hubspot__deals') }}
    where stage is not null
    group by stage

),

history as (

    select
        entries.record_id,
        entries.deal_stage,
        entries.entered_at,
        outcomes.meaning as outcome
    from {{ ref('base_hubspot__deal_stage_history') }} as entries
    {{ join_meaning('outcomes', 'hubspot', 'stage_outcome', 'entries.deal_stage') }}
    where entries._rejected_reason is null

)

select
    history.record_id as deal_id,
    history.deal_stage as stage,
    history.entered_at,
    coalesce(history.outcome <> 'open', stages.is_closed = 1, false) as is_closed,
    coalesce(history.outcome = 'won', stages.is_won = 1, false) as is_won
from history
left join stages
    on history.deal_stage = stages.stage
