{#
  One list of the files in the exports folder that look like data and that nothing reads: names that come near an export's, or
  folders of systems that the run does not name. Links that lead nowhere are not seen by DuckDB; `make build` names them.
#}
{% macro tell_unread(folder) %}
  {%- set files = sales_kpis.files_in_exports_dir(folder) -%}
  {%- set exports = [] -%}
  {%- set read = {} -%}
  {%- for seed in graph.nodes.values() if seed.resource_type == 'seed' -%}
    {%- if seed.config.meta.export is defined and seed.config.meta.export | lower not in exports -%}
      {%- do exports.append(seed.config.meta.export | lower) -%}
    {%- endif -%}
    {%- for file in sales_kpis.files_of_seed(seed, files) -%}
      {%- do read.update({file.path: true}) -%}
    {%- endfor -%}
  {%- endfor -%}
  {%- set data = '(?i)[.](csv|tsv|txt|parquet|pq|xlsx?|ods|zip|gz|bz2|xz|zst|json)$' -%}
  {%- set unread = [] -%}
  {%- for file in files if file.path not in read and file.name != 'import.json' and modules.re.search(data, file.name) -%}
    {#- leads (1).csv, lead.csv, leads.csv.gz, Leads_2024-01-01.csv -#}
    {%- set stem = modules.re.sub('[^a-z_].*$', '', file.name.split('.')[0] | lower).strip('_ ') -%}
    {%- set like = [] -%}
    {%- for export in exports if stem and (stem == export or stem ~ 's' == export or stem == export ~ 's') -%}
      {%- do like.append(export) -%}
    {%- endfor -%}
    {%- do unread.append(file.path[folder | length:].lstrip('/') ~ (' (is it ' ~ like[0] ~ '?)' if like else '')) -%}
  {%- endfor -%}
  {%- for row in run_query("select file from glob('" ~ sales_kpis.glob_text(folder) ~ "/*/*') order by 1").rows -%}
    {%- set path = row[0][folder | length:].lstrip('/') -%}
    {%- if path.split('/')[0] not in sales_kpis.variable('systems') + ['versions', 'current'] and modules.re.search(data, path) -%}
      {%- do unread.append(path) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- if unread -%}
    {% do exceptions.warn(
      folder ~ ': ' ~ unread | length ~ (' file was' if unread | length == 1 else ' files were') ~ ' found and not read: ' ~ unread[:20] | join(', ')
      ~ (' and ' ~ (unread | length - 20) ~ ' more' if unread | length > 20 else '')
      ~ '. A file is read by its name: <export>.csv or .parquet, or parts <export>_001.csv, <export>_002.csv, in the folder itself or in that of one of the systems '
      ~ sales_kpis.variable('systems') | join(', ') ~ '. Rename or unpack those that are exports, and take the others away.'
    ) %}
  {%- endif -%}
{% endmacro %}
