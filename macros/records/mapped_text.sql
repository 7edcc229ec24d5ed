{# What a mapping says of a text, whatever its case; `otherwise` where it says nothing. #}
{% macro mapped_text(text, mapping, otherwise) -%}
    {%- if not mapping -%} {{ return(otherwise) }} {%- endif -%}
    case lower({{ text }})
        {%- for from_text, to_text in mapping.items() %}
        when {{ sales_kpis.text_literal(from_text | string | lower) | trim }} then {{ sales_kpis.text_literal(to_text) | trim }}
        {%- endfor %}
        else {{ otherwise }}
    end
{%- endmacro %}
