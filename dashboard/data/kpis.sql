-- One row per KPI: what it means, what to do, when it is due, how far its source is trusted. Leading KPIs first.
select
    kpis.kpi_id,
    kpis.name_en,
    kpis.name_zh,
    kpis.question,
    kpis.question_zh,
    kpis.measure,
    kpis.measure_zh,
    kpis.unit,
    kpis.direction,
    kpis.nature,
    kpis.basis,
    kpis.official_frequency,
    kpis.min_sample,
    kpis.maturity_days,
    kpis.owner,
    kpis.required_exports,
    kpis.target_inherits,
    kpis.action_en,
    kpis.action_zh,
    kpis.known_gaming,
    kpis.definition_version,
    kpis.source_status,
    kpis.weakest_check,
    supports.support,
    supports.reason_en,
    supports.reason_zh,
    due.due_period_start,
    due.due_on,
    due.due_status,
    due.next_due_on,
    due.slowest_export,
    due.is_cadence_sufficient
from dim_kpis as kpis
left join dim_kpi_support as supports on kpis.kpi_id = supports.kpi_id
left join kpi_due as due on kpis.kpi_id = due.kpi_id
order by kpis.nature desc, kpis.kpi_order, kpis.kpi_id
