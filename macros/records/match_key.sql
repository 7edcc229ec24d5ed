{# A name without its case, blanks and punctuation, to compare what two systems call a company; null where nothing is left. #}
{% macro match_key(name) -%}
    {%- set marks = " \u00a0\u3000.,;:-_/&'\u2019\"()\uff08\uff09\u00b7" -%}
    nullif(translate(lower({{ name }}), {{ sales_kpis.text_literal(marks) | trim(chars='\n') }}, ''), '')
{%- endmacro %}
