-- A ratio of r wins for each loss is a win rate of r / (1 + r), and it lies in its interval.
select
    kpi_row_id,
    kpi_value,
    win_rate,
    win_rate_ci_low,
    win_rate_ci_high
from {{ ref('kpi_deal_win_loss_ratio') }}
where
    abs(win_rate - kpi_value / (1 + kpi_value)) > 0.000000001
    or (kpi_value is not null and win_rate is null)
    or win_rate < win_rate_ci_low - 0.000000001
    or win_rate > win_rate_ci_high + 0.000000001
    or (win_rate is null) <> (win_rate_ci_low is null)
    or numerator + denominator <> sample_size
    or no_decision_count > denominator
    or reopened_count > sample_size
