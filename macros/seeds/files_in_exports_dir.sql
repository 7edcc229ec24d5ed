{# Every file in the exports folder and in the folders of the chosen systems inside it, as the run found them. #}
{% macro files_in_exports_dir(folder) %}
  {%- set kept = sales_kpis.kept() -%}
  {%- if 'exports' in kept -%} {{ return(kept.exports) }} {%- endif -%}
  {%- set patterns = [folder ~ '/*'] -%}
  {%- for system in sales_kpis.variable('systems') -%}
    {%- do patterns.append(folder ~ '/' ~ system ~ '/*') -%}
  {%- endfor -%}
  {%- set queries = [] -%}
  {%- for pattern in patterns -%}
    {%- set directory = pattern[:-1] -%}
    {%- do queries.append(
      "select " ~ loop.index ~ " as place, file from glob('" ~ sales_kpis.glob_text(directory) ~ "*')"
    ) -%}
  {%- endfor -%}
  {%- set files = [] -%}
  {%- for row in run_query(queries | join(' union all ') ~ ' order by 1, 2').rows -%}
    {%- set place = row[0] | int -%}
    {%- do files.append({
      'path': row[1],
      'system': none if place == 1 else sales_kpis.variable('systems')[place - 2],
      'name': row[1].replace('\\', '/').split('/')[-1],
    }) -%}
  {%- endfor -%}
  {%- do kept.update({'exports': files}) -%}
  {{ return(files) }}
{% endmacro %}
