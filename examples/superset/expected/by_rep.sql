select coalesce(reps.rep_name, scorecard.scope_name_{l}), scorecard.kpi_value
from kpi_scorecard as scorecard
left join dim_reps as reps on scorecard.scope_id = reps.rep_id
where
    scorecard.scope_type = 'rep' and scorecard.is_latest_complete_period and scorecard.period_type = 'month'
    and scorecard.kpi_id = 'monthly_recurring_revenue'
