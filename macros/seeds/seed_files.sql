{#
  The files a seed is read from, in the order in which they are read.
  With var exports_dir: <file>.csv or .parquet, or numbered parts of it, in that folder or in the system's folder inside it.
  An export that is not there has no files, nor has one that is read from a loader's table (var sources); reference data that is not there comes from the project.
#}
{% macro seed_files(seed) %}
  {%- set committed = [sales_kpis.committed_file(seed)] -%}
  {%- set folder = sales_kpis.exports_folder() -%}
  {%- if sales_kpis.source_of(seed) -%} {{ return([]) }} {%- endif -%}
  {%- if not folder -%}
    {{ return(committed) }}
  {%- endif -%}

  {%- set files = sales_kpis.files_in_exports_dir(folder) -%}
  {%- set found = sales_kpis.files_of_seed(seed, files) -%}
  {%- if not found and not sales_kpis.variable('sources') -%}
    {%- do sales_kpis.check_exports_dir(folder, files) -%}
  {%- endif -%}
  {%- if found | length > 1 and not (found | rejectattr('part', 'none') | list | length == found | length
        and found | map(attribute='sort_key') | unique | list | length == found | length
        and found | map(attribute='extension') | unique | list | length == 1) -%}
    {% do exceptions.raise_compiler_error(
      seed.name ~ ' could be read from several files: ' ~ found | map(attribute='path') | join(', ')
      ~ '. Keep one file, or numbered parts of one kind (' ~ seed.name ~ '_001.csv, ' ~ seed.name ~ '_002.csv, ...).'
    ) %}
  {%- endif -%}

  {%- set paths = found | sort(attribute='sort_key') | map(attribute='path') | list -%}
  {{ return(paths if paths or seed.config.meta.export is defined else committed) }}
{% endmacro %}


{# A mistyped folder would otherwise build a company without a single record. #}
{% macro check_exports_dir(folder, files) %}
  {%- set looked_for = [] -%}
  {%- for seed in graph.nodes.values() if seed.resource_type == 'seed' and seed.config.meta.export is defined -%}
    {%- if sales_kpis.files_of_seed(seed, files) -%}
      {{ return('') }}
    {%- endif -%}
    {%- do looked_for.append(seed.config.meta.export) -%}
  {%- endfor -%}
  {% do exceptions.raise_compiler_error(
    'exports_dir ' ~ folder ~ ' does not exist or holds no export of ' ~ sales_kpis.variable('systems') | join(', ')
    ~ '. Expected there are .csv or .parquet files named ' ~ looked_for | join(', ')
    ~ '. Correct exports_dir (a full path is safest) or the systems.'
  ) %}
{% endmacro %}
