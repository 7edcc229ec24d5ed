{# What a mapping says of one of the labels in a cell, which stand between commas; `otherwise` where it says nothing. #}
{% macro labelled_text(labels, mapping, otherwise) -%}
    {%- if not mapping -%} {{ return(otherwise) }} {%- endif -%}
    case
        {%- for label, to_text in mapping.items() %}
        when {{ dbt.position(
            sales_kpis.text_literal(',' ~ (label | string | lower | replace(' ', '')) ~ ',') | trim,
            "(',' || replace(lower(" ~ labels ~ "), ' ', '') || ',')"
        ) }} > 0
            then {{ sales_kpis.text_literal(to_text) | trim }}
        {%- endfor %}
        else {{ otherwise }}
    end
{%- endmacro %}
