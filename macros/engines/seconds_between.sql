{# Seconds from one instant to another, with their fraction: dbt.datediff counts borders crossed. #}
{% macro seconds_between(first, second) -%}
    {{ return(adapter.dispatch('seconds_between', 'sales_kpis')(first, second)) }}
{%- endmacro %}

{% macro default__seconds_between(first, second) -%}
    ((epoch_us({{ second }}) - epoch_us({{ first }})) / cast(1000000 as {{ type_double() }}))
{%- endmacro %}

{% macro postgres__seconds_between(first, second) -%}
    cast(extract(epoch from ({{ second }} - {{ first }})) as {{ type_double() }})
{%- endmacro %}

{% macro spark__seconds_between(first, second) -%}
    ((unix_micros({{ second }}) - unix_micros({{ first }})) / cast(1000000 as {{ type_double() }}))
{%- endmacro %}

{% macro snowflake__seconds_between(first, second) -%}
    (cast(timestampdiff(microsecond, {{ first }}, {{ second }}) as double) / 1000000)
{%- endmacro %}

{% macro bigquery__seconds_between(first, second) -%}
    (timestamp_diff({{ second }}, {{ first }}, microsecond) / 1000000)
{%- endmacro %}

{% macro redshift__seconds_between(first, second) -%}
    (cast(datediff(microsecond, {{ first }}, {{ second }}) as double precision) / 1000000)
{%- endmacro %}
