{#
  Before a run: make the tables of these seeds (ids) what the loader wrote last, where an engine's loader writes files. A table is
  made over them again only after a load.
#}
{% macro take_loaded(seeds) %} {{ return(adapter.dispatch('take_loaded', 'sales_kpis')(seeds)) }} {% endmacro %}

{% macro default__take_loaded(seeds) %} {{ return('') }} {% endmacro %}

{% macro spark__take_loaded(seeds) %}
  {%- for id in seeds -%}
    {%- set seed = graph.nodes[id] -%}
    {%- set relation = api.Relation.create(schema=seed.schema, identifier=seed.alias, type='table') -%}
    {%- set file = sales_kpis.loaded_files()[seed.schema ~ '.' ~ seed.alias] -%}
    {%- if not file -%}
      {% do exceptions.raise_compiler_error(
        seed.name ~ ' is no file of the last load: on Spark, exports come from files (make load-spark). Take var sources out of the variables.'
      ) %}
    {%- endif -%}
    {%- set old = load_cached_relation(relation) -%}
    {%- if old is none or '/' ~ file.path ~ '\n' not in old.information -%}
      {%- do run_query('create schema if not exists ' ~ seed.schema) -%}
      {%- do run_query('drop table if exists ' ~ relation) -%}
      {%- do run_query('create table ' ~ relation ~ ' (' ~ file.table_columns ~ ') using parquet location ' ~ sales_kpis.text_literal(sales_kpis.spark_files() ~ '/' ~ file.path)) -%}
    {%- endif -%}
  {%- endfor -%}
{% endmacro %}


{#
  What `make load-spark` wrote: by schema.name {path (below the folder), table_columns, note}, read once a run. Spark takes a
  folder that is not there for a table without rows, where it would refuse a file.
#}
{% macro loaded_files() %}
  {%- if not execute or flags.INTROSPECT is false -%} {{ return({}) }} {%- endif -%}
  {%- set runs = graph.setdefault('loaded_files', {}) -%}
  {%- if invocation_id not in runs -%}
    {%- set files = {} -%}
    {%- do run_query('create schema if not exists raw') -%}
    {%- do run_query('drop table if exists raw.loaded_files') -%}
    {%- do run_query('create table raw.loaded_files (name string, path string, table_columns string, note string) using json location '
      ~ sales_kpis.text_literal(sales_kpis.spark_files() ~ '/loaded')) -%}
    {%- for row in run_query('select name, path, table_columns, note from raw.loaded_files').rows -%}
      {%- do files.update({row[0]: {'path': row[1], 'table_columns': row[2], 'note': fromjson(row[3])}}) -%}
    {%- endfor -%}
    {%- do runs.update({invocation_id: files}) -%}
  {%- endif -%}
  {{ return(runs[invocation_id]) }}
{% endmacro %}


{# The folder as the cluster sees it. #}
{% macro spark_files() %}
  {%- set folder = env_var('SALES_KPIS_SPARK_FILES', '') -%}
  {%- if not folder -%}
    {% do exceptions.raise_compiler_error('Set SALES_KPIS_SPARK_FILES to the folder that make load-spark has written, as the cluster sees it.') %}
  {%- endif -%}
  {{ return(folder.rstrip('/')) }}
{% endmacro %}
