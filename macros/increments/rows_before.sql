{#
  Copy a table that is made again, where its meta says `tells_changes` (its key): its readers make again what hangs on changed
  rows alone (remade_groups). What tell_changes needs of it, or none where it is made anew by other SQL.
#}
{% macro rows_before(relation, old_relation) %}
  {%- set note = sales_kpis.kept().notes.get(sales_kpis.name_of(relation)) or {} -%}
  {%- if not model.config.meta.tells_changes or flags.FULL_REFRESH or old_relation is none or not note.content or note.text != sales_kpis.made_of_text(sql) -%}
    {{ return(none) }}
  {%- endif -%}
  {%- call statement('before') -%} create or replace temp table rows_before as from {{ relation }} {%- endcall -%}
  {{ return({'content': note.content, 'changes': 'increments.changed_in_' ~ relation.identifier}) }}
{% endmacro %}
