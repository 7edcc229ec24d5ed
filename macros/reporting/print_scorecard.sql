{# Print the company's last complete month: dbt run-operation print_scorecard. Var `language`: en or zh. #}
{% macro print_scorecard() -%}
    {%- if not execute -%} {{ return('') }} {%- endif -%}
    {%- set nodes = graph.nodes.values() | selectattr('resource_type', 'equalto', 'model')
        | selectattr('name', 'equalto', 'kpi_scorecard') | list -%}
    {%- set relation = adapter.get_relation(nodes[0].database, nodes[0].schema, nodes[0].alias) if nodes else none -%}
    {%- set language = var('language') -%}
    {%- if relation is none -%}
        {%- do print(sales_kpis.scorecard_words(language)['not_built']) -%}
    {%- else -%}
        {%- do print(sales_kpis.scorecard_text(sales_kpis.scorecard_rows(relation), language)) -%}
    {%- endif -%}
{%- endmacro %}
