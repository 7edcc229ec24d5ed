{#
  Append the new parts of a numbered export to its table, where they come after all that it was loaded from and nothing else
  changed: what it was before {content, rows} and the query (sql), or none where the export has to be loaded. `found` is that of
  seed_select. A row of a later part has a later place, so that
  the table is the one of a full load, and who reads it can read the new rows alone (appended_parse).
#}
{% macro appended_seed(relation, old_relation, seed, files, loaded_from, found) %}
  {%- set note = sales_kpis.kept().notes.get(sales_kpis.name_of(relation)) or {} -%}
  {%- set parts = note.parts or [] -%}
  {%- if not loaded_from or flags.FULL_REFRESH or old_relation is none or old_relation.type != 'table' or seed.config.meta.export is not defined
      or not parts or not note.content or note.rules != loaded_from.rules or parts | length >= files | length
      or loaded_from.parts[:parts | length] != parts -%}
    {{ return(none) }}
  {%- endif -%}
  {%- set rows = note.content.split(' ')[0] | int -%}
  {%- set select_sql = sales_kpis.seed_select(seed, found=found, files=files[parts | length:], after=rows) -%}
  {%- do found.update({'has_plain_cells': found.has_plain_cells and note.has_plain_cells}) -%}
  {% call statement('load', fetch_result=True) -%} insert into {{ relation }} {{ select_sql }} {%- endcall %}
  {{ return({'content': note.content, 'rows': rows, 'sql': select_sql}) }}
{% endmacro %}
