{#
  Build a model as `type` (table or view) in the place of what has its name, unless that is what would be built again. A failure
  or a killed build leaves it as it was: the model and the note of what it was made from are one transaction.
#}
{% macro replaced_relation(type) %}
  {%- set target_relation = this.incorporate(type=type) -%}
  {%- set old_relation = load_cached_relation(this) -%}
  {%- set has_hooks = pre_hooks or post_hooks -%}
  {%- set made_from = none if has_hooks else sales_kpis.made_from(sql) -%}
  {%- if sales_kpis.is_unchanged(target_relation, old_relation, made_from) -%} {{ return(target_relation) }} {%- endif -%}
  {{ run_hooks(pre_hooks, inside_transaction=False) }}
  {{ run_hooks(pre_hooks, inside_transaction=True) }}

  {%- if has_hooks or not sales_kpis.appended_parse(target_relation, old_relation) -%}
    {%- if old_relation is not none and old_relation.type != type -%}
      {%- call statement('drop') -%} drop {{ old_relation.type }} {{ target_relation }} {%- endcall -%}
    {%- endif -%}
    {%- call statement('main') -%}
      create or replace {{ type }} {{ target_relation }} as (
      {{ sql }}
      )
    {%- endcall -%}
  {%- endif -%}
  {%- if config.get('contract').enforced -%} {%- do sales_kpis.keep_contract(target_relation) -%} {%- endif -%}

  {%- do persist_docs(target_relation, model) -%}
  {{ run_hooks(post_hooks, inside_transaction=True) }}
  {%- do sales_kpis.keep_note(target_relation, made_from) -%}
  {%- do adapter.commit() -%}
  {{ run_hooks(post_hooks, inside_transaction=False) }}
  {{ return(target_relation) }}
{% endmacro %}


{#
  Hold the columns of a new table or view to its contract. Names, types and order are looked at in what was built, as a
  look at the query would plan it twice; what is not the same is judged, and told, by dbt's own check.
#}
{% macro keep_contract(relation) %}
  {%- set names, promised = [], [] -%}
  {%- for column in model.columns.values() -%}
    {%- do names.append(adapter.quote(column.name) if column.quote else column.name) -%}
    {%- do promised.append("'" ~ column.name ~ " ' || typeof(cast(null as " ~ column.data_type ~ '))') -%}
  {%- endfor -%}
  {%- set is_kept = sales_kpis.rows_of('select (select list(column_name || \' \' || column_type) from (describe ' ~ relation ~ ')) = ['
    ~ promised | join(', ') ~ ']')[0][0] -%}
  {%- if not is_kept -%}
    {%- do get_assert_columns_equivalent(sql) -%}
    {%- do run_query('create or replace ' ~ relation.type ~ ' ' ~ relation ~ ' as select ' ~ names | join(', ') ~ ' from (' ~ sql ~ ')') -%}
  {%- endif -%}
{% endmacro %}
