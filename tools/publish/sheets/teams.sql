-- The same of each team.
select
    scope_name_{language} as team,
    name_{language} as kpi,
    period_label_{language} as period,
    kpi_value as value,
    target_text as target,
    attainment as attained,
    verdict_{language} as status,
    change_text_{language} as change,
    remark_{language} as remark,
    unit as _unit
from kpi_scorecard
where is_as_due and scope_type = 'team'
order by scope_name_{language}, scope_id, kpi_order, kpi_id
