{#
  Before a run: stop where the tables that a loader fills are not as they should be, with all that is wrong, while the
  warehouse is as it was; and tell of columns that are empty because a table of the loader is not there. `selected` are the
  ids of what the run does. Only what the run loads is looked at.
#}
{% macro check_sources(selected) %}
  {#- `dbt compile --no-introspect` asks no warehouse anything -#}
  {%- if not execute or flags.INTROSPECT is false or not sales_kpis.variable('sources') -%} {{ return('') }} {%- endif -%}
  {%- for system, source in sales_kpis.variable('sources').items() if sales_kpis.is_database_file(source.get('database')) -%}
    {%- do sales_kpis.attach_source(system, source.database) -%}
  {%- endfor -%}
  {%- set folder = sales_kpis.exports_folder() -%}
  {%- set files = sales_kpis.files_in_exports_dir(folder) if folder and sales_kpis.reads_exports_dir() else [] -%}
  {%- set faults, empty, unknown = [], [], [] -%}
  {%- for seed in graph.nodes.values() if seed.resource_type == 'seed' and seed.unique_id in selected -%}
    {%- set source = sales_kpis.source_of(seed) -%}
    {%- if source -%}
      {%- set mapping = sales_kpis.source_mapping(source.loader, source.system) -%}
      {%- if not mapping.exports -%}
        {%- if source.system not in unknown -%}
          {%- do unknown.append(source.system) -%}
          {%- do faults.append("var sources: loader '" ~ source.loader ~ "' was found for " ~ source.system ~ ', one of ' ~ sales_kpis.known_loaders(source.system)
            ~ ' was expected. Correct the loader, or write the rows of one of your own into a loader_columns.csv of exports_dir.') -%}
        {%- endif -%}
      {%- elif not sales_kpis.source_tables(source) -%}
        {%- if source.system not in unknown -%}
          {%- do unknown.append(source.system) -%}
          {%- do faults.append('schema ' ~ source.schema ~ (' of database ' ~ (source.file or source.database) if source.database else '') ~ ': no table was found, those that '
            ~ source.loader ~ ' fills for ' ~ source.system ~ ' were expected. Correct schema and database of var sources, and give the build the right to read the schema.') -%}
        {%- endif -%}
      {%- else -%}
        {%- do sales_kpis.source_select(seed, faults, empty) -%}
      {%- endif -%}
      {%- for file in sales_kpis.files_of_seed(seed, files) -%}
        {%- do faults.append(file.path ~ ': a file was found, and var sources reads ' ~ source.system ~ ' ' ~ seed.config.meta.export ~ ' from schema ' ~ source.schema
          ~ '. Take the file away, or name the export under files of var sources.') -%}
      {%- endfor -%}
    {%- endif -%}
  {%- endfor -%}
  {%- if empty -%} {%- do exceptions.warn('Tables that a loader fills:\n  ' ~ empty | join('\n  ')) -%} {%- endif -%}
  {%- if faults -%}
    {% do exceptions.raise_compiler_error('Tables that a loader fills cannot be used as they are. Nothing was changed.\n  ' ~ faults | join('\n  ')) %}
  {%- endif -%}
{% endmacro %}


{# The loaders that loader_columns has rows of for a system, or for any where it has none. #}
{% macro known_loaders(system) %}
  {%- set of_system, of_any = [], [] -%}
  {%- for row in sales_kpis.reference_rows('loader_columns') -%}
    {%- do of_any.append(row[0] ~ ' (' ~ row[1] ~ ')') -%}
    {%- if row[1] == system -%} {%- do of_system.append(row[0]) -%} {%- endif -%}
  {%- endfor -%}
  {{ return((of_system or of_any) | unique | join(', ')) }}
{% endmacro %}
