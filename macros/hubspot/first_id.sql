{# The first of several ids joined by semicolons; null where there is none. #}
{% macro first_id(ids) -%}
    nullif(trim(split_part({{ ids }}, ';', 1)), '')
{%- endmacro %}
