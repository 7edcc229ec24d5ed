{%- set pace = "case when checks.check_id = 'freshness' then coalesce(measures.expected, 1) else 1 end" -%}
{%- set text = dbt.type_string() -%}
with

measures as (
    select export, check_id, cast(null as {{ text }}) as column_name, affected, total, example,
        cast(null as {{ type_double() }}) as expected
    from {{ ref('fct_file_measures') }}
    union all
    select export, check_id, column_name, affected, total, null, null from {{ ref('fct_column_measures') }}
    union all
    select export, check_id, null, affected, total, example, expected from {{ ref('fct_date_measures') }}
    union all
    select export, check_id, null, affected, total, null, null from {{ ref('fct_customer_measures') }}
),

-- a check of a whole export concerns the KPIs that require the export, one of a column those that need the column
concerned as (
    select
        definitions.kpi_id,
        exports.export,
        cast(null as {{ text }}) as column_name
    from {{ ref('kpi_definitions') }} as definitions
    inner join (select distinct export from {{ ref('dim_source_checks') }}) as exports
        on {{ is_listed('exports.export', 'definitions.required_exports') }}

    union all

    select
        kpi_id,
        export,
        column_name
    from {{ ref('kpi_required_columns') }}
),

hits as (
    select
        export,
        column_name,
        {%- for kpi_id in kpi_ids() %}
        max(case when kpi_id = '{{ kpi_id }}' then ';{{ kpi_id }}' else '' end)
        {{- ' ||' if not loop.last }}
        {%- endfor %} as kpis
    from concerned
    group by export, column_name
),

measured as (
    select
        checks.*,
        measures.column_name,
        measures.example,
        cast(
            case checks.unit
                when 'rate' then {{ safe_divide('measures.affected', 'measures.total') }}
                when 'ratio' then {{ safe_divide('measures.affected', 'measures.expected') }}
                else measures.affected
            end as {{ type_double() }}
        ) as measured_value,
        measures.expected as expected_value,
        cast(coalesce(measures.affected, 0) as bigint) as observed_count,
        cast(coalesce(measures.total, 0) as bigint) as sample_size,
        -- freshness is measured against the export's own pace
        cast(checks.warn * {{ pace }} as {{ type_double() }}) as warn_threshold,
        cast(checks.fail * {{ pace }} as {{ type_double() }}) as fail_threshold,
        nullif(substr(hits.kpis, 2), '') as kpis_hit
    from {{ ref('dim_source_checks') }} as checks
    left join measures on checks.export = measures.export and checks.check_id = measures.check_id
    left join hits on checks.export = hits.export and not {{ differs_from('measures.column_name', 'hits.column_name') }}
    where measures.check_id is not null or checks.check_id not in ('completeness', 'references', 'missing_parts')
),

breached as (
    select
        measured.*,
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
    from measured
)

select
    export || '.' || check_id || coalesce('.' || column_name, '') as health_id,
    export,
    check_id,
    column_name,
    example,
    measured_value,
    expected_value,
    observed_count,
    sample_size,
    unit,
    direction,
    warn_threshold,
    fail_threshold,
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
