-- One row per scope and month ahead.
select
    scope_type,
    scope_id,
    origin_month_start,
    horizon_months,
    month_start,
    month_end,
    method,
    forecast_mrr,
    low_mrr,
    high_mrr,
    interval_level,
    movements_mae,
    naive_mae,
    seasonal_naive_mae,
    shown_mae,
    backtest_origins,
    interval_count,
    interval_coverage,
    is_better_than_naive,
    forecast_status,
    message_en,
    message_zh
from mrr_forecast
order by scope_type, scope_id, month_start
