{# Conditions for the rows that the loader does not mark as deleted or as an older version, as far as the table has the marks. #}
{% macro marks_of(table, columns, alias) %}
  {%- set conditions = [] -%}
  {%- for mark in ((columns.get('_is_deleted') or {}).loader_column or '').split(', ') -%}
    {%- set is_negated = mark.startswith('not ') -%}
    {%- set column = sales_kpis.column_of(table, mark[4:] if is_negated else mark) -%}
    {%- if column and column.kind == 'boolean' -%}
      {%- set flag = alias ~ '.' ~ adapter.quote(column.name) -%}
      {%- do conditions.append('coalesce(' ~ flag ~ ', true)' if is_negated else 'not coalesce(' ~ flag ~ ', false)') -%}
    {%- elif column and not is_negated -%}
      {#- the time of the deletion -#}
      {%- do conditions.append(alias ~ '.' ~ adapter.quote(column.name) ~ ' is null') -%}
    {%- endif -%}
  {%- endfor -%}
  {{ return(conditions) }}
{% endmacro %}
