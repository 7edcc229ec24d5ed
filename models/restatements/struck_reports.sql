{{ config(
    materialized='incremental',
    incremental_strategy='merge' if target.type == 'bigquery' else 'append',
    full_refresh=false,
    on_schema_change='append_new_columns',
) }}
-- strike_reports writes the rows; a build adds none
select
    reported.*,
    reported.reported_at as struck_at,
    reported.reported_by_run as struck_because
from {{ ref('kpi_as_reported') }} as reported
where 1 = 0
