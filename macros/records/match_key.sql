{# A name without its case, blanks and punctuation, to compare what two systems call a company; null where nothing is left. #}
{% macro match_key(name) -%}
    {%- set ns = namespace(text="lower(" ~ name ~ ")") -%}
    {%- for mark in [' ', '\u00a0', '\u3000', '.', ',', ';', ':', '-', '_', '/', '&', "'", '’', '"', '(', ')', '（', '）', '·'] -%}
        {%- set ns.text = "replace(" ~ ns.text ~ ", " ~ (sales_kpis.text_literal(mark) | trim) ~ ", '')" -%}
    {%- endfor -%}
    nullif({{ ns.text }}, '')
{%- endmacro %}
