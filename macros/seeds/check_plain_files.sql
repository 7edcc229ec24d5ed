{#
  Stop where a name that a seed is read from is there and is no file: a folder, a pipe or a device. DuckDB's list of a folder
  leaves these out, and the export would be empty without a word.
#}
{% macro check_plain_files(folder) %}
  {%- set places = [{'path': folder, 'system': none}] -%}
  {%- for system in sales_kpis.variable('systems') -%} {%- do places.append({'path': folder ~ '/' ~ system, 'system': system}) -%} {%- endfor -%}
  {%- set seeds = graph.nodes.values() | selectattr('resource_type', 'equalto', 'seed') | list -%}
  {%- set wrong, names, queries = [], [], [] -%}
  {%- for place in places -%}
    {%- set of_place = seeds if place.system is none else seeds | selectattr('config.meta.system', 'equalto', place.system) | list -%}
    {%- for row in run_query("select file from glob('" ~ sales_kpis.glob_text(place.path) ~ "/*/')").rows -%}
      {%- set files = [{'path': row[0], 'system': place.system, 'name': row[0].split('/')[-1]}] -%}
      {%- for seed in of_place if sales_kpis.files_of_seed(seed, files) -%} {%- do wrong.append(row[0]) -%} {%- endfor -%}
    {%- endfor -%}
    {%- for seed in of_place -%}
      {%- for name in [seed.name, seed.config.meta.export] if name is defined -%}
        {%- do names.append(place.path ~ '/' ~ name ~ '.csv') -%}
        {%- do queries.append("select file from glob('" ~ sales_kpis.sql_text(names[-1]) ~ "')") -%}
      {%- endfor -%}
    {%- endfor -%}
  {%- endfor -%}
  {%- set listed = sales_kpis.files_in_exports_dir(folder) | map(attribute='path') | map('lower') | list -%}
  {#- a name as it is, not as a pattern, is found whatever it is -#}
  {%- for row in run_query(queries | join(' union ')).rows if row[0] in names and row[0] | lower not in listed -%} {%- do wrong.append(row[0]) -%} {%- endfor -%}
  {%- if wrong -%}
    {% do exceptions.raise_compiler_error(
      wrong | unique | sort | join(', ') ~ ': a folder, a pipe or a device was found, a file was expected. Put the export there as a file, or its parts as <export>_001.csv,'
      ~ ' <export>_002.csv, ... into ' ~ folder ~ '; take away what is none.'
    ) %}
  {%- endif -%}
{% endmacro %}
