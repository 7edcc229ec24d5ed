{# Whether two values differ, null being a value like any other. #}
{% macro differs_from(first, second) -%}
    {{ return(adapter.dispatch('differs_from', 'sales_kpis')(first, second)) }}
{%- endmacro %}

{% macro default__differs_from(first, second) -%} ({{ first }} is distinct from {{ second }}) {%- endmacro %}

{% macro redshift__differs_from(first, second) -%}
    coalesce({{ first }} <> {{ second }}, ({{ first }} is null) <> ({{ second }} is null))
{%- endmacro %}
