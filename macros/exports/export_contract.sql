{#
  The contract of an export as its seed declares it: {system, export, feeds, record_id, key, columns}, each column
  {name, field, type, required, accepted, mapped_as, default, has_default, min, max, day, can_fail, rejects_row, is_bounded}.
  `field` is the column's name from staging on.
  Empty while dbt parses, when the graph is not there yet.
#}
{% macro export_contract(seed_name) -%}
    {%- set seed = (graph.nodes or {}).get('seed.sales_kpis.' ~ seed_name) if execute else none -%}
    {%- if not seed -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set columns = [] -%}
    {%- for column in seed.columns.values() if column.name != '_row' -%}
        {%- do columns.append(dict(column.config.meta, name=column.name)) -%}
    {%- endfor -%}
    {{ return(dict(seed.config.meta, columns=columns)) }}
{%- endmacro %}
