{{ config(
    materialized='incremental',
    incremental_strategy='merge' if target.type == 'bigquery' else 'append',
    full_refresh=false,
    on_schema_change='append_new_columns',
) }}
with

-- a row is closed when its period is over and mature by a day that records vouch for; a KPI without its exports has
-- reported nothing
closed as (
    select
        all_rows.*,
        kpis.definition_version,
        all_rows.period_type = kpis.official_frequency as is_official,
        as_of.as_of_date
    from {{ ref('kpi_values') }} as all_rows
    inner join {{ ref('dim_kpis') }} as kpis on all_rows.kpi_id = kpis.kpi_id
    cross join {{ ref('dim_as_of') }} as as_of
    where
        all_rows.is_complete_period
        and all_rows.is_mature
        and kpis.has_required_exports
        and {{ is_no_slice('all_rows') }}
        and {{ add_days('all_rows.period_end', 'coalesce(kpis.maturity_days, 0)') }} <= as_of.known_until
)

select
    '{{ reporting_history() }}' as history_name,
    closed.kpi_row_id,
    closed.kpi_id,
    closed.period_type,
    closed.period_start,
    closed.period_end,
    closed.scope_type,
    closed.scope_id,
    closed.numerator,
    closed.denominator,
    closed.kpi_value,
    closed.sample_size,
    closed.value_status,
    closed.target_status,
    closed.is_official,
    closed.definition_version,
    closed.as_of_date as reported_as_of,
    '{{ invocation_id }}' as reported_by_run,
    cast('{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S") }}' as timestamp) as reported_at
from closed
{%- if is_incremental() %}
left join {{ this }} as kept
    on closed.kpi_row_id = kept.kpi_row_id and kept.history_name = '{{ reporting_history() }}'
where kept.kpi_row_id is null
{%- endif %}
