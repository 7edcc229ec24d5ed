select coalesce(reps.rep_name, scorecard.scope_name_{l}), scorecard.name_{l}, floor(100 * scorecard.attainment + 1e-9) / 100
from kpi_scorecard as scorecard
left join dim_reps as reps on scorecard.scope_id = reps.rep_id
where
    scorecard.scope_type = 'rep' and scorecard.is_as_due
    and scorecard.target_status in ('on_target', 'at_risk', 'off_target')
