-- The same of each rep.
select
    coalesce(reps.rep_name, scorecard.scope_name_{language}) as rep,
    scorecard.name_{language} as kpi,
    scorecard.period_label_{language} as period,
    scorecard.kpi_value as value,
    scorecard.target_text as target,
    scorecard.attainment as attained,
    scorecard.verdict_{language} as status,
    scorecard.change_text_{language} as change,
    scorecard.remark_{language} as remark,
    scorecard.unit as _unit
from kpi_scorecard as scorecard
left join dim_reps as reps on scorecard.scope_id = reps.rep_id and reps.rep_id <> 'unassigned'
where scorecard.is_as_due and scorecard.scope_type = 'rep'
order by 1, scorecard.scope_id, scorecard.kpi_order, scorecard.kpi_id
