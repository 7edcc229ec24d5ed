-- One row per period of every type, oldest first.
select
    period_type,
    period_start,
    period_end,
    period_label_en,
    period_label_zh,
    is_complete_period,
    working_days,
    working_days_elapsed
from dim_periods
order by period_type, period_start
