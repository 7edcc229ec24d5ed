{# The columns that every KPI's table begins with, in their order. #}
{% macro kpi_shared_columns() -%}
{%- set double = type_double() | trim -%}
kpi_rows.kpi_row_id,
    kpi_rows.kpi_id,
    kpi_rows.period_type,
    kpi_rows.period_start,
    kpi_rows.period_end,
    kpi_rows.scope_type,
    kpi_rows.scope_id,
    cast(kpi_rows.numerator as {{ double }}) as numerator,
    cast(kpi_rows.denominator as {{ double }}) as denominator,
    cast(kpi_rows.kpi_value as {{ double }}) as kpi_value,
    kpi_rows.sample_size,
    cast(kpi_rows.ci_low as {{ double }}) as ci_low,
    cast(kpi_rows.ci_high as {{ double }}) as ci_high,
    kpi_rows.value_status,
    kpi_rows.is_complete_period,
    kpi_rows.is_mature,
    cast(kpi_rows.previous_value as {{ double }}) as previous_value,
    cast(kpi_rows.target_value as {{ double }}) as target_value,
    cast(kpi_rows.target_low as {{ double }}) as target_low,
    cast(kpi_rows.target_high as {{ double }}) as target_high,
    cast(kpi_rows.attainment as {{ double }}) as attainment,
    kpi_rows.target_status,
    kpi_rows.source_status
{%- endmacro %}
