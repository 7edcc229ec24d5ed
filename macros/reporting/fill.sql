{# A text of the seed texts with its {placeholders} replaced by the values of their names. #}
{% macro fill(text, values) -%}
    {%- set ns = namespace(text=text) -%}
    {%- for name, value in values.items() -%} {%- set ns.text = ns.text.replace('{' ~ name ~ '}', value | string) -%} {%- endfor -%}
    {{ return(ns.text) }}
{%- endmacro %}
