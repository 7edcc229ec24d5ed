{# A number as text with commas between thousands and a fixed number of decimals, halves rounded away from zero; NULL stays NULL.
    Six decimals are rounded first: the last bits of a sum, which differ between engines, do not decide on a half. #}
{% macro grouped_number(number, decimals) -%}
    {{ return(adapter.dispatch('grouped_number', 'sales_kpis')(number, decimals)) }}
{%- endmacro %}

{# Its own rounding is to even: the cast rounds first. #}
{% macro default__grouped_number(number, decimals) -%}
    format('{:,.{{ decimals }}f}', cast(cast(cast({{ number }} as decimal(24, 6)) as decimal(18, {{ decimals }})) as double))
{%- endmacro %}

{% macro postgres__grouped_number(number, decimals) -%}
    to_char(cast(cast({{ number }} as numeric(24, 6)) as numeric(18, {{ decimals }})), 'FM999,999,999,999,999,990{{ '.' ~ '0' * decimals if decimals }}')
{%- endmacro %}

{% macro spark__grouped_number(number, decimals) -%}
    format_number(cast(cast({{ number }} as decimal(24, 6)) as decimal(18, {{ decimals }})), {{ decimals }})
{%- endmacro %}

{% macro snowflake__grouped_number(number, decimals) -%}
    {{ sales_kpis.postgres__grouped_number(number, decimals) }}
{%- endmacro %}

{% macro bigquery__grouped_number(number, decimals) -%}
    format("%'.{{ decimals }}f", cast(cast({{ number }} as decimal(24, 6)) as decimal(18, {{ decimals }})))
{%- endmacro %}
