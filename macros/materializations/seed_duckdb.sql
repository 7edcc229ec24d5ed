{#
  Seeds on DuckDB: read by DuckDB's own reader instead of dbt's row-by-row one, which takes minutes for a million rows. What
  was loaded from the same files is left as it is, and new parts of an export are appended. Everything happens in one transaction, so a file that does not fit
  leaves the table of the last build in place. What a loader fills (var sources) is read from its table in their place.
#}
{% materialization seed, adapter='duckdb' %}

  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set old_relation = load_cached_relation(this) -%}
  {%- set import_id = (sales_kpis.import_manifest(sales_kpis.exports_folder()) or {}).get('id') -%}
  {%- set source = sales_kpis.source_of(model) -%}
  {%- set files = sales_kpis.seed_files(model) -%}
  {#- a loader may have changed its tables at any time -#}
  {%- set loaded_from = none if source or pre_hooks or post_hooks else sales_kpis.loaded_from(model, files) -%}
  {%- set made_from = local_md5(tojson(loaded_from)) if loaded_from else none -%}

  {%- if sales_kpis.is_unchanged(target_relation, old_relation, made_from) -%}
    {%- set kept = sales_kpis.kept().notes[sales_kpis.name_of(target_relation)] -%}
    {%- set note = dict(kept, **sales_kpis.loading_note(model, files, import_id)) -%}
    {%- if note != kept -%}
      {%- do note.pop('kind') -%}
      {%- do sales_kpis.write_note(target_relation, note) -%}
      {%- do adapter.commit() -%}
    {%- endif -%}
    {%- do store_result('agate_table', response='OK', agate_table=run_query('select * from ' ~ target_relation ~ ' limit 10') if flags.SHOW else none) -%}
    {{ return({'relations': [target_relation]}) }}
  {%- endif -%}

  {{ run_hooks(pre_hooks, inside_transaction=False) }}
  {{ run_hooks(pre_hooks, inside_transaction=True) }}

  {%- set found = {} -%}
  {%- set appended = sales_kpis.appended_seed(target_relation, old_relation, model, files, loaded_from, found) -%}
  {%- if not appended -%}
    {%- set select_sql = sales_kpis.source_seed(model) if source else sales_kpis.seed_select(model, found=found) -%}
    {%- if old_relation is not none and old_relation.is_view -%}
      {% do adapter.drop_relation(old_relation) %}
    {%- endif -%}
    {% call statement('load', fetch_result=True) -%}
      create or replace table {{ target_relation }} as
      {{ select_sql }}
    {%- endcall %}
  {%- endif -%}
  {%- set row_count, done = load_result('load').table.rows[0][0] | int, 'APPEND' if appended else 'LOAD' -%}
  {% call noop_statement('main', done ~ ' ' ~ row_count, done, row_count) -%}
    {{ appended.sql if appended else select_sql }}
  {%- endcall %}

  {# `dbt seed --show` prints this table; without it nothing is fetched. #}
  {%- set sample = run_query('select * from ' ~ target_relation ~ ' limit 10') if flags.SHOW else none -%}
  {% do store_result('agate_table', response='OK', agate_table=sample) %}

  {% do persist_docs(target_relation, model) %}
  {%- set note = dict(sales_kpis.loading_note(model, files, import_id), has_plain_cells=found.has_plain_cells or false, **(loaded_from or {})) -%}
  {% do sales_kpis.keep_note(target_relation, made_from, dict(note, appended={'content': appended.content, 'rows': appended.rows}) if appended else note) %}
  {{ run_hooks(post_hooks, inside_transaction=True) }}
  {{ adapter.commit() }}
  {{ run_hooks(post_hooks, inside_transaction=False) }}

  {{ return({'relations': [target_relation]}) }}

{% endmaterialization %}
