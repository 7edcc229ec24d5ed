{#
  Before a run: read every file of reference data and stop with all that is wrong in them, row by row, while the warehouse
  is still as it was. What only deserves a second look is told as a warning. Files that an earlier run found sound are not read
  again.
#}
{% macro check_reference(selected) %}
  {%- if not execute or not sales_kpis.reads_exports_dir() or not sales_kpis.readers_of(selected) -%} {{ return('') }} {%- endif -%}
  {%- set kept, made_from = sales_kpis.kept(), sales_kpis.reference_made_from() -%}
  {#- tests run many builds in one process (tools/dbt_runs.py), which keeps in the graph what was found sound -#}
  {%- set sound = graph.get('sound_reference', {}) -%}
  {%- if (kept.passed.get('check_reference') == made_from and not flags.FULL_REFRESH) or made_from in sound -%} {{ return('') }} {%- endif -%}
  {%- set read = sales_kpis.read_reference() -%}
  {%- set queries = read.faults + sales_kpis.contract_faults(read.tables) + sales_kpis.reference_rules(read.tables, read.files) -%}
  {%- set faults, questions = [], [] -%}
  {%- for row in run_query(queries | join('\nunion all\n') ~ '\norder by 1, 2, 3, 4, 5').rows -%}
    {%- set place = row[1] ~ (', row ' ~ row[2] ~ ' after the header' if row[2] is not none else '') ~ ', column ' ~ row[3] -%}
    {%- set text = place ~ ': ' ~ (row[4] | truncate(200, true) if row[4] is not none else 'nothing') ~ ' was found, ' ~ row[5] ~ ' was expected. ' ~ row[6] -%}
    {%- do (faults if row[0] == 1 else questions).append(text) -%}
  {%- endfor -%}
  {%- if questions -%}
    {%- do exceptions.warn('Reference data to look at twice:\n  ' ~ sales_kpis.first_lines(questions)) -%}
  {%- endif -%}
  {%- if faults -%}
    {% do exceptions.raise_compiler_error(
      'Reference data cannot be used as it is (' ~ faults | length ~ (' faults' if faults | length > 1 else ' fault')
      ~ '). Nothing was changed.\n  ' ~ sales_kpis.first_lines(faults)
    ) %}
  {%- endif -%}
  {%- if not questions -%}
    {%- do kept.tests.update({'check_reference': made_from}) -%}
    {%- do sound.update({made_from: true}) -%}
  {%- endif -%}
{% endmacro %}


{# What reference data is judged by and from, as one text: the files, the contracts and tests of the seeds, variables and macros. #}
{% macro reference_made_from() %}
  {%- set files, parts = {}, [] -%}
  {%- for seed in graph.nodes.values() if seed.resource_type == 'seed' and '/reference/' in seed.original_file_path -%}
    {%- do files.update({seed.unique_id: sales_kpis.seed_files(seed)}) -%}
  {%- endfor -%}
  {%- do sales_kpis.look_at(files.values() | sum(start=[]) | unique | list) -%}
  {%- for id in files -%} {%- do parts.append(tojson(sales_kpis.loaded_from(graph.nodes[id], files[id]))) -%} {%- endfor -%}
  {%- for test in graph.nodes.values() if test.resource_type == 'test' and test.attached_node in files -%}
    {%- do parts.append(test.unique_id ~ test.config.severity ~ tojson(test.test_metadata)) -%}
  {%- endfor -%}
  {#- tables of a loader have no part in it -#}
  {%- for name in sales_kpis.variable_rules() if name != 'sources' -%} {%- do parts.append(name ~ ' ' ~ var(name)) -%} {%- endfor -%}
  {{ return(local_md5(parts | join('\n'))) }}
{% endmacro %}


{# So many faults as one reads, and how many there are beyond. #}
{% macro first_lines(lines) %}
  {%- set most = 40 -%}
  {{ return(lines[:most] | join('\n  ') ~ ('\n  and ' ~ (lines | length - most) ~ ' more' if lines | length > most else '')) }}
{% endmacro %}


{#
  The files of reference data as temporary tables: `tables` by the name of the seed, with each column in its type, as
  `text_of_<column>` as it was written, and with the file and row that it is from; `files` of seeds that can lack a whole row;
  `faults` are queries for cells that are no value of their type.
#}
{% macro read_reference() %}
  {%- set tables, files, faults, creations = {}, {}, [], [] -%}
  {%- for seed in graph.nodes.values() if seed.resource_type == 'seed' and '/reference/' in seed.original_file_path -%}
    {%- set declared = seed.columns.values() | map(attribute='name') | list -%}
    {%- set table = adapter.quote('check_reference_' ~ seed.name) -%}
    {%- set cells = [] -%}
    {%- for column in declared -%}
      {%- set name, type = adapter.quote(column), sales_kpis.reference_type(seed, column) -%}
      {%- do cells.append((sales_kpis.reference_value(name, type) if type else name) ~ ' as ' ~ name) -%}
      {%- do cells.append(name ~ ' as text_of_' ~ column) -%}
      {%- if type -%}
        {%- do faults.append(sales_kpis.reference_fault(table, column, name ~ ' is null and text_of_' ~ column ~ ' is not null',
          {'date': 'a day as YYYY-MM-DD', 'boolean': 'true or false', 'integer': 'a whole number'}.get(type, 'a number'), 'Correct the cell.')) -%}
      {%- endif -%}
    {%- endfor -%}
    {%- do creations.append('create or replace temp table ' ~ table ~ ' as select ' ~ cells | join(', ')
      ~ ', row_in_file, file_name from (' ~ sales_kpis.seed_select(seed, as_text=true) ~ ') as cells') -%}
    {%- do tables.update({seed.name: table}) -%}
    {%- if seed.name in ('fx_rates', 'business_hours', 'kpi_definitions', 'source_checks') -%} {%- do files.update({seed.name: sales_kpis.seed_files(seed)[0]}) -%} {%- endif -%}
  {%- endfor -%}
  {%- do run_query(creations | join(';\n')) -%}
  {{ return({'tables': tables, 'files': files, 'faults': faults}) }}
{% endmacro %}


{# What the data tests of the seeds demand, as queries for the rows that do not hold it. #}
{% macro contract_faults(tables) %}
  {%- set faults = [] -%}
  {%- for test in graph.nodes.values() if test.resource_type == 'test' and test.test_metadata and test.attached_node in graph.nodes -%}
    {%- set seed, given = graph.nodes[test.attached_node], test.test_metadata.kwargs -%}
    {%- if seed.resource_type == 'seed' and seed.name in tables -%}
      {%- set table, kind = tables[seed.name], test.test_metadata.name -%}
      {%- set column = (given.column_name or '').strip('"') -%}
      {%- set name = adapter.quote(column) -%}
      {%- set severity = 2 if test.config.severity | lower == 'warn' else 1 -%}
      {%- if kind == 'valid_columns' -%}
        {%- for filled in given.not_null or [] -%}
          {%- do faults.append(sales_kpis.reference_fault(table, filled, 'text_of_' ~ filled ~ ' is null', 'a value', 'Fill the cell.', severity)) -%}
        {%- endfor -%}
      {%- elif kind == 'accepted_values' -%}
        {%- set values = given['values'] | map('string') | list -%}
        {%- set texts = values | map('replace', "'", "''") | join("', '") -%}
        {%- do faults.append(sales_kpis.reference_fault(table, column, 'cast(' ~ name ~ " as varchar) not in ('" ~ texts ~ "')",
          'one of ' ~ values | join(', '), 'Correct the cell.', severity)) -%}
      {%- elif kind in ('unique', 'grain') -%}
        {%- do faults.append(sales_kpis.repeated_reference(table, given.columns or [column], severity=severity)) -%}
      {%- elif kind == 'relationships' -%}
        {%- set other = modules.re.sub("^.*'(.+)'.*$", '\\1', given.to) -%}
        {%- if other in tables -%}
          {%- do faults.append(sales_kpis.reference_fault(table, column, name ~ ' not in (select ' ~ given.field ~ ' from ' ~ tables[other]
            ~ ' where ' ~ given.field ~ ' is not null)', 'a ' ~ given.field ~ ' of ' ~ other, 'Correct the cell, or add the row to ' ~ other ~ '.', severity)) -%}
        {%- endif -%}
      {%- endif -%}
    {%- endif -%}
  {%- endfor -%}
  {{ return(faults) }}
{% endmacro %}
