{# A continuous percentile of an expression; NULLs are left out. #}
{% macro percentile(fraction, expression) -%}
    {{ return(adapter.dispatch('percentile', 'sales_kpis')(fraction, expression)) }}
{%- endmacro %}

{% macro default__percentile(fraction, expression) -%}
percentile_cont({{ fraction }}) within group (order by {{ expression }})
{%- endmacro %}

{# Its percentile_cont is a window function alone: the two values that the place lies between, and the part of the way from one to the other. #}
{% macro bigquery__percentile(fraction, expression) -%}
    {%- set place = '(' ~ fraction ~ ' * (count(' ~ expression ~ ') - 1))' -%}
    {%- set values = 'array_agg(' ~ expression ~ ' ignore nulls order by ' ~ expression ~ ')' -%}
    {%- set lower = values ~ '[safe_offset(cast(floor(' ~ place ~ ') as int64))]' -%}
    {%- set upper = values ~ '[safe_offset(cast(ceil(' ~ place ~ ') as int64))]' -%}
    ({{ lower }} + ({{ place }} - floor({{ place }})) * ({{ upper }} - {{ lower }}))
{%- endmacro %}
