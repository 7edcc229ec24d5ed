{# The first day of the period some periods later, given the first day of one. #}
{% macro add_periods(period_type, start, periods) -%}
{%- if period_type == 'week' -%} {{ add_days(start, 7 * periods) }}
{%- else -%}
{%- set months = {'month': 1, 'quarter': 3, 'year': 12}[period_type] -%}
cast({{ dbt.dateadd('month', months * periods, start) }} as date)
{%- endif -%}
{%- endmacro %}
