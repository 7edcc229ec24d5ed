with

-- targets add up over scopes only where the values do
period_targets as (
    select
        targets.kpi_id,
        targets.period_type,
        targets.period_start,
        periods.period_end,
        targets.scope_type,
        targets.scope_id,
        targets.target_value
    from {{ ref('dim_period_targets') }} as targets
    inner join {{ ref('dim_kpis') }} as kpis on targets.kpi_id = kpis.kpi_id and kpis.aggregation in ('sum', 'last')
    inner join {{ ref('dim_periods') }} as periods
        on targets.period_type = periods.period_type and targets.period_start = periods.period_start
    where targets.is_own and targets.target_value is not null
),

-- who is expected to have a target: teams with a rep at work, and reps at work
children as (
    select
        'company' as scope_type,
        'all' as scope_id,
        'team' as child_type,
        team_id as child_id,
        max(case when is_active then 1 else 0 end) = 1 and team_id <> 'unassigned' as is_expected
    from {{ ref('dim_reps') }}
    group by team_id

    union all

    select
        'team' as scope_type,
        team_id as scope_id,
        'rep' as child_type,
        rep_id as child_id,
        is_active and team_id <> 'unassigned' as is_expected
    from {{ ref('dim_reps') }}
),

target_periods as (
    select distinct
        kpi_id,
        period_type,
        period_start,
        period_end
    from period_targets
),

summed as (
    select
        target_periods.kpi_id,
        target_periods.period_type,
        target_periods.period_start,
        target_periods.period_end,
        children.scope_type,
        children.scope_id,
        sum(child_targets.target_value) as child_target_sum,
        count(child_targets.target_value) as children_with_target,
        count(case when children.is_expected and child_targets.target_value is null then 1 end) as children_without_target
    from target_periods
    cross join children
    left join period_targets as child_targets
        on
            target_periods.kpi_id = child_targets.kpi_id
            and target_periods.period_type = child_targets.period_type
            and target_periods.period_start = child_targets.period_start
            and children.child_type = child_targets.scope_type
            and children.child_id = child_targets.scope_id
    group by
        target_periods.kpi_id, target_periods.period_type, target_periods.period_start, target_periods.period_end,
        children.scope_type, children.scope_id
),

compared as (
    select
        summed.*,
        parents.target_value,
        summed.child_target_sum - parents.target_value as target_gap
    from summed
    left join period_targets as parents
        on
            summed.kpi_id = parents.kpi_id
            and summed.period_type = parents.period_type
            and summed.period_start = parents.period_start
            and summed.scope_type = parents.scope_type
            and summed.scope_id = parents.scope_id
    where parents.kpi_id is not null or summed.children_with_target > 0
),

judged as (
    select
        compared.*,
        case
            when target_gap is null then 'incomplete'
            when abs(target_gap) <= target_value * {{ setting('target_sum_tolerance') }} then 'adds_up'
            when target_gap > 0 then 'over'
            when children_without_target > 0 then 'incomplete'
            else 'short'
        end as target_sum_status
    from compared
)

select
    judged.kpi_id,
    judged.period_type,
    judged.period_start,
    judged.period_end,
    judged.scope_type,
    judged.scope_id,
    judged.target_value,
    judged.child_target_sum,
    judged.children_with_target,
    judged.children_without_target,
    judged.target_gap,
    judged.target_sum_status,
    target_sum_texts.text_en as target_sum_en,
    target_sum_texts.text_zh as target_sum_zh
from judged
{{ join_texts('target_sum', 'judged.target_sum_status') }}
