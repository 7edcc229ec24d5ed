{#
  A query for the keys (columns) that several rows of a table or view have, and for those that are null in one of the columns that
  must be filled, with the number of their rows.
#}
{% macro repeated_keys(model, columns, filled) %}
{{ adapter.dispatch('repeated_keys', 'sales_kpis')(model, columns, filled) }}
{%- endmacro %}


{% macro default__repeated_keys(model, columns, filled, only='') %}
select
    {{ columns | join(',\n    ') }},
    count(*) as row_count
from {{ model }}
{%- if only %}
where {{ only }}
{%- endif %}
group by {{ columns | join(', ') }}
having
    count(*) > 1
    {%- for column in filled %}
    or {{ column }} is null
    {%- endfor %}
{%- endmacro %}


{#
  One number a key is grouped in half the time of its texts, and in far less memory; the keys themselves are compared where a number
  comes again, which is nowhere in a sound table. A view would be computed twice.
#}
{% macro duckdb__repeated_keys(model, columns, filled) %}
{%- set views = [] -%}
{%- for node in (graph.nodes.values() if execute else []) if node.config.materialized == 'view' and node.relation_name and node.relation_name in model | string -%}
  {%- do views.append(node.name) -%}
{%- endfor -%}
{%- set of_key, only = 'hash(' ~ columns | join(', ') ~ ')', none -%}
{%- if not views -%}
{%- set only -%}
{{ of_key }} in (
    select {{ of_key }} from {{ model }} group by 1 having count(*) > 1
    {%- for column in filled %} or count({{ column }}) < count(*){% endfor %}
)
{%- endset -%}
{%- endif -%}
{{ sales_kpis.default__repeated_keys(model, columns, filled, only) }}
{%- endmacro %}
