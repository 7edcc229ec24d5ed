{# A list of texts as SQL literals in lower case, for `in (...)`. #}
{% macro zoho_texts(texts) -%}
    {%- for text in texts -%}
        {{ sales_kpis.text_literal(text | string | lower) | trim }}{{ ', ' if not loop.last }}
    {%- else -%}
        ''
    {%- endfor -%}
{%- endmacro %}
