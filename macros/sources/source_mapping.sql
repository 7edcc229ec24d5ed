{#
  What loader_columns and loader_values say of a loader and a system:
    exports  by export {table, columns}: the loader's table, and by column of the export, or _loaded_at, _is_deleted and _only,
             {loader_column, look_up, reading}; those of export * hold for all that do not say otherwise
    labels   by export and column the labels by value
#}
{% macro source_mapping(loader, system) %}
  {%- set mapping = {'exports': {}, 'labels': {}} -%}
  {%- set of_all = {} -%}
  {%- for row in sales_kpis.reference_rows('loader_columns') if row[0] == loader and row[1] == system -%}
    {%- set cell = {'loader_column': row[5] or '', 'look_up': row[6] or '', 'reading': row[7] or ''} -%}
    {%- if row[2] == '*' -%} {%- do of_all.update({row[3]: cell}) -%}
    {%- else -%}
      {%- set export = mapping.exports.setdefault(row[2], {'table': row[4], 'columns': {}}) -%}
      {%- do export['columns'].update({row[3]: cell}) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- for export in mapping.exports.values() -%} {%- do export.update({'columns': dict(of_all, **export['columns'])}) -%} {%- endfor -%}
  {%- for row in sales_kpis.reference_rows('loader_values') if row[0] == system -%}
    {%- do mapping.labels.setdefault(row[1] ~ '.' ~ row[2], {}).update({row[3] | lower: row[4]}) -%}
  {%- endfor -%}
  {{ return(mapping) }}
{% endmacro %}
