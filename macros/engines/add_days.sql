{# A date some days later, as a date: date arithmetic gives a timestamp on some engines. #}
{% macro add_days(date, days) -%}
    {{ return(adapter.dispatch('add_days', 'sales_kpis')(date, days)) }}
{%- endmacro %}

{% macro default__add_days(date, days) -%} cast({{ date }} + cast({{ days }} as integer) as date) {%- endmacro %}

{% macro spark__add_days(date, days) -%} date_add({{ date }}, cast({{ days }} as int)) {%- endmacro %}

{% macro bigquery__add_days(date, days) -%} date_add({{ date }}, interval cast({{ days }} as int64) day) {%- endmacro %}
