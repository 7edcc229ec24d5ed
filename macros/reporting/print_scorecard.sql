{# Print the company's last complete month: dbt run-operation print_scorecard. Var `language`: en or zh. #}
{% macro print_scorecard() -%}
    {%- if not execute -%} {{ return('') }} {%- endif -%}
    {%- set relation = sales_kpis.built_relation('kpi_scorecard') -%}
    {%- set language = var('language') -%}
    {%- if relation is none -%}
        {%- do print(sales_kpis.scorecard_words(language)['not_built']) -%}
    {%- else -%}
        {%- do print(sales_kpis.scorecard_text(sales_kpis.scorecard_rows(relation), language)) -%}
    {%- endif -%}
{%- endmacro %}
