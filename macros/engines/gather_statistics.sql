{#
    Tells the planner how large a new table is. PostgreSQL looks a minute later at the earliest, and joins what it takes for
    empty row by row until then; the other engines count as they write.
#}
{% macro gather_statistics() -%}
    {{ return(adapter.dispatch('gather_statistics', 'sales_kpis')()) }}
{%- endmacro %}

{% macro default__gather_statistics() -%}{%- endmacro %}

{% macro postgres__gather_statistics() -%}
    {%- if model.config.materialized != 'view' -%} analyze {{ this }} {%- endif -%}
{%- endmacro %}
