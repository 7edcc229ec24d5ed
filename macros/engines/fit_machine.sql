{# Before a run: give the engine as many threads and as much memory as the exports ask for, where it leaves that to us. #}
{% macro fit_machine() %} {{ return(adapter.dispatch('fit_machine', 'sales_kpis')()) }} {% endmacro %}

{% macro default__fit_machine() %} {{ return('') }} {% endmacro %}

{#
  Up to 500 MB of exports, files or a loader's tables, a query has one thread, which adds floating-point numbers up in one order: a second build equals the
  first to the last bit; dbt runs two models at once. Beyond that queries use all cores, and sums may differ in the last bits.
  Memory is 1 GB and half again the size of the exports, at most half of the machine's: what needs more is put on disk.
  SALES_KPIS_QUERY_THREADS and SALES_KPIS_MEMORY_LIMIT (as 4GB) say otherwise.
#}
{% macro duckdb__fit_machine() %}
  {%- if not execute -%} {{ return('') }} {%- endif -%}
  {%- set folder = sales_kpis.exports_folder() -%}
  {%- set paths = [] -%}
  {%- for file in sales_kpis.files_in_exports_dir(folder) if modules.re.search('[.](csv|parquet)$', file.name, modules.re.IGNORECASE) -%}
    {%- do paths.append("'" ~ sales_kpis.glob_text(file.path) ~ "'") -%}
  {%- endfor -%}
  {%- set megabytes = (run_query('select sum(size) from read_blob([' ~ paths | join(', ') ~ '])').rows[0][0] | int if folder and paths else 0) / 1000000 -%}
  {%- set megabytes = megabytes + sales_kpis.source_megabytes() -%}
  {%- if not env_var('SALES_KPIS_QUERY_THREADS', '') and megabytes > 500 -%} {%- do sales_kpis.to_default('threads') -%} {%- endif -%}
  {%- set limit = env_var('SALES_KPIS_MEMORY_LIMIT', '') -%}
  {%- if not limit -%}
    {#- DuckDB takes four fifths of the machine's memory by itself -#}
    {%- do sales_kpis.to_default('memory_limit') -%}
    {%- set number, unit = run_query("select current_setting('memory_limit')").rows[0][0].split(' ') -%}
    {%- set half = number | float * {'MiB': 1.048576, 'GiB': 1073.741824, 'TiB': 1099511.627776}.get(unit, 0) * 0.625 -%}
    {%- set wanted = 1000 + 1.5 * megabytes -%}
    {%- set limit = ([wanted, half] | min | int if half else 4000) ~ 'MB' -%}
  {%- endif -%}
  {%- do run_query("set memory_limit = '" ~ sales_kpis.sql_text(limit) ~ "'") -%}
{% endmacro %}


{# About how large a loader's tables (var sources) are as files: a cell has 12 bytes, with its comma. #}
{% macro source_megabytes() %}
  {%- set schemas = [] -%}
  {%- for system, source in (sales_kpis.variable('sources') or {}).items() -%}
    {%- set file = sales_kpis.is_database_file(source.get('database')) -%}
    {%- set tables = ["''"] -%}
    {%- for export in sales_kpis.source_mapping(source.loader, system).exports.values() -%} {%- do tables.append(sales_kpis.text_literal(export.table | lower)) -%} {%- endfor -%}
    {%- do schemas.append('(lower(table_name) in (' ~ tables | join(', ') ~ ') and lower(schema_name) = ' ~ sales_kpis.text_literal(source.schema | lower) ~ ' and database_name = '
      ~ ("'sources_" ~ system ~ "'" if file else sales_kpis.text_literal(source.database) if source.get('database') else 'current_database()') ~ ')') -%}
  {%- endfor -%}
  {{ return(run_query('select coalesce(sum(estimated_size * column_count), 0) * 12 / 1000000 from duckdb_tables() where ' ~ schemas | join(' or ')).rows[0][0] | float if schemas else 0) }}
{% endmacro %}


{# A setting of DuckDB as it is without us. #}
{% macro to_default(setting) %} {%- call statement(auto_begin=false) -%} reset {{ setting }} {%- endcall -%} {% endmacro %}
