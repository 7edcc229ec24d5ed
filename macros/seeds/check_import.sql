{# Stop where the files are not those that the import wrote: then some are of another import, cut off, or changed by hand. #}
{% macro check_import(folder) %}
  {%- set manifest = sales_kpis.import_manifest(folder) -%}
  {%- if not manifest -%} {{ return('') }} {%- endif -%}
  {%- set expected = {} -%}
  {%- set queries = ["select filename, size from read_blob('" ~ sales_kpis.glob_text(folder) ~ "/import_rejections.cs[v]')"] -%}
  {%- for file in manifest.files if file.bytes is defined and file.path != 'vars.yml' -%}
    {%- do expected.update({file.path: file.bytes}) -%}
    {%- set query = "select filename, size from read_blob('" ~ sales_kpis.glob_text(folder ~ '/' ~ file.path.rpartition('/')[0]) ~ "/*')" -%}
    {%- if '/' in file.path and query not in queries -%}
      {%- do queries.append(query) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- set found = {} -%}
  {%- for row in run_query(queries | join(' union all ')).rows -%}
    {%- set path = row[0][folder | length:].lstrip('/') -%}
    {%- if path in expected or modules.re.search('[.](csv|parquet)$', path, modules.re.IGNORECASE) -%}
      {%- do found.update({path: row[1] | int}) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- set wrong = [] -%}
  {%- for path in (expected.keys() | list + found.keys() | list) | unique | sort if expected and found.get(path) != expected.get(path) -%}
    {%- do wrong.append(path ~ ' (' ~ (found[path] ~ ' bytes' if path in found else 'not there') ~ ', expected ' ~ (expected[path] ~ ' bytes' if path in expected else 'no such file') ~ ')') -%}
  {%- endfor -%}
  {%- if wrong -%}
    {% do exceptions.raise_compiler_error(
      folder ~ ' does not hold what import.json says that the importer wrote: ' ~ wrong[:5] | join(', ')
      ~ (' and ' ~ (wrong | length - 5) ~ ' more' if wrong | length > 5 else '')
      ~ '. It is a mixture of two imports, or was changed by hand. ' ~ sales_kpis.import_again(folder)
    ) %}
  {%- endif -%}
{% endmacro %}
