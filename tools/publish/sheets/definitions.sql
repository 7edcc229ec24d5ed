-- What each KPI asks and measures.
select
    name_{language} as kpi,
    question_{language} as question,
    measure_{language} as measure,
    unit_{language} as unit,
    owner_{language} as owner
from bi.kpis
order by kpi_order, kpi_id
