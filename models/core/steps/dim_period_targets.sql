-- The target of every scope in every period: its own; else, where the KPI's targets are inherited, its team's or the company's,
-- a slice's the company's.
with

slices as (
    select distinct scope_type, scope_id
    from {{ ref('dim_record_slices') }}
),

-- whose target a scope looks up, the nearest first
lookups as (
    select 'company' as scope_type, 'all' as scope_id, 'company' as target_scope_type, 'all' as target_scope_id, 0 as distance
    union all
    select 'team', team_id as scope_id, 'team', team_id as target_scope_id, 0 from {{ ref('dim_teams') }}
    union all
    select 'team', team_id, 'company', 'all', 1 from {{ ref('dim_teams') }}
    union all
    select 'rep', rep_id as scope_id, 'rep', rep_id as target_scope_id, 0 from {{ ref('dim_reps') }}
    union all
    select 'rep', rep_id, 'team', team_id, 1 from {{ ref('dim_reps') }}
    union all
    select 'rep', rep_id, 'company', 'all', 2 from {{ ref('dim_reps') }}
    union all
    select scope_type, scope_id, scope_type as target_scope_type, scope_id as target_scope_id, 0 from slices
    union all
    select scope_type, scope_id, 'company', 'all', 1 from slices
),

found as (
    select
        targets.kpi_id,
        periods.period_type,
        periods.period_start,
        lookups.scope_type,
        lookups.scope_id,
        lookups.distance = 0 as is_own,
        targets.target_value,
        targets.target_low,
        targets.target_high,
        targets.stretch_value,
        targets.amber_ratio,
        row_number() over (
            partition by targets.kpi_id, periods.period_type, periods.period_start, lookups.scope_type, lookups.scope_id
            order by lookups.distance
        ) as preference
    from {{ ref('dim_targets') }} as targets
    inner join {{ ref('dim_periods') }} as periods
        on targets.period_type = periods.period_type and {{ is_valid_on('targets', 'periods.period_start') }}
    inner join {{ ref('dim_kpis') }} as kpis on targets.kpi_id = kpis.kpi_id
    inner join lookups
        on
            targets.scope_type = lookups.target_scope_type
            and targets.scope_id = lookups.target_scope_id
            and (lookups.distance = 0 or kpis.target_inherits)
)

select
    kpi_id,
    period_type,
    period_start,
    scope_type,
    scope_id,
    is_own,
    target_value,
    target_low,
    target_high,
    stretch_value,
    amber_ratio
from found
where preference = 1
