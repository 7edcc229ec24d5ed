-- One row per pair of KPIs.
select
    kpi_a,
    kpi_b,
    shared_export_count,
    export_count,
    record_overlap,
    shared_record_type,
    is_same_records,
    strongest_lag_months,
    pair_count,
    rank_correlation,
    critical_value,
    relation,
    is_beyond_chance_in_table,
    reading_en,
    reading_zh
from kpi_overlap
order by kpi_a, kpi_b
