select
    kpi_order,
    coalesce(list_position(['on_target', 'at_risk', 'off_target'], target_status), 4),
    name_{l},
    period_label_{l},
    value_text,
    target_text,
    if(target_status in ('on_target', 'at_risk', 'off_target'), floor(100 * attainment + 1e-9) / 100, null),
    change_rate,
    case target_status when 'on_target' then '●' when 'at_risk' then '▲' when 'off_target' then '▼' else '○' end || ' ' || verdict_{l},
    source_status_{l}
from kpi_scorecard
where scope_type = 'company' and is_as_due
order by kpi_order
