{# One of the accepted values in lower case, however it was written; null where it is none of them. #}
{% macro parse_enum(text, accepted) -%}
    {%- set values = [] -%}
    {%- for value in accepted -%}
        {%- do values.append(sales_kpis.text_literal(value | string | lower) | trim) -%}
    {%- endfor -%}
    case when lower({{ text }}) in ({{ values | join(', ') }}) then lower({{ text }}) end
{%- endmacro %}
