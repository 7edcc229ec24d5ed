{%- set period = 'partition by rate_id, period_type, period_start, team_id' -%}
with

settings as (
    {{ settings_of(['shrinkage_min_rows', 'shrinkage_default_strength', 'shrinkage_max_strength', 'interval_z']) }}
),

-- the KPIs that are rates of units, and the win rate, which is beside a ratio
rates as (
    select
        rows_of.*,
        case rows_of.kpi_id when 'deal_win_loss_ratio' then 'win_rate' else rows_of.kpi_id end as rate_id,
        rows_of.denominator + case rows_of.kpi_id when 'deal_win_loss_ratio' then rows_of.numerator else 0 end as unit_count
    from {{ ref('kpi_values') }} as rows_of
    inner join {{ ref('dim_kpis') }} as kpis on rows_of.kpi_id = kpis.kpi_id
    where (kpis.is_proportion or kpis.kpi_id = 'deal_win_loss_ratio') and rows_of.period_type in ('month', 'quarter')
),

rep_rates as (
    select
        rates.*,
        {{ safe_divide('rates.numerator', 'rates.unit_count') }} as raw_rate,
        {{ safe_divide('teams.numerator', 'teams.unit_count') }} as team_rate,
        teams.unit_count as team_unit_count
    from rates
    left join rates as teams
        on
            teams.scope_type = 'team'
            and rates.team_id = teams.scope_id
            and rates.rate_id = teams.rate_id
            and rates.period_type = teams.period_type
            and rates.period_start = teams.period_start
    where rates.scope_type = 'rep' and rates.scope_id <> 'unassigned' and rates.team_id is not null and rates.unit_count > 0
),

-- how far the reps of one team lie apart in one period, against what chance makes of numbers so small
peers as (
    select
        rep_rates.*,
        row_number() over ({{ period }} order by scope_id) as place,
        count(*) over ({{ period }}) as peer_count,
        sum(unit_count) over ({{ period }}) as peer_units,
        {{ safe_divide('sum(numerator) over (' ~ period ~ ')', 'sum(unit_count) over (' ~ period ~ ')') }} as peer_rate
    from rep_rates
    where is_complete_period and value_status <> 'immature'
),

mean_squares as (
    select
        rate_id,
        period_type,
        count(*) as row_count,
        {{ safe_divide(
            'sum(unit_count * (raw_rate - peer_rate) * (raw_rate - peer_rate))', 'count(case when place > 1 then 1 end)',
        ) }} as between_square,
        {{ safe_divide('sum(unit_count * raw_rate * (1 - raw_rate))', '(sum(unit_count) - count(*))') }} as within_square,
        {{ safe_divide('sum(unit_count - unit_count * unit_count / peer_units)', 'count(case when place > 1 then 1 end)') }}
            as units_each
    from peers
    where peer_count > 1
    group by rate_id, period_type
),

-- the correlation within a rep, by analysis of variance
correlations as (
    select
        mean_squares.*,
        {{ safe_divide('(between_square - within_square)', '(between_square + (units_each - 1) * within_square)') }}
            as within_correlation
    from mean_squares
),

-- the strength of the team's rate is (1 - the correlation) / the correlation
weighted as (
    select
        rep_rates.*,
        settings.interval_z,
        case
            when correlations.within_correlation is null then 'default'
            when correlations.within_correlation * (settings.shrinkage_max_strength + 1) > 1 then 'estimated'
            else 'no_spread'
        end as strength_source,
        case
            when correlations.within_correlation is null then settings.shrinkage_default_strength
            when correlations.within_correlation * (settings.shrinkage_max_strength + 1) > 1
                then {{ safe_divide('(1 - correlations.within_correlation)', 'correlations.within_correlation') }}
            else settings.shrinkage_max_strength
        end as strength
    from rep_rates
    cross join settings
    left join correlations
        on
            rep_rates.rate_id = correlations.rate_id
            and rep_rates.period_type = correlations.period_type
            and correlations.row_count >= settings.shrinkage_min_rows
)

select
    {{ digest(['rate_id', 'period_type', 'cast(period_start as ' ~ dbt.type_string() ~ ')', 'scope_id']) }} as shrunk_row_id,
    rate_id,
    kpi_id,
    period_type,
    period_start,
    period_end,
    scope_id as rep_id,
    team_id,
    is_complete_period,
    value_status,
    numerator as success_count,
    cast(unit_count as bigint) as unit_count,
    raw_rate,
    {{ wilson('low', 'raw_rate', 'unit_count', 'interval_z') }} as ci_low,
    {{ wilson('high', 'raw_rate', 'unit_count', 'interval_z') }} as ci_high,
    team_rate,
    cast(team_unit_count as bigint) as team_unit_count,
    strength,
    strength_source,
    {{ safe_divide('unit_count', '(unit_count + strength)') }} as own_weight,
    {{ safe_divide('(numerator + strength * team_rate)', '(unit_count + strength)') }} as shrunk_rate
from weighted
