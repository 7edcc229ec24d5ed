{# The first of several ids joined by semicolons; null where there is none. #}
{% macro first_id(ids) -%}
    nullif(trim({{ sales_kpis.text_part(ids, ';', 1) }}), '')
{%- endmacro %}
