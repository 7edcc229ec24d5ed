{# A number as text with commas between thousands and a fixed number of decimals, halves rounded away from zero; NULL stays NULL. #}
{% macro grouped_number(number, decimals) -%}
    {{ return(adapter.dispatch('grouped_number', 'sales_kpis')(number, decimals)) }}
{%- endmacro %}

{# Its own rounding is to even: the cast rounds first. #}
{% macro default__grouped_number(number, decimals) -%}
    format('{:,.{{ decimals }}f}', cast(cast({{ number }} as decimal(18, {{ decimals }})) as double))
{%- endmacro %}

{% macro postgres__grouped_number(number, decimals) -%}
    to_char(cast({{ number }} as numeric(18, {{ decimals }})), 'FM999,999,999,999,999,990{{ '.' ~ '0' * decimals if decimals }}')
{%- endmacro %}

{% macro spark__grouped_number(number, decimals) -%}
    format_number(cast({{ number }} as decimal(18, {{ decimals }})), {{ decimals }})
{%- endmacro %}
