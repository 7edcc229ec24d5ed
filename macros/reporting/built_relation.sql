{# The table of a model or seed, where the project has it and the warehouse the table. #}
{% macro built_relation(name) -%}
    {%- set nodes = graph.nodes.values() | selectattr('resource_type', 'in', ['model', 'seed'])
        | selectattr('name', 'equalto', name) | list -%}
    {{ return(adapter.get_relation(nodes[0].database, nodes[0].schema, nodes[0].alias) if nodes else none) }}
{%- endmacro %}
