{# A KPI's number as people read it, by its unit; `with_unit` false leaves the unit's name out (a percent sign stays). #}
{% macro format_measure(number, unit, words, with_unit=true) -%}
    {%- if unit == 'rate' -%}
        {%- set text = '{:,.1f} %'.format(number * 100) -%}
    {%- elif unit == 'count' -%}
        {%- set text = '{:,.0f}'.format(number) -%}
    {%- elif unit == 'currency' and number | abs < 100000000 -%}
        {%- set text = '{:,.0f}'.format(number) -%}
    {%- else -%}
        {%- set text = sales_kpis.format_number(number, words) -%}
    {%- endif -%}
    {%- set name = var('reporting_currency') if unit == 'currency' else words['units'].get(unit) -%}
    {{ return(text ~ ' ' ~ name if with_unit and name else text) }}
{%- endmacro %}
