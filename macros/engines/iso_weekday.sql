{# Day of the week of a date: 1 = Monday to 7 = Sunday. #}
{% macro iso_weekday(date) -%}
    {{ return(adapter.dispatch('iso_weekday', 'sales_kpis')(date)) }}
{%- endmacro %}

{% macro default__iso_weekday(date) -%} cast(extract(isodow from {{ date }}) as integer) {%- endmacro %}

{% macro spark__iso_weekday(date) -%} (weekday({{ date }}) + 1) {%- endmacro %}
