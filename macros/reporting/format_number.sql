{# A number with thousands separators and as many decimals as its size needs: 1,235, 42.3, 9.7, 0.42;
   from 100 million on in millions (Chinese: in hundreds of millions). #}
{% macro format_number(number, words) -%}
    {%- set size = number | abs -%}
    {%- if size >= 100000000 -%}
        {%- set divisor, suffix = words['millions'] -%}
        {%- set text = '{:,.2f}'.format(number / divisor) ~ ' ' ~ suffix -%}
    {%- elif size >= 99.95 -%}
        {%- set text = '{:,.0f}'.format(number) -%}
    {%- elif size >= 9.995 -%}
        {%- set text = '{:,.1f}'.format(number) -%}
    {%- else -%}
        {%- set text = '{:,.2f}'.format(number) -%}
    {%- endif -%}
    {{ return(text) }}
{%- endmacro %}
