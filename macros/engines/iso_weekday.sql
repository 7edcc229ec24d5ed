{# Day of the week of a date: 1 = Monday to 7 = Sunday. #}
{% macro iso_weekday(date) -%}
    {{ return(adapter.dispatch('iso_weekday', 'sales_kpis')(date)) }}
{%- endmacro %}

{% macro default__iso_weekday(date) -%} cast(extract(isodow from {{ date }}) as integer) {%- endmacro %}

{% macro spark__iso_weekday(date) -%} (weekday({{ date }}) + 1) {%- endmacro %}

{% macro snowflake__iso_weekday(date) -%} dayofweekiso({{ date }}) {%- endmacro %}

{% macro bigquery__iso_weekday(date) -%} (mod(extract(dayofweek from {{ date }}) + 5, 7) + 1) {%- endmacro %}

{# Its own week begins on Sunday, which is 0. #}
{% macro redshift__iso_weekday(date) -%} (mod(cast(extract(dow from {{ date }}) as integer) + 6, 7) + 1) {%- endmacro %}


{# The number of the week of a date by ISO 8601. #}
{% macro iso_week(date) -%}
    {{ return(adapter.dispatch('iso_week', 'sales_kpis')(date)) }}
{%- endmacro %}

{% macro default__iso_week(date) -%} cast(extract(week from {{ date }}) as integer) {%- endmacro %}

{% macro snowflake__iso_week(date) -%} weekiso({{ date }}) {%- endmacro %}

{% macro bigquery__iso_week(date) -%} extract(isoweek from {{ date }}) {%- endmacro %}


{# The Monday of the week of a date. #}
{% macro week_start(date) -%}
    {{ return(adapter.dispatch('week_start', 'sales_kpis')(date)) }}
{%- endmacro %}

{% macro default__week_start(date) -%} cast({{ dbt.date_trunc('week', date) }} as date) {%- endmacro %}

{# The first day of the week is a setting of the account there, and Sunday on BigQuery. #}
{% macro snowflake__week_start(date) -%} {{ sales_kpis.add_days(date, '1 - dayofweekiso(' ~ date ~ ')') }} {%- endmacro %}

{% macro bigquery__week_start(date) -%} date_trunc({{ date }}, isoweek) {%- endmacro %}
