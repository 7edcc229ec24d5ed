-- One row per period; period_key is its type and first day.
select
    period_type || ' ' || strftime(period_start, '%Y-%m-%d') as period_key,
    period_type,
    period_start,
    period_end,
    period_label_en,
    period_label_zh,
    is_complete_period,
    is_latest_complete_period,
    working_days,
    as_of_date
from dim_periods
