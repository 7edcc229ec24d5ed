{# Whole days from one date to another. #}
{% macro days_between(first, second) -%}
    {{ return(adapter.dispatch('days_between', 'sales_kpis')(first, second)) }}
{%- endmacro %}

{% macro default__days_between(first, second) -%} ({{ second }} - {{ first }}) {%- endmacro %}

{% macro spark__days_between(first, second) -%} datediff({{ second }}, {{ first }}) {%- endmacro %}

{% macro bigquery__days_between(first, second) -%} date_diff({{ second }}, {{ first }}, day) {%- endmacro %}
