{#
  The select that reads an export from the table that a loader fills: the cells as the text that a file would have, and _row,
  their place by the time of loading and the key. What is wrong with the tables is added to `faults`, columns that are empty
  because a look-up's table is not there to `empty`. none where the loader has no table of the export.
#}
{% macro source_select(seed, faults, empty) %}
  {%- set source = sales_kpis.source_of(seed) -%}
  {%- set export = seed.config.meta.export -%}
  {%- set mapping = sales_kpis.source_mapping(source.loader, source.system) -%}
  {%- set mapped = mapping.exports.get(export) -%}
  {%- if not mapped -%} {{ return(none) }} {%- endif -%}
  {%- set tables = sales_kpis.source_tables(source) -%}
  {%- set table = tables.get(mapped.table) or tables.get(mapped.table | lower) -%}
  {%- set place = source.schema ~ '.' ~ mapped.table -%}
  {%- if not table -%}
    {%- do faults.append(place ~ ': no such table was found, the ' ~ source.loader ~ ' table of ' ~ source.system ~ ' ' ~ export
      ~ ' was expected. Correct schema of var sources, let the loader fill the table and give the build the right to read it, or name the export under files of var sources, so that it comes from a file of exports_dir or is empty.') -%}
    {{ return(none) }}
  {%- endif -%}

  {%- set required = sales_kpis.required_columns(seed) -%}
  {%- set cells, joins, order = [], [], [] -%}
  {%- for column in seed.columns.values() if column.name != '_row' -%}
    {%- set rule = mapped['columns'].get(column.name) -%}
    {%- set labels = mapping.labels.get(export ~ '.' ~ column.name, {}) -%}
    {%- set type = column.config.meta.type -%}
    {%- set read = none -%}
    {%- if rule and rule.look_up -%}
      {%- set read = sales_kpis.source_cell(table, rule.loader_column, 'id', 'records') -%}
      {%- set looked_up = sales_kpis.look_up_select(source, tables, rule.look_up, rule.reading, mapping) -%}
      {%- if looked_up.missing -%}
        {%- do empty.append(looked_up.missing ~ ' is not there: ' ~ source.system ~ ' ' ~ export ~ '.' ~ column.name ~ (' holds ids' if rule.reading == 'label' else ' is empty')) -%}
        {%- set read = read if rule.reading == 'label' else none -%}
      {%- elif read.sql -%}
        {%- set name = 'look_up_' ~ (joins | length + 1) -%}
        {%- do joins.append('left join (' ~ looked_up.sql ~ ') as ' ~ name ~ ' on ' ~ read.sql ~ ' = ' ~ name ~ '.key_text') -%}
        {%- do read.update({'sql': 'coalesce(' ~ name ~ '.value_text, ' ~ read.sql ~ ')' if rule.reading == 'label' else name ~ '.value_text'}) -%}
      {%- endif -%}
    {%- elif rule -%}
      {%- set read = sales_kpis.source_cell(table, rule.loader_column, 'list' if rule.reading == 'list' else type, 'records') -%}
    {%- endif -%}
    {%- set found = (read or {}).get('sql') -%}
    {%- for wrong in (read or {}).get('wrong', []) -%}
      {%- do faults.append(place ~ ', column ' ~ wrong.name ~ ': type ' ~ wrong.type ~ ' was found, ' ~ wrong.expected ~ ' was expected for ' ~ source.system ~ ' ' ~ export ~ '.' ~ column.name
        ~ '. Let the loader write the column so, or name another one in a loader_columns.csv of exports_dir.') -%}
    {%- endfor -%}
    {%- if column.name in required and not found and not (read or {}).get('wrong') -%}
      {%- do faults.append(place ~ ', column ' ~ (rule.loader_column if rule else column.name) ~ ': nothing was found, the required column ' ~ column.name ~ ' of ' ~ source.system ~ ' ' ~ export
        ~ ' was expected. Let the loader fill it, or name the column that has it in a loader_columns.csv of exports_dir.') -%}
    {%- endif -%}
    {%- if found and labels -%}
      {%- set cases = [] -%}
      {%- for value, label in labels.items() -%} {%- do cases.append('when ' ~ sales_kpis.text_literal(value) ~ ' then ' ~ sales_kpis.text_literal(label)) -%} {%- endfor -%}
      {%- set found = 'case lower(' ~ found ~ ') ' ~ cases | join(' ') ~ ' else ' ~ found ~ ' end' -%}
    {%- endif -%}
    {%- set name = sales_kpis.raw_column(column.name) -%}
    {%- do cells.append((found or 'cast(null as ' ~ dbt.type_string() ~ ')') ~ ' as ' ~ name) -%}
    {%- do (order.append(name) if column.name not in seed.config.meta.key else order.insert(0, name)) -%}
  {%- endfor -%}

  {%- set loaded_at = sales_kpis.column_of(table, (mapped['columns'].get('_loaded_at') or {}).loader_column) -%}
  {%- set only = ((mapped['columns'].get('_only') or {}).loader_column or '').split(' = ') -%}
  {%- set only_column = sales_kpis.column_of(table, only[0]) -%}
  {%- if only[0] and not only_column -%}
    {%- do faults.append(place ~ ', column ' ~ only[0] ~ ': nothing was found, the column that says which rows are of ' ~ source.system ~ ' ' ~ export ~ ' was expected. Let the loader fill it.') -%}
  {%- endif -%}
  {%- set select_sql -%}
    select
      {% for column in seed.columns.values() if column.name != '_row' -%}
      {{ sales_kpis.raw_column(column.name) }},
      {% endfor -%}
      row_number() over (
        order by {{ '_loaded_at nulls last, ' if loaded_at }}
          {%- for name in order %} {{ sales_kpis.bytewise(name) }} nulls last{{ ',' if not loop.last }}{% endfor %}
      ) as _row
    from (
      select
        {{ cells | join(',\n        ') }}
        {{- ', records.' ~ adapter.quote(loaded_at.name) ~ ' as _loaded_at' if loaded_at }}
      from {{ table.relation }} as records
      {{ joins | join('\n      ') }}
      where 1 = 1
        {%- if only_column %}
        and records.{{ adapter.quote(only_column.name) }} = {{ sales_kpis.text_literal(only[1]) }}
        {%- endif %}
        {%- for mark in sales_kpis.marks_of(table, mapped['columns'], 'records') %}
        and {{ mark }}
        {%- endfor %}
    ) as cells
    order by _row
  {%- endset -%}
  {{ return({'sql': select_sql, 'table': place}) }}
{% endmacro %}
