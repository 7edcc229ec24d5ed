{# The KPIs that are good inside a band: they have two bounds in the place of a target value. #}
{% macro band_kpi_ids() -%}
    {{ return(['system_touches']) }}
{%- endmacro %}
