{#
  A query of key_text and value_text, one row per key, for a look-up as loader_columns writes it:
    "table.key: value", "table.key: value if flag", or a chain of them, "table.key: value > table.key: value"
  where key, value and flag are columns of the table, fields of a column's JSON list as list[field], or its items as list[].
  One value is that of the row that was loaded last, deleted or not; a list has all values that are not deleted, by length and bytes, joined
  by semicolons, as HubSpot writes ids. {sql, missing}: `missing` names the table or column that is not there.
#}
{% macro look_up_select(source, tables, text, reading, mapping) %}
  {%- set hops = [] -%}
  {%- for hop in text.split(' > ') -%}
    {%- set keyed, _, rest = hop.partition(': ') -%}
    {%- set table_name, _, key = keyed.partition('.') -%}
    {%- set value, _, flag = rest.partition(' if ') -%}
    {%- set table = tables.get(table_name) or tables.get(table_name | lower) -%}
    {%- if not table -%} {{ return({'sql': none, 'missing': source.schema ~ '.' ~ table_name}) }} {%- endif -%}
    {%- set alias = 'hop_' ~ loop.index -%}
    {%- set lists = [] -%}
    {%- for name in [key, value, flag] if '[' in name -%} {%- do lists.append(name.split('[')[0]) -%} {%- endfor -%}
    {%- set list = sales_kpis.column_of(table, lists[0]) if lists else none -%}
    {%- set items = alias ~ '_items.item' if lists else none -%}
    {%- set key_cell = sales_kpis.source_cell(table, key, 'id', alias, items) -%}
    {%- set value_cell = sales_kpis.source_cell(table, value, 'text', alias, items) -%}
    {%- set flag_cell = sales_kpis.source_cell(table, flag, 'boolean', alias, items) if flag else none -%}
    {%- for found, name in [(list or not lists, lists | first), (key_cell.sql, key), (value_cell.sql, value), (not flag or flag_cell.sql, flag)] if not found -%}
      {{ return({'sql': none, 'missing': source.schema ~ '.' ~ table_name ~ ', column ' ~ name}) }}
    {%- endfor -%}
    {%- set loaded_at = sales_kpis.column_of(table, ((mapping.exports.values() | first)['columns'].get('_loaded_at') or {}).loader_column) -%}
    {%- set marks = sales_kpis.marks_of(table, {'_is_deleted': sales_kpis.marks_of_all(mapping)}, alias) -%}
    {%- set from_items -%}
      {{ ' cross join lateral ' ~ sales_kpis.json_items(alias ~ '.' ~ adapter.quote(list.name), list.type) ~ ' as ' ~ alias ~ '_items' if list }}
    {%- endset -%}
    {%- do hops.append(
      'select ' ~ key_cell.sql ~ ' as key_text, ' ~ value_cell.sql ~ ' as value_text, '
      ~ ('case when ' ~ marks | join(' and ') ~ ' then 0 else 1 end' if marks else '0') ~ ' as is_gone, '
      ~ (alias ~ '.' ~ adapter.quote(loaded_at.name) if loaded_at else 'cast(null as ' ~ dbt.type_timestamp() ~ ')') ~ ' as loaded_at'
      ~ ' from ' ~ table.relation ~ ' as ' ~ alias ~ from_items
      ~ (' where lower(' ~ flag_cell.sql ~ ") in ('true', '1')" if flag else '')) -%}
  {%- endfor -%}
  {%- set found = namespace(sql=hops[0]) -%}
  {%- for hop in hops[1:] -%}
    {%- set found.sql = 'select nearer.key_text, further.value_text, nearer.is_gone, nearer.loaded_at from (' ~ found.sql ~ ') as nearer inner join ('
      ~ sales_kpis.one_label(hop) ~ ') as further on nearer.value_text = further.key_text' -%}
  {%- endfor -%}
  {%- if reading != 'list' -%} {{ return({'sql': sales_kpis.one_label(found.sql), 'missing': none}) }} {%- endif -%}
  {{ return({'sql': 'select key_text, ' ~ sales_kpis.joined_ids('value_text') ~ ' as value_text from (select distinct key_text, value_text from (' ~ found.sql
    ~ ') as linked where is_gone = 0 and key_text is not null and value_text is not null) as listed group by key_text', 'missing': none}) }}
{% endmacro %}


{# Of several rows with one key the one that is not deleted and was loaded last. #}
{% macro one_label(query) %}
  {{ return('select key_text, value_text from (select key_text, value_text, row_number() over (partition by key_text order by is_gone, loaded_at desc nulls last, '
    ~ sales_kpis.bytewise('value_text') ~ ' nulls last) as place from (' ~ query ~ ') as labelled where key_text is not null) as ranked where place = 1') }}
{% endmacro %}


{# What the loader marks deleted rows by in all tables. #}
{% macro marks_of_all(mapping) %}
  {%- set marks = [] -%}
  {%- for export in mapping.exports.values() -%}
    {%- set mark = export['columns'].get('_is_deleted') -%}
    {%- if mark and mark.loader_column -%} {%- do marks.append(mark) -%} {%- endif -%}
  {%- endfor -%}
  {{ return(marks | first) }}
{% endmacro %}
