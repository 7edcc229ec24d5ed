{%- set ids = kpi_ids() -%}
{%- set pace = "case when checks.check_id = 'freshness' then coalesce(measures.expected_value, 1) else 1 end" -%}
with

-- a check of a whole export concerns the KPIs that require the export, one of a column those that need the column
concerned as (
    select
        definitions.kpi_id,
        exports.export,
        cast(null as {{ dbt.type_string() }}) as column_name
    from {{ ref('kpi_definitions') }} as definitions
    inner join (select distinct export from {{ ref('dim_source_checks') }}) as exports
        on ';' || replace(definitions.required_exports, ' ', '') || ';' like '%;' || exports.export || ';%'

    union all

    select
        required.kpi_id,
        required.export,
        required.column_name
    from {{ ref('kpi_required_columns') }} as required
),

hits as (
    select
        export,
        column_name,
        {%- for kpi_id in ids %}
        max(case when kpi_id = '{{ kpi_id }}' then ';{{ kpi_id }}' else '' end)
        {{- ' ||' if not loop.last }}
        {%- endfor %} as kpis
    from concerned
    group by export, column_name
),

limits as (
    select
        measures.export,
        measures.check_id,
        measures.column_name,
        measures.example,
        measures.measured_value,
        measures.expected_value,
        measures.observed_count,
        measures.sample_size,
        checks.unit,
        checks.direction,
        checks.is_critical,
        checks.min_sample,
        nullif(substr(hits.kpis, 2), '') as kpis_hit,
        -- freshness is told against the export's own pace
        checks.warn * {{ pace }} as warn_threshold,
        checks.fail * {{ pace }} as fail_threshold
    from {{ ref('fct_export_measures') }} as measures
    inner join {{ ref('dim_source_checks') }} as checks
        on measures.export = checks.export and measures.check_id = checks.check_id
    left join hits on measures.export = hits.export and (measures.column_name is not distinct from hits.column_name)
),

breached as (
    select
        limits.*,
        case
            -- here the threshold itself is still good
            when check_id = 'unreadable_cells' then coalesce(measured_value > warn_threshold, false)
            when direction = 'lower' then coalesce(measured_value >= warn_threshold, false)
            else coalesce(measured_value < warn_threshold, false)
        end as is_warned,
        case
            when direction = 'lower' then coalesce(measured_value >= fail_threshold, false)
            else coalesce(measured_value < fail_threshold, false)
        end as is_failed
    from limits
)

select
    export || '.' || check_id || coalesce('.' || column_name, '') as health_id,
    export,
    check_id,
    column_name,
    example,
    cast(measured_value as {{ type_double() }}) as measured_value,
    cast(expected_value as {{ type_double() }}) as expected_value,
    observed_count,
    sample_size,
    unit,
    direction,
    cast(warn_threshold as {{ type_double() }}) as warn_threshold,
    cast(fail_threshold as {{ type_double() }}) as fail_threshold,
    case
        when measured_value is null or sample_size < min_sample then 'not_assessed'
        -- here min_sample counts what was found too: fewer are no pattern
        when check_id in ('renewals_after_a_day') and observed_count < min_sample then 'ok'
        -- nobody misses an export that no KPI needs
        when check_id = 'presence' and is_failed and kpis_hit is null then 'not_assessed'
        when is_failed and is_critical then 'critical'
        when is_failed or is_warned then 'warning'
        else 'ok'
    end as status,
    kpis_hit
from breached
