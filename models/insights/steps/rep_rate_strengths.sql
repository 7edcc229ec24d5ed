with

thresholds as (
    {{ thresholds(['shrinkage_min_rows', 'shrinkage_default_strength', 'shrinkage_max_strength']) }}
),

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

-- how far the reps of one team lie apart in one period, against what chance makes of numbers so small
team_groups as (
    select
        rate_id,
        period_type,
        period_start,
        team_id,
        count(*) as rep_count,
        sum(unit_count) as unit_count,
        {{ safe_divide('sum(success_count)', 'sum(unit_count)') }} as pooled_rate,
        sum(unit_count) - {{ safe_divide('sum(unit_count * unit_count)', 'sum(unit_count)') }} as spread_units
    from rep_rows
    where is_complete_period and value_status <> 'immature'
    group by rate_id, period_type, period_start, team_id
    having count(*) > 1
),

spreads as (
    select
        peers.rate_id,
        peers.period_type,
        sum(rows_of.unit_count * (rows_of.raw_rate - peers.pooled_rate) * (rows_of.raw_rate - peers.pooled_rate)) as between_sum,
        sum(rows_of.unit_count * rows_of.raw_rate * (1 - rows_of.raw_rate)) as within_sum,
        count(*) as row_count
    from team_groups as peers
    inner join rep_rows as rows_of
        on
            peers.rate_id = rows_of.rate_id
            and peers.period_type = rows_of.period_type
            and peers.period_start = rows_of.period_start
            and peers.team_id = rows_of.team_id
    group by peers.rate_id, peers.period_type
),

freedoms as (
    select
        rate_id,
        period_type,
        sum(rep_count - 1) as between_freedom,
        sum(unit_count - rep_count) as within_freedom,
        sum(spread_units) as spread_units
    from team_groups
    group by rate_id, period_type
),

mean_squares as (
    select
        spreads.rate_id,
        spreads.period_type,
        spreads.row_count,
        {{ safe_divide('spreads.between_sum', 'freedoms.between_freedom') }} as between_square,
        {{ safe_divide('spreads.within_sum', 'freedoms.within_freedom') }} as within_square,
        {{ safe_divide('freedoms.spread_units', 'freedoms.between_freedom') }} as units_each
    from spreads
    inner join freedoms on spreads.rate_id = freedoms.rate_id and spreads.period_type = freedoms.period_type
),

-- the correlation within a rep, by analysis of variance; the strength of the team's rate is (1 - it) / it
correlations as (
    select
        rate_id,
        period_type,
        row_count,
        {{ safe_divide('(between_square - within_square)', '(between_square + (units_each - 1) * within_square)') }} as within_correlation
    from mean_squares
),

strengths as (
    select
        kinds.rate_id,
        kinds.period_type,
        correlations.row_count,
        correlations.within_correlation,
        case
            when correlations.row_count >= thresholds.shrinkage_min_rows and correlations.within_correlation is not null
                then case
                    when correlations.within_correlation * (thresholds.shrinkage_max_strength + 1) > 1 then 'estimated'
                    else 'no_spread'
                end
            else 'default'
        end as strength_source,
        case
            when correlations.row_count >= thresholds.shrinkage_min_rows and correlations.within_correlation is not null
                then case
                    when correlations.within_correlation * (thresholds.shrinkage_max_strength + 1) > 1
                        then {{ safe_divide('(1 - correlations.within_correlation)', 'correlations.within_correlation') }}
                    else thresholds.shrinkage_max_strength
                end
            else thresholds.shrinkage_default_strength
        end as strength
    from (
        select distinct
            rate_id,
            period_type
        from rep_rows
    ) as kinds
    cross join thresholds
    left join correlations on kinds.rate_id = correlations.rate_id and kinds.period_type = correlations.period_type
)

select
    rate_id,
    period_type,
    cast(coalesce(row_count, 0) as bigint) as row_count,
    within_correlation,
    strength,
    strength_source
from strengths
