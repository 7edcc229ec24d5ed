{# The surrogate key of a KPI's row. #}
{% macro kpi_row_id(rows) -%}
md5(
        {{ rows }}.kpi_id || '|' || {{ rows }}.period_type || '|' || cast({{ rows }}.period_start as {{ dbt.type_string() }})
        || '|' || {{ rows }}.scope_type || '|' || {{ rows }}.scope_id
    )
{%- endmacro %}
