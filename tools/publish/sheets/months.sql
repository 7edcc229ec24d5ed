-- The company's months, the latest first.
select
    period_label_{language} as period,
    name_{language} as kpi,
    kpi_value as value,
    previous_value as before,
    target_text as target,
    attainment as attained,
    verdict_{language} as status,
    numerator,
    denominator,
    sample_size as sample,
    unit as _unit
from kpi_scorecard
where period_type = 'month' and scope_type = 'company'
order by period_start desc, kpi_order, kpi_id
