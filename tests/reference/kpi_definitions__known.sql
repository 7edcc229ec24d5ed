-- KPIs and units that the project does not know: the first are left out, the second shown as plain numbers; the scorecard in
-- the terminal says so.
{{ config(severity='warn') }}
select
    kpi_id,
    unit
from {{ ref('kpi_definitions') }}
where
    kpi_id not in ('{{ kpi_ids() | join("', '") }}')
    or unit is null
    or unit not in ('{{ unit_formats() | join("', '") }}')
