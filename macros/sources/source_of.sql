{#
  Where an export is read from in the place of a file: {system, loader, schema, database} where var sources names its system
  and does not leave it to a file; else none. On DuckDB a database that is a file is attached under the name that is given here.
#}
{% macro source_of(seed) %}
  {%- set meta = seed.config.meta -%}
  {%- set source = (sales_kpis.variable('sources') or {}).get(meta.system) if meta.export is defined else none -%}
  {%- if not source or meta.export in source.get('files', []) -%} {{ return(none) }} {%- endif -%}
  {%- set database = source.get('database') -%}
  {{ return({
    'system': meta.system, 'loader': source.loader, 'schema': source.schema, 'file': database if sales_kpis.is_database_file(database) else none,
    'database': 'sources_' ~ meta.system if sales_kpis.is_database_file(database) else database,
  }) }}
{% endmacro %}
