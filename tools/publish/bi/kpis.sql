-- One row per KPI: names, unit and number format, what it measures, what to do.
select
    kpi_id,
    kpi_order,
    name_en,
    name_zh,
    question as question_en,
    question_zh,
    measure as measure_en,
    measure_zh,
    unit,
    unit_en,
    unit_zh,
    decimals,
    number_format,
    direction,
    nature,
    official_frequency,
    owner as owner_en,
    owner_zh,
    action_en,
    action_zh,
    source_status
from dim_kpis
