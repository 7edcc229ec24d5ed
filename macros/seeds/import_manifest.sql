{#
  The manifest of the import in a folder of exports, with an `id` that another import does not have; none where no import
  wrote the folder.
#}
{% macro import_manifest(folder) %}
  {%- set found = run_query("select content from read_text('" ~ sales_kpis.glob_text(folder) ~ "/import.jso[n]')").rows if folder else [] -%}
  {%- if not found -%} {{ return(none) }} {%- endif -%}
  {%- set manifest = fromjson(found[0][0]) -%}
  {%- if not manifest or manifest.files is not defined -%}
    {% do exceptions.raise_compiler_error(folder ~ '/import.json is damaged; expected the list of files that the importer wrote. ' ~ sales_kpis.import_again(folder)) %}
  {%- endif -%}
  {{ return({'id': local_md5(found[0][0]), 'files': manifest.files}) }}
{% endmacro %}
