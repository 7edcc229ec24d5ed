{# One of the formats of unit_formats (decimals, number_format, d3_format) for the unit in a column; the default one for an unknown unit. #}
{% macro unit_format(unit, name) -%}
case {{ unit }}
        {%- for code, formats in unit_formats().items() %}
        when '{{ code }}' then {{ formats[name] if formats[name] is number else text_literal(formats[name]) }}
        {%- endfor %}
        {%- set format = default_format()[name] %}
        else {{ format if format is number else text_literal(format) }}
    end
{%- endmacro %}
