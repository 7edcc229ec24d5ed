{# What a public table shows of an id of an export: as public_text, but a long number is no telephone. #}
{% macro public_id(id) -%}
    case when {{ sales_kpis.has_address(id) }} then 'digest:' || md5({{ id }}) else {{ id }} end
{%- endmacro %}
