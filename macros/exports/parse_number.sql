{# A plain decimal number as a double, within bounds where there are any; null where it is none. #}
{% macro parse_number(text, min=none, max=none) -%}
    {%- set number = sales_kpis.try_double(text) -%}
    case
            when not {{ sales_kpis.matches(text, sales_kpis.number_pattern()) }} then null
            {%- if min is not none %}
            when {{ number }} < {{ min }} then null
            {%- endif %}
            {%- if max is not none %}
            when {{ number }} > {{ max }} then null
            {%- endif %}
            else {{ number }}
        end
{%- endmacro %}


{# Sign, digits with a decimal point, exponent: no nan, no inf, no thousands separators, no currency signs. #}
{% macro number_pattern() -%}
    {{ return('^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?$') }}
{%- endmacro %}
