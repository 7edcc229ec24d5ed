{# A target's number: as a measure without its unit's name, and without decimals that are zero. #}
{% macro format_bound(number, unit, words) -%}
    {%- set shown = (number * 100) | round(1) if unit == 'rate' else number -%}
    {%- if shown == shown | int and shown | abs < 100000000 -%}
        {{ return('{:,.0f}'.format(shown) ~ (' %' if unit == 'rate' else '')) }}
    {%- endif -%}
    {{ return(sales_kpis.format_measure(number, unit, words, false)) }}
{%- endmacro %}
