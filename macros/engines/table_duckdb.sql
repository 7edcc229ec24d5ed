{#
  Tables on DuckDB: built in their place, in one transaction. dbt's own way builds beside it, renames twice and drops, which
  is half of what it does for a small table; either way readers see the old table until the new one is whole.
#}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}

  {# a Python model writes on a connection of its own, which would not see the drop #}
  {%- if model.language == 'python' -%}
    {{ return(dbt_duckdb.materialization_table_duckdb()) }}
  {%- endif -%}

  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set old_relation = load_cached_relation(this) -%}

  {{ run_hooks(pre_hooks, inside_transaction=False) }}
  {{ run_hooks(pre_hooks, inside_transaction=True) }}

  {%- if old_relation is not none -%}
    {% call statement('drop') -%} drop {{ old_relation.type }} if exists {{ old_relation }} {%- endcall %}
  {%- endif -%}
  {% call statement('main') -%}
    {{ create_table_as(false, target_relation, compiled_code) }}
  {%- endcall %}
  {% do create_indexes(target_relation) %}

  {{ run_hooks(post_hooks, inside_transaction=True) }}
  {% do persist_docs(target_relation, model) %}
  {{ adapter.commit() }}
  {{ run_hooks(post_hooks, inside_transaction=False) }}

  {{ return({'relations': [target_relation]}) }}

{% endmaterialization %}
