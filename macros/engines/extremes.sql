{# The greatest of some values, and the least; those that are null are left out. #}
{% macro greatest_of(values) -%}
    {{ return(adapter.dispatch('greatest_of', 'sales_kpis')(values)) }}
{%- endmacro %}

{% macro least_of(values) -%}
    {{ return(adapter.dispatch('least_of', 'sales_kpis')(values)) }}
{%- endmacro %}

{% macro default__greatest_of(values) -%} greatest({{ values | join(', ') }}) {%- endmacro %}

{% macro default__least_of(values) -%} least({{ values | join(', ') }}) {%- endmacro %}

{# Their greatest() is null where one value is. #}
{% macro snowflake__greatest_of(values) -%} greatest_ignore_nulls({{ values | join(', ') }}) {%- endmacro %}

{% macro snowflake__least_of(values) -%} least_ignore_nulls({{ values | join(', ') }}) {%- endmacro %}

{% macro bigquery__greatest_of(values) -%} greatest({{ sales_kpis.each_or_another(values) }}) {%- endmacro %}

{% macro bigquery__least_of(values) -%} least({{ sales_kpis.each_or_another(values) }}) {%- endmacro %}

{# Each value, or where it is null the first of the others that is not: aggregates and windows may stand in no subquery there. #}
{% macro each_or_another(values) -%}
    {%- for value in values -%}
        coalesce({{ ([value] + values) | join(', ') }}){{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
