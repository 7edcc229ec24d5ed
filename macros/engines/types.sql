{# 64-bit floating point. #}
{% macro type_double() -%}
    {{ return(adapter.dispatch('type_double', 'sales_kpis')()) }}
{%- endmacro %}

{% macro default__type_double() -%} double {%- endmacro %}

{% macro postgres__type_double() -%} double precision {%- endmacro %}

{% macro bigquery__type_double() -%} float64 {%- endmacro %}


{# What the engine calls a type that YAML names: string, bigint, double, boolean, date, timestamp. Others are the engine's own. #}
{% macro engine_type(type) -%}
    {%- set names = {
        'string': dbt.type_string(),
        'bigint': dbt.type_bigint(),
        'double': sales_kpis.type_double(),
        'boolean': dbt.type_boolean(),
        'timestamp': dbt.type_timestamp(),
    } -%}
    {{ return(names.get(type | lower, type) | trim) }}
{%- endmacro %}


{#
  The contract of a table in the engine's types, in the place of dbt's macros: YAML has no macros, so that types could differ
  there only by a condition in each file.
#}
{% macro default__get_empty_schema_sql(columns) -%}
    {{ return(dbt.default__get_empty_schema_sql(sales_kpis.in_engine_types(columns))) }}
{%- endmacro %}

{% macro default__get_table_columns_and_constraints() -%}
    {%- do model.update(columns=sales_kpis.in_engine_types(model.columns)) -%}
    {{ return(dbt.table_columns_and_constraints()) }}
{%- endmacro %}

{% macro in_engine_types(columns) -%}
    {%- set named = {} -%}
    {%- for name, column in columns.items() -%}
        {%- do named.update({name: dict(column, data_type=sales_kpis.engine_type(column.data_type)) if column.data_type else column}) -%}
    {%- endfor -%}
    {{ return(named) }}
{%- endmacro %}
