-- Every KPI has one row for the company in every period of the spine, and none in a period beside it.
select
    kpis.kpi_id,
    periods.period_type,
    periods.period_start,
    count(company.kpi_row_id) as row_count
from {{ ref('dim_kpis') }} as kpis
cross join {{ ref('dim_periods') }} as periods
left join {{ ref('kpi_scorecard') }} as company
    on
        kpis.kpi_id = company.kpi_id
        and periods.period_type = company.period_type
        and periods.period_start = company.period_start
        and company.scope_type = 'company'
        and company.scope_id = 'all'
group by kpis.kpi_id, periods.period_type, periods.period_start
having count(company.kpi_row_id) <> 1

union all

select
    kpi_rows.kpi_id,
    kpi_rows.period_type,
    kpi_rows.period_start,
    count(*) as row_count
from {{ ref('kpi_scorecard') }} as kpi_rows
left join {{ ref('dim_periods') }} as periods
    on
        kpi_rows.period_type = periods.period_type
        and kpi_rows.period_start = periods.period_start
        and kpi_rows.period_end = periods.period_end
where
    periods.period_start is null
    or (kpi_rows.scope_type = 'company' and kpi_rows.scope_id <> 'all')
group by kpi_rows.kpi_id, kpi_rows.period_type, kpi_rows.period_start
