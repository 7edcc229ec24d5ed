{#
  Put the rows of a loader's table into the raw table of the export that is being made, on an engine where dbt's tables are not
  replaced by one statement. What hangs on the raw table stays where its columns are the same.
#}
{% macro loaded_source() %}
  {%- set relation = this.incorporate(type='table') -%}
  {%- set old_relation = load_cached_relation(this) -%}
  {%- set select_sql = sales_kpis.source_seed(model) -%}
  {{ run_hooks(pre_hooks, inside_transaction=False) }}
  {{ run_hooks(pre_hooks, inside_transaction=True) }}
  {%- if old_relation is not none and sales_kpis.has_raw_columns(old_relation) -%}
    {%- call statement('main') -%} delete from {{ relation }}; insert into {{ relation }} {{ select_sql }} {%- endcall -%}
  {%- else -%}
    {%- if old_relation is not none -%} {%- do adapter.drop_relation(old_relation) -%} {%- endif -%}
    {%- call statement('main') -%} create table {{ relation }} as {{ select_sql }} {%- endcall -%}
  {%- endif -%}
  {%- do store_result('agate_table', response='OK', agate_table=none) -%}
  {%- set note = dict(sales_kpis.loading_note(model, [], none), has_plain_cells=false, checksum=model.checksum.checksum) -%}
  {%- do run_query('comment on table ' ~ relation ~ " is '" ~ sales_kpis.sql_text(tojson(note)) ~ "'") -%}
  {{ run_hooks(post_hooks, inside_transaction=True) }}
  {%- do adapter.commit() -%}
  {{ run_hooks(post_hooks, inside_transaction=False) }}
  {{ return(relation) }}
{% endmacro %}


{# Whether a table has the columns of the export that is being made, in their order. #}
{% macro has_raw_columns(relation) %}
  {%- set names = [] -%}
  {%- for column in model.columns.values() if column.name != '_row' -%} {%- do names.append(column.name | lower) -%} {%- endfor -%}
  {{ return(adapter.get_columns_in_relation(relation) | map(attribute='name') | list == names + ['_row']) }}
{% endmacro %}
