with

-- every row once for its own horizon, and once for 0: all horizons together
tested as (
    select
        backtest.*,
        backtest.horizon_months as told_for,
        abs(backtest.error_mrr) as absolute_error
    from {{ ref('mrr_forecast_backtest') }} as backtest

    union all

    select
        backtest.*,
        0 as told_for,
        abs(backtest.error_mrr) as absolute_error
    from {{ ref('mrr_forecast_backtest') }} as backtest
),

measured as (
    select
        scope_type,
        scope_id,
        told_for as horizon_months,
        count(distinct origin_month_start) as backtest_origins,
        count(case when is_shown then 1 end) as forecast_count,
        avg(case when method = 'movements' then absolute_error end) as movements_mae,
        avg(case when method = 'seasonal_naive' then absolute_error end) as seasonal_naive_mae,
        avg(case when method = 'naive' then absolute_error end) as naive_mae,
        avg(case when is_shown then absolute_error end) as shown_mae,
        count(case when is_shown and method <> 'naive' then 1 end) as not_naive_count,
        count(case when is_shown then is_within_interval end) as interval_count,
        count(case when is_shown and is_within_interval then 1 end) as held_count
    from tested
    group by scope_type, scope_id, told_for
)

select
    md5(scope_type || '|' || scope_id || '|' || cast(horizon_months as {{ dbt.type_string() }})) as accuracy_id,
    scope_type,
    scope_id,
    cast(horizon_months as bigint) as horizon_months,
    cast(backtest_origins as bigint) as backtest_origins,
    cast(forecast_count as bigint) as forecast_count,
    movements_mae,
    seasonal_naive_mae,
    naive_mae,
    shown_mae,
    {{ safe_divide('not_naive_count', 'forecast_count') }} as not_naive_share,
    cast(interval_count as bigint) as interval_count,
    {{ safe_divide('held_count', 'interval_count') }} as interval_coverage
from measured
