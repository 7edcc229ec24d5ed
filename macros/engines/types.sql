{# Type names that every engine takes: text and 64-bit floating point. #}
{% macro type_double() -%}
    {{ return(adapter.dispatch('type_double', 'sales_kpis')()) }}
{%- endmacro %}

{% macro default__type_double() -%} double {%- endmacro %}

{% macro postgres__type_double() -%} double precision {%- endmacro %}
