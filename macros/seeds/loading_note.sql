{#
  What the note of a seed's table says of its loading (see loaded_seeds). `import_id` is that of the import in the folder when
  the load began: a load that an import has overtaken is none.
#}
{% macro loading_note(seed, files, import_id) %}
  {%- set meta = seed.config.meta -%}
  {%- set folder = sales_kpis.exports_folder() -%}
  {%- set source = sales_kpis.source_of(seed) -%}
  {%- set manifest = {} if source else sales_kpis.import_manifest(folder) or {} -%}
  {%- if not source and [manifest.get('id'), sales_kpis.kept().setdefault('import_id', import_id)] != [import_id, import_id] -%}
    {% do exceptions.raise_compiler_error(
      'another import took the place of the one in ' ~ folder ~ ' while this run read it: the tables would be a mixture of both. Run it again.'
    ) %}
  {%- endif -%}
  {%- set tables = [sales_kpis.source_mapping(source.loader, source.system).exports.get(meta.export)] | select | list if source else [] -%}
  {{ return({
    'exports_dir': folder,
    'systems': sales_kpis.variable('systems'),
    'system': meta.system or none,
    'kinds': [] if meta.is_auxiliary else meta.feeds or [],
    'source': sales_kpis.source_text(seed),
    'files': tables | length if source else files | length,
    'missing_parts': sales_kpis.missing_parts(seed, files, manifest) if meta.export is defined and folder else [],
    'import_id': import_id,
  }) }}
{% endmacro %}


{# The names of numbered parts that are missing between those of an export, in the folder and, by its manifest, in an import. #}
{% macro missing_parts(seed, files, manifest) %}
  {%- set missing = [] -%}
  {%- for file in manifest.get('files', []) if file.missing_parts and files | select('equalto', sales_kpis.exports_folder() ~ '/' ~ file.path) | list -%}
    {%- do missing.extend(file.missing_parts) -%}
  {%- endfor -%}
  {%- set numbers = {} -%}
  {%- for file in files -%}
    {%- set part = modules.re.match('(.*_)([0-9]{1,4})[.][^.]+$', file.replace('\\', '/').split('/')[-1]) -%}
    {%- if part -%}
      {%- do numbers.update({part.group(2) | int: part}) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- if numbers -%}
    {%- set known = numbers.keys() | list -%}
    {%- set last = numbers[known | max] -%}
    {#- from 1000 on a number is a year: the first of a series -#}
    {%- for number in range(known | min if known | min >= 1000 else 1, known | max) if number not in known -%}
      {%- do missing.append(last.group(1) ~ ('%0' ~ last.group(2) | length ~ 'd') % number if last.group(2).startswith('0') else last.group(1) ~ number) -%}
    {%- endfor -%}
  {%- endif -%}
  {{ return(missing) }}
{% endmacro %}
