{#
  Tables on DuckDB: one statement puts the new table in the place of the old one. dbt's own way is nine, with two renames.
  What Python makes, on a connection of its own, is put there once it is whole; dbt wants its statement in this macro.
#}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}
  {%- if model.language == 'sql' -%} {{ return({'relations': [sales_kpis.replaced_relation('table')]}) }} {%- endif -%}
  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set made = make_intermediate_relation(target_relation) -%}
  {%- do run_query('drop table if exists ' ~ made) -%}
  {%- call statement('main', language='python') -%}
    {{ create_table_as(False, made, compiled_code, 'python') }}
  {%- endcall -%}
  {%- do adapter.execute('create or replace table ' ~ target_relation ~ ' as from ' ~ made, auto_begin=true) -%}
  {%- do run_query('drop table ' ~ made) -%}
  {#- what Python reads and calls is not known -#}
  {%- do sales_kpis.keep_note(target_relation, none) -%}
  {%- do adapter.commit() -%}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
