-- A chart that is named after a KPI. In these queries {l} is the language and {kpi} the chart's name.
select period_start, kpi_value
from kpi_scorecard
where kpi_id = '{kpi}' and scope_type = 'company' and period_type = 'month' and is_complete_period
