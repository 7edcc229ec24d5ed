{# A list of texts in lower case for `in (...)`; an empty list matches nothing. #}
{% macro lower_literals(texts) -%}
    {%- for text in texts or [''] -%}
        {{ sales_kpis.text_literal(text | string | lower) | trim }}{{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
