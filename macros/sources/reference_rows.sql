{# The rows of a file of reference data before its table is there: as DuckDB reads it, elsewhere as it was loaded before the run. #}
{% macro reference_rows(name) %}
  {%- set kept = graph.setdefault('reference_rows', {}).setdefault(invocation_id, {}) -%}
  {%- if name not in kept -%}
    {%- set seed = graph.nodes['seed.sales_kpis.' ~ name] -%}
    {%- set columns = seed.columns.values() | map(attribute='name') | list -%}
    {%- set table = '(' ~ sales_kpis.seed_select(seed) ~ ') as listed' if sales_kpis.reads_exports_dir() else seed.relation_name -%}
    {%- do kept.update({name: sales_kpis.rows_of('select ' ~ columns | join(', ') ~ ' from ' ~ table)}) -%}
  {%- endif -%}
  {{ return(kept[name]) }}
{% endmacro %}
