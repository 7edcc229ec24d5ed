-- A KPI of which nothing is said for a system would pass for one that the system gives in full.
{{ config(severity='warn') }}
select
    systems.system,
    kpis.kpi_id
from (select distinct system from {{ ref('kpi_support') }}) as systems
cross join {{ ref('kpi_definitions') }} as kpis
left join {{ ref('kpi_support') }} as said on systems.system = said.system and kpis.kpi_id = said.kpi_id
where
    said.kpi_id is null
    and kpis.kpi_id in ('{{ kpi_ids() | join("', '") }}')
