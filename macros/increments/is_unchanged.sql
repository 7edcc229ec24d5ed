{#
  Whether what has this name is what a build would make again; dbt is told then that nothing was done. --full-refresh makes
  everything anew.
#}
{% macro is_unchanged(relation, old_relation, made_from) %}
  {%- set note = sales_kpis.kept().notes.get(sales_kpis.name_of(relation)) or {} -%}
  {%- set is_same = made_from and not flags.FULL_REFRESH and old_relation is not none and note.kind == relation.type and note.made_from == made_from -%}
  {%- if is_same -%} {%- do store_raw_result('main', message='UNCHANGED', code='UNCHANGED', rows_affected=0) -%} {%- endif -%}
  {{ return(is_same) }}
{% endmacro %}
