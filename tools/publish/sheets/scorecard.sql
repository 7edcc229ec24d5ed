-- The company's scorecard as due: each KPI in its last period that can be judged.
select
    rows.name_{language} as kpi,
    rows.period_label_{language} as period,
    rows.kpi_value as value,
    rows.target_text as target,
    rows.attainment as attained,
    rows.verdict_{language} as status,
    rows.change_text_{language} as change,
    rows.source_status_{language} as source,
    period_types.text_{language} as frequency,
    due.next_due_on,
    rows.remark_{language} as remark,
    rows.action_{language} as action,
    rows.unit as _unit
from kpi_scorecard as rows
left join kpi_due as due on rows.kpi_id = due.kpi_id
left join publication.texts as period_types
    on period_types.topic = 'period_type' and rows.official_frequency = period_types.code
where rows.is_as_due and rows.scope_type = 'company'
order by rows.kpi_order, rows.kpi_id
