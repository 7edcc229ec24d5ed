{#
  The contract of an export as its seed declares it: {system, export, feeds, record_id, key, columns}, each column
  {name, field, type, required, accepted, default, has_default, min, max, can_fail}. `field` is the column's name from staging on.
  Empty while dbt parses, when the graph is not there yet.
#}
{% macro export_contract(seed_name) -%}
    {%- set seed = (graph.nodes or {}).get('seed.sales_kpis.' ~ seed_name) if execute else none -%}
    {%- if not seed -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set columns = [] -%}
    {%- for column in seed.columns.values() -%}
        {%- do columns.append(dict(column.config.meta, name=column.name)) -%}
    {%- endfor -%}
    {{ return(dict(seed.config.meta, columns=columns)) }}
{%- endmacro %}


{# A column of a contract with everything that the parser asks about. #}
{% macro contract_column(column) -%}
    {{ return({
        'name': column.name,
        'field': sales_kpis.snake_case(column.name),
        'type': column.type,
        'required': column.required or false,
        'accepted': column.accepted or [],
        'default': column.default,
        'has_default': column.default is defined and column.default is not none,
        'min': column.min if column.min is defined else none,
        'max': column.max if column.max is defined else none,
        'can_fail': column.type not in ('text', 'id'),
    }) }}
{%- endmacro %}


{# CreatedDate as created_date, Is_Test__c as is_test, lead_id as it is. #}
{% macro snake_case(name) -%}
    {%- set words = modules.re.sub('([a-z0-9])([A-Z])', '\\1_\\2', modules.re.sub('__c$', '', name)) -%}
    {{ return(words | lower) }}
{%- endmacro %}
