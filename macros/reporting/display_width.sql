{# Columns that a text takes in a terminal: Chinese, Japanese and Korean characters and full-width forms take two. #}
{% macro display_width(text) -%}
    {%- set ns = namespace(width=0) -%}
    {%- for character in text -%}
        {%- set ns.width = ns.width + (2 if sales_kpis.is_wide(character) else 1) -%}
    {%- endfor -%}
    {{ return(ns.width) }}
{%- endmacro %}
