{#
  A raw table with the place of each row in _row. DuckDB's seeds store it; elsewhere it is the order in which dbt's own
  loader wrote the rows.
#}
{% macro numbered_rows(relation) -%}
    {{ return(adapter.dispatch('numbered_rows', 'sales_kpis')(relation)) }}
{%- endmacro %}

{% macro default__numbered_rows(relation) -%} {{ relation }} {%- endmacro %}

{# The rows of a unit test bring their own place. #}
{% macro postgres__numbered_rows(relation) -%}
    {%- if '__dbt__cte__' in relation | string -%} {{ relation }}
    {%- else -%} (select *, row_number() over (order by ctid) as _row from {{ relation }})
    {%- endif -%}
{%- endmacro %}

{% macro spark__numbered_rows(relation) -%}
    (select *, row_number() over (order by monotonically_increasing_id()) as _row from {{ relation }})
{%- endmacro %}
