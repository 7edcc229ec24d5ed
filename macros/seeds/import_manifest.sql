{#
  The manifest of the import in a folder of exports, with an `id` that another import does not have; none where no import
  wrote the folder.
#}
{% macro import_manifest(folder) %}
  {%- set found = run_query("select coalesce(try(decode(content)), '') from read_blob('" ~ sales_kpis.glob_text(folder) ~ "/import.jso[n]')").rows if folder else [] -%}
  {%- if not found -%} {{ return(none) }} {%- endif -%}
  {%- set manifest = fromjson(found[0][0]) -%}
  {%- set is_whole = manifest is mapping and manifest.files is sequence and manifest.files is not string -%}
  {%- set paths = manifest.files | select('mapping') | map(attribute='path') | select('string') | list if is_whole else [] -%}
  {%- if not is_whole or paths | length < manifest.files | length -%}
    {% do exceptions.raise_compiler_error(folder ~ '/import.json is damaged; expected the list of files that the importer wrote. ' ~ sales_kpis.import_again(folder)) %}
  {%- endif -%}
  {{ return({'id': local_md5(found[0][0]), 'files': manifest.files}) }}
{% endmacro %}
