with

targets as (
    select *
    from {{ ref('int_targets') }}
    where coalesce(problem, 'overlapping') = 'overlapping'
),

-- the days on which another target may begin to hold, or none
turns as (
    select kpi_id, scope_type, scope_id, period_type, valid_from from targets
    {{ union_distinct() }}
    select kpi_id, scope_type, scope_id, period_type, {{ add_days('valid_to', 1) }} from targets where valid_to is not null
),

-- of the targets that are valid on such a day the one that begins last
ranked as (
    select
        turns.*,
        targets.target_number,
        row_number() over (
            partition by turns.kpi_id, turns.scope_type, turns.scope_id, turns.period_type, turns.valid_from
            order by
                targets.valid_from desc nulls last,
                coalesce(targets.target_value, targets.target_low, targets.target_high) desc,
                targets.target_number desc
        ) as preference
    from turns
    left join targets
        on
            turns.kpi_id = targets.kpi_id
            and turns.scope_type = targets.scope_type
            and turns.scope_id = targets.scope_id
            and turns.period_type = targets.period_type
            and {{ is_valid_on('targets', 'turns.valid_from') }}
),

held as (
    select
        ranked.*,
        lag(target_number) over (partition by kpi_id, scope_type, scope_id, period_type order by valid_from) as target_before
    from ranked
    where preference = 1
),

spans as (
    select
        target_number,
        valid_from,
        {{ add_days('lead(valid_from) over (partition by kpi_id, scope_type, scope_id, period_type order by valid_from)', -1) }} as valid_to
    from held
    where {{ differs_from('target_number', 'target_before') }}
)

select
    targets.kpi_id,
    targets.scope_type,
    targets.scope_id,
    targets.period_type,
    spans.valid_from,
    spans.valid_to,
    targets.target_value,
    targets.target_low,
    targets.target_high,
    targets.stretch_value,
    targets.amber_ratio
from spans
inner join targets on spans.target_number = targets.target_number
