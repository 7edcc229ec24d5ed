{# How a number in a unit that unit_formats does not know is shown. #}
{% macro default_format() -%}
    {{ return({'decimals': 2, 'number_format': '#,##0.00', 'd3_format': ',.2f'}) }}
{%- endmacro %}
