{# The select of an export that is read from a loader's table; without a row where the loader has none of it. #}
{% macro source_seed(seed) %}
  {%- set found = sales_kpis.source_select(seed, [], []) -%}
  {%- if found -%} {{ return(found.sql) }} {%- endif -%}
  {%- set cells = [] -%}
  {%- for column in seed.columns.values() if column.name != '_row' -%}
    {%- do cells.append('cast(null as ' ~ dbt.type_string() ~ ') as ' ~ sales_kpis.raw_column(column.name)) -%}
  {%- endfor -%}
  {{ return('select ' ~ cells | join(', ') ~ ', cast(null as ' ~ dbt.type_bigint() ~ ') as _row where 1 = 0') }}
{% endmacro %}
