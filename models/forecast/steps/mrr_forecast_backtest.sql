{%- set so_far -%}
over (partition by scope_type, scope_id, method order by known_in rows between unbounded preceding and current row)
{%- endset -%}
{%- set naive_mae = "max(case when method = 'naive' then mae end) over (partition by scope_type, scope_id, known_in)" -%}
-- What each method says from each origin, with the interval and the choice that its errors known by then allow; beside it
-- what came. Nothing that came after the origin takes part.
with

settings as (
    {{ settings_of(['mrr_forecast_min_errors', 'mrr_forecast_margin', 'mrr_forecast_interval_level']) }}
),

errors as (
    select
        scope_type,
        scope_id,
        method,
        horizon_months,
        -- the month of the history in whose end the error became known
        origin_history_month + horizon_months as known_in,
        abs(forecast_mrr - actual_mrr) as absolute_error,
        ln(actual_mrr / forecast_mrr) as log_error
    from {{ ref('mrr_forecast_paths') }}
    where actual_mrr is not null
),

monthly as (
    select
        scope_type,
        scope_id,
        method,
        known_in,
        count(*) as errors,
        count(case when horizon_months = 1 then 1 end) as one_month_errors,
        sum(absolute_error) as absolute_error,
        sum(log_error * log_error / horizon_months) as square,
        sum(case when horizon_months = 1 then log_error * log_error end) as one_month_square,
        sum(log_error * horizon_months) as moment,
        sum(horizon_months * horizon_months) as horizon_square
    from errors
    group by scope_type, scope_id, method, known_in
),

-- everything that was known by then, and nothing later; an interval needs some errors of one month
known as (
    select
        scope_type,
        scope_id,
        method,
        known_in,
        sum(one_month_errors) {{ so_far }} as tests,
        sum(one_month_errors) {{ so_far }} >= settings.mrr_forecast_min_errors as is_tested,
        {{ safe_divide('sum(absolute_error) ' ~ so_far, 'sum(errors) ' ~ so_far) }} as mae,
        -- the wider of the two: errors of many months overlap, those of one month are few
        {{ greatest_of([
            'sqrt(' ~ safe_divide('sum(square) ' ~ so_far, 'sum(errors) ' ~ so_far) ~ ')',
            'sqrt(' ~ safe_divide('sum(one_month_square) ' ~ so_far, 'sum(one_month_errors) ' ~ so_far) ~ ')',
        ]) }} as spread,
        {{ safe_divide('sum(moment) ' ~ so_far, 'sum(horizon_square) ' ~ so_far) }} as drift
    from monthly
    cross join settings
),

-- how far off each known error was, in widths of spread and drift
scores as (
    select
        known.scope_type,
        known.scope_id,
        known.method,
        known.known_in,
        known.tests,
        {{ safe_divide('abs(errors.log_error)', mrr_forecast_width('known.spread', 'known.drift', 'errors.horizon_months')) }} as score
    from known
    inner join errors
        on
            known.scope_type = errors.scope_type
            and known.scope_id = errors.scope_id
            and known.method = errors.method
            and known.known_in >= errors.known_in
    where known.is_tested
),

ranked as (
    select
        scores.*,
        row_number() over (partition by scope_type, scope_id, method, known_in order by score) as place,
        count(*) over (partition by scope_type, scope_id, method, known_in) as score_count
    from scores
    where score is not null
),

-- the smallest width that would have held the asked share of them, and a little more while months that tested it are few
factors as (
    select
        scope_type,
        scope_id,
        method,
        known_in,
        min(score) as interval_factor
    from ranked
    cross join settings
    where place >= {{ least_of([1, 'settings.mrr_forecast_interval_level * (1 + 1.0 / tests)']) }} * score_count - 0.000000001
    group by scope_type, scope_id, method, known_in
),

-- another method than naive is shown where it missed by clearly less
compared as (
    select
        known.*,
        method = 'naive' or (
            is_tested
            and {{ naive_mae }} >= {{ mrr_forecast_setting('cent') }}
            and mae < (1 - settings.mrr_forecast_margin) * {{ naive_mae }}
        ) as may_be_shown
    from known
    cross join settings
),

chosen as (
    select
        compared.*,
        row_number() over (
            partition by scope_type, scope_id, known_in order by case when may_be_shown then 0 else 1 end, mae, method
        ) = 1 as is_shown
    from compared
),

judged as (
    select
        paths.*,
        coalesce(chosen.is_shown, paths.method = 'naive') as is_shown,
        chosen.mae as known_mae,
        case when chosen.is_tested then chosen.spread end as spread,
        case when chosen.is_tested then chosen.drift end as drift,
        case when chosen.is_tested then coalesce(factors.interval_factor, 1) end as interval_factor
    from {{ ref('mrr_forecast_paths') }} as paths
    left join chosen
        on
            paths.scope_type = chosen.scope_type
            and paths.scope_id = chosen.scope_id
            and paths.method = chosen.method
            and paths.origin_history_month = chosen.known_in
    left join factors
        on
            chosen.scope_type = factors.scope_type
            and chosen.scope_id = factors.scope_id
            and chosen.method = factors.method
            and chosen.known_in = factors.known_in
),

bounded as (
    select
        judged.*,
        {{ mrr_forecast_bound('low', 'forecast_mrr', mrr_forecast_width('spread', 'drift', 'horizon_months')) }} as low_mrr,
        {{ mrr_forecast_bound('high', 'forecast_mrr', mrr_forecast_width('spread', 'drift', 'horizon_months')) }} as high_mrr
    from judged
)

select
    bounded.*,
    forecast_mrr - actual_mrr as error_mrr,
    actual_mrr between low_mrr - {{ mrr_forecast_setting('cent') }} and high_mrr + {{ mrr_forecast_setting('cent') }}
        as is_within_interval
from bounded
