{#
    The one place that distinguishes one run from another: dbt's own id of the run and the time it began, not a clock that a
    model asks. What a build found is added to what earlier builds found, and never taken away: not by --full-refresh,
    not by a new column.
-#}
{{ config(
    materialized='incremental',
    incremental_strategy='merge' if target.type == 'bigquery' else 'append',
    full_refresh=false,
    on_schema_change='append_new_columns',
) }}
select
    '{{ invocation_id }}' || '.' || health.health_id as history_id,
    '{{ invocation_id }}' as run_id,
    cast('{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S") }}' as timestamp) as ran_at,
    as_of.as_of_date,
    health.health_id,
    health.export,
    health.check_id,
    health.column_name,
    health.measured_value,
    health.expected_value,
    health.observed_count,
    health.sample_size,
    health.warn_threshold,
    health.fail_threshold,
    health.status,
    health.kpis_hit
from {{ ref('source_health') }} as health
cross join {{ ref('dim_as_of') }} as as_of
