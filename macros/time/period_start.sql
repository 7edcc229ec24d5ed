{# The first day of the period that holds a date; quarters and years follow var fiscal_year_start_month. #}
{% macro period_start(period_type, date) -%}
{%- set shift = variable('fiscal_year_start_month') - 1 -%}
{%- if period_type == 'week' -%} {{ sales_kpis.week_start(date) }}
{%- elif period_type == 'month' or shift == 0 -%}
cast({{ dbt.date_trunc(period_type, date) }} as date)
{%- else -%}
cast({{ dbt.dateadd('month', shift, dbt.date_trunc(period_type, dbt.dateadd('month', -shift, date))) }} as date)
{%- endif -%}
{%- endmacro %}
