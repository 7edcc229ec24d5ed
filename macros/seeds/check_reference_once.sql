{#
  check_reference, but not again where an earlier run on the same parsed project found files of the same content sound: tests run
  many builds in one process (tools/dbt_runs.py), which keeps a note in the graph. Elsewhere there is none, and every run checks.
#}
{% macro check_reference_once(selected) %}
  {%- set sound = graph.get('sound_reference') if execute else none -%}
  {%- if sound is none or not sales_kpis.reads_exports_dir() or not sales_kpis.readers_of(selected) -%}
    {{ return(sales_kpis.check_reference(selected)) }}
  {%- endif -%}
  {%- set folder = sales_kpis.exports_folder() -%}
  {%- set there = sales_kpis.files_in_exports_dir(folder) if folder else [] -%}
  {%- set files = {} -%}
  {%- for seed in graph.nodes.values() if seed.resource_type == 'seed' and '/reference/' in seed.original_file_path -%}
    {%- set found = sales_kpis.files_of_seed(seed, there) -%}
    {%- if found | length > 1 -%} {{ return(sales_kpis.check_reference(selected)) }} {%- endif -%}
    {%- do files.update({found[0].path if found else sales_kpis.committed_file(seed): seed.name}) -%}
  {%- endfor -%}
  {%- set paths = [] -%}
  {%- for path in files -%} {%- do paths.append("'" ~ sales_kpis.glob_text(path) ~ "'") -%} {%- endfor -%}
  {%- set judged = [sales_kpis.variable('reporting_currency')] -%}
  {%- for row in run_query('select filename, md5(content) from read_blob([' ~ paths | join(', ') ~ ']) order by filename').rows -%}
    {%- do judged.append(files.get(row[0], row[0]) ~ ' ' ~ row[1]) -%}
  {%- endfor -%}
  {%- set judged = judged | sort | join('\n') -%}
  {%- if judged not in sound -%}
    {%- do sales_kpis.check_reference(selected) -%}
    {%- do sound.update({judged: true}) -%}
  {%- endif -%}
{% endmacro %}
