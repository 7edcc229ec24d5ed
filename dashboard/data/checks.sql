-- One row per export and check, the worst first.
select
    health_id,
    export,
    check_id,
    name_en,
    name_zh,
    column_name,
    measured_value,
    unit,
    status,
    kpis_hit,
    message_en,
    message_zh
from source_health
order by list_position(['critical', 'warning', 'not_assessed', 'ok'], status) nulls first, export, check_id, column_name
