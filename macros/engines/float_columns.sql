{# The names of a relation's columns of floating-point numbers. #}
{% macro float_columns(relation) -%}
    {{ return(adapter.dispatch('float_columns', 'sales_kpis')(relation)) }}
{%- endmacro %}


{% macro default__float_columns(relation) -%}
    {%- set names = [] -%}
    {%- for column in adapter.get_columns_in_relation(relation) if column.dtype.lower().startswith('double') -%}
        {%- do names.append(column.name) -%}
    {%- endfor -%}
    {{ return(names) }}
{%- endmacro %}


{# A query of its own: dbt's look at the columns costs a tenth of the build's data tests. #}
{% macro duckdb__float_columns(relation) -%}
    {%- if load_cached_relation(relation) is none -%} {{ return([]) }} {%- endif -%}
    {{ return(run_query("select column_name from (describe " ~ relation ~ ") where column_type = 'DOUBLE'").columns[0].values() | list) }}
{%- endmacro %}
