{# A count or an amount among a KPI's own measures: 0 without records, NULL without a required export. #}
{% macro count_of(column, measures='measures') -%}
case when kpi_rows.has_required_exports then case when {{ measures }}.scope_id is null then 0 else {{ measures }}.{{ column }} end end
{%- endmacro %}
