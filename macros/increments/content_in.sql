{#
  The content of a table or view as it is: the number of its rows, a sum over all of them, and its columns. The place of a row
  is part of the sum, since floating-point numbers add up to other last digits in another order. `appended` {content, rows}
  is what it was before an export's later rows came.
#}
{% macro content_in(name, appended=none) %}
  {%- set schema, table = name.split('.', 1)[0], name.split('.', 1)[1] -%}
  {%- set found = sales_kpis.rows_of("select md5(sql) from duckdb_tables() where database_name = current_database() and schema_name = '" ~ sales_kpis.sql_text(schema)
    ~ "' and table_name = '" ~ sales_kpis.sql_text(table) ~ "' union all select md5(sql) from duckdb_views() where database_name = current_database() and schema_name = '"
    ~ sales_kpis.sql_text(schema) ~ "' and view_name = '" ~ sales_kpis.sql_text(table) ~ "'") -%}
  {%- if not found | length -%} {{ return('absent') }} {%- endif -%}
  {%- set rows = sales_kpis.quoted_name(name) ~ ' as whole_row' ~ (' where _row > ' ~ appended.rows if appended else '') -%}
  {%- set summed = sales_kpis.rows_of('select cast(count(*) as varchar), cast(coalesce(sum(hash(place, whole_row)), 0) as varchar) from (select row_number() over () + '
    ~ (appended.rows if appended else 0) ~ ' as place, whole_row from ' ~ rows ~ ') as placed')[0] -%}
  {%- set before = appended.content.split(' ') if appended else ['0', '0'] -%}
  {{ return([summed[0] | int + before[0] | int, summed[1] | int + before[1] | int, found[0][0]] | join(' ')) }}
{% endmacro %}
