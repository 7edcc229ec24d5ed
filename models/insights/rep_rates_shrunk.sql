with

rate_rows as (
    {{ rate_counts() }}
),

rep_rows as (
    select
        rate_rows.*,
        reps.team_id,
        {{ safe_divide('rate_rows.success_count', 'rate_rows.unit_count') }} as raw_rate
    from rate_rows
    inner join {{ ref('dim_reps') }} as reps on rate_rows.scope_id = reps.rep_id
    where rate_rows.scope_type = 'rep' and rate_rows.scope_id <> 'unassigned' and rate_rows.unit_count > 0
),

weighted as (
    select
        rep_rows.*,
        {{ safe_divide('teams.success_count', 'teams.unit_count') }} as team_rate,
        teams.unit_count as team_unit_count,
        strengths.strength,
        strengths.strength_source,
        {{ safe_divide('rep_rows.unit_count', '(rep_rows.unit_count + strengths.strength)') }} as own_weight
    from rep_rows
    inner join {{ ref('rep_rate_strengths') }} as strengths
        on rep_rows.rate_id = strengths.rate_id and rep_rows.period_type = strengths.period_type
    left join rate_rows as teams
        on
            rep_rows.rate_id = teams.rate_id
            and rep_rows.period_type = teams.period_type
            and rep_rows.period_start = teams.period_start
            and teams.scope_type = 'team'
            and rep_rows.team_id = teams.scope_id
)

select
    md5(rate_id || '|' || period_type || '|' || cast(period_start as {{ dbt.type_string() }}) || '|' || scope_id) as shrunk_row_id,
    rate_id,
    kpi_id,
    period_type,
    period_start,
    period_end,
    scope_id as rep_id,
    team_id,
    is_complete_period,
    value_status,
    success_count,
    cast(unit_count as bigint) as unit_count,
    raw_rate,
    {{ wilson('low', 'raw_rate', 'unit_count') }} as ci_low,
    {{ wilson('high', 'raw_rate', 'unit_count') }} as ci_high,
    team_rate,
    cast(team_unit_count as bigint) as team_unit_count,
    strength,
    strength_source,
    own_weight,
    own_weight * raw_rate + (1 - own_weight) * team_rate as shrunk_rate
from weighted
