{#
  The contract of an export as its seed declares it: {system, export, feeds, record_id, key, columns}, each column
  {name, field, type, required, accepted, mapped_as, default, has_default, min, max, day, can_fail, rejects_row, is_bounded}.
  `field` is the column's name from staging on.
  Empty while dbt parses, when the graph is not there yet. With the `table` of the seed, has_plain_cells says whether its
  loader found no blank around any cell; `loaded` is what loaded_seeds gives, where it is known.
#}
{% macro export_contract(seed_name, table=none, loaded=none) -%}
    {%- set seed = (graph.nodes or {}).get('seed.sales_kpis.' ~ seed_name) if execute else none -%}
    {%- if not seed -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set columns = [] -%}
    {%- for column in seed.columns.values() if column.name != '_row' -%}
        {%- do columns.append(dict(column.config.meta, name=column.name)) -%}
    {%- endfor -%}
    {#- the rows of a unit test are no table, and have no note -#}
    {%- set note = none if table is none or '__dbt__cte__' in table | string
        else (sales_kpis.loaded_seeds() if loaded is none else loaded).get(seed_name) -%}
    {{ return(dict(seed.config.meta, columns=columns, has_plain_cells=(note or {}).has_plain_cells or false)) }}
{%- endmacro %}
