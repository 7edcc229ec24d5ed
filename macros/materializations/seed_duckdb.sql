{#
  Seeds on DuckDB: read by DuckDB's own reader instead of dbt's row-by-row one, which takes minutes for a million rows.
  Everything happens in one statement, so a file that does not fit leaves the table of the last build in place.
#}
{% materialization seed, adapter='duckdb' %}

  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set old_relation = load_cached_relation(this) -%}

  {{ run_hooks(pre_hooks, inside_transaction=False) }}
  {{ run_hooks(pre_hooks, inside_transaction=True) }}

  {%- set import_id = (sales_kpis.import_manifest(sales_kpis.exports_folder()) or {}).get('id') -%}
  {%- set found = {} -%}
  {%- set select_sql = sales_kpis.seed_select(model, found=found) -%}
  {%- if old_relation is not none and old_relation.is_view -%}
    {% do adapter.drop_relation(old_relation) %}
  {%- endif -%}

  {% call statement('load', fetch_result=True) -%}
    create or replace table {{ target_relation }} as
    {{ select_sql }}
  {%- endcall %}
  {%- set row_count = load_result('load').table.rows[0][0] | int -%}
  {% call noop_statement('main', 'LOAD ' ~ row_count, 'LOAD', row_count) -%}
    {{ select_sql }}
  {%- endcall %}

  {# `dbt seed --show` prints this table; without it nothing is fetched. #}
  {%- set sample = run_query('select * from ' ~ target_relation ~ ' limit 10') if flags.SHOW else none -%}
  {% do store_result('agate_table', response='OK', agate_table=sample) %}

  {% do persist_docs(target_relation, model) %}
  {% do sales_kpis.note_loaded(target_relation, model, import_id, found) %}
  {{ run_hooks(post_hooks, inside_transaction=True) }}
  {{ adapter.commit() }}
  {{ run_hooks(post_hooks, inside_transaction=False) }}

  {{ return({'relations': [target_relation]}) }}

{% endmaterialization %}
