{# The columns of a raw table in lower case; none where the seed always stores every column of its contract. #}
{% macro stored_columns(relation) -%}
    {{ return(adapter.dispatch('stored_columns', 'sales_kpis')(relation)) }}
{%- endmacro %}


{% macro default__stored_columns(relation) -%}
    {#- the rows of a unit test are no table -#}
    {%- if '__dbt__cte__' in relation | string -%} {{ return(none) }} {%- endif -%}
    {%- set names = [] -%}
    {%- for column in adapter.get_columns_in_relation(relation) -%}
        {%- do names.append(column.name | lower) -%}
    {%- endfor -%}
    {{ return(names) }}
{%- endmacro %}


{% macro duckdb__stored_columns(relation) -%} {{ return(none) }} {%- endmacro %}
