{# The surrogate key of a KPI's row. #}
{% macro kpi_row_id() -%}
md5(kpi_id || '|' || period_type || '|' || cast(period_start as {{ dbt.type_string() }}) || '|' || scope_type || '|' || scope_id)
{%- endmacro %}
