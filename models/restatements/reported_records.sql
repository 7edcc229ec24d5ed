{{ config(
    materialized='incremental',
    incremental_strategy='merge' if target.type == 'bigquery' else 'append',
    full_refresh=false,
    on_schema_change='append_new_columns',
) }}
with

closed as (
    select
        reported.history_name,
        reported.kpi_id,
        reported.period_type,
        reported.period_start
    from {{ ref('kpi_as_reported') }} as reported
    where
        reported.history_name = '{{ reporting_history() }}'
        and reported.scope_type = 'company'
        and reported.is_official
        and reported.kpi_id not in ('customer_lifetime_value', 'share_of_voice')
)

select
    closed.history_name,
    closed.kpi_id,
    closed.period_type,
    closed.period_start,
    -- a period without records leaves a row too, so that it is known to be closed
    coalesce(records.export, 'none') as export,
    coalesce(records.record_id, 'none') as record_id,
    records.numerator_amount,
    records.denominator_amount
from closed
left join {{ ref('kpi_period_records') }} as records
    on
        closed.kpi_id = records.kpi_id
        and closed.period_type = records.period_type
        and closed.period_start = records.period_start
{%- if is_incremental() %}
left join (
    select distinct
        history_name,
        kpi_id,
        period_type,
        period_start
    from {{ this }}
) as kept
    on
        closed.history_name = kept.history_name
        and closed.kpi_id = kept.kpi_id
        and closed.period_type = kept.period_type
        and closed.period_start = kept.period_start
where kept.kpi_id is null
{%- endif %}
