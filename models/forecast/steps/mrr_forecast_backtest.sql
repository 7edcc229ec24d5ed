with

tested as (
    select
        paths.scope_type,
        paths.scope_id,
        paths.origin_month_start,
        paths.horizon_months,
        history.month_start,
        paths.method,
        paths.method = choices.method as is_shown,
        paths.forecast_mrr,
        paths.actual_mrr,
        {{ known_of_method('spread', 'paths.method') }} as spread,
        {{ known_of_method('drift', 'paths.method') }} as drift
    from {{ ref('mrr_forecast_paths') }} as paths
    inner join {{ ref('mrr_forecast_choices') }} as choices
        on
            paths.scope_type = choices.scope_type
            and paths.scope_id = choices.scope_id
            and paths.origin_history_month = choices.origin_history_month
    inner join {{ ref('mrr_forecast_history') }} as history
        on
            paths.scope_type = history.scope_type
            and paths.scope_id = history.scope_id
            and paths.origin_history_month + paths.horizon_months = history.history_month
),

bounded as (
    select
        tested.*,
        {{ mrr_forecast_bound('low', 'forecast_mrr', 'spread', 'drift', 'horizon_months') }} as low_mrr,
        {{ mrr_forecast_bound('high', 'forecast_mrr', 'spread', 'drift', 'horizon_months') }} as high_mrr
    from tested
)

select
    md5(
        scope_type || '|' || scope_id || '|' || cast(origin_month_start as {{ dbt.type_string() }}) || '|'
        || cast(horizon_months as {{ dbt.type_string() }}) || '|' || method
    ) as backtest_id,
    scope_type,
    scope_id,
    origin_month_start,
    horizon_months,
    month_start,
    method,
    is_shown,
    forecast_mrr,
    actual_mrr,
    forecast_mrr - actual_mrr as error_mrr,
    low_mrr,
    high_mrr,
    actual_mrr between low_mrr - {{ mrr_forecast_setting('cent') }} and high_mrr + {{ mrr_forecast_setting('cent') }}
        as is_within_interval
from bounded
