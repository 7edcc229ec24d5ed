{# The surrogate key of a KPI's row. #}
{% macro kpi_row_id(rows) -%}
{%- set start = rows ~ '.period_start' -%}
{{ sales_kpis.digest([
        rows ~ '.kpi_id', rows ~ '.period_type', 'cast(' ~ start ~ ' as ' ~ dbt.type_string() ~ ')',
        rows ~ '.scope_type', rows ~ '.scope_id',
    ]) }}
{%- endmacro %}
