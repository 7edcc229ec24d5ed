{# Print the company's last complete month: dbt run-operation print_scorecard. Var `language`: zh, else English. #}
{% macro print_scorecard() -%}
    {%- if not execute -%} {{ return('') }} {%- endif -%}
    {%- if sales_kpis.built_relation('kpi_scorecard') is none -%}
        {%- do print('There is no kpi_scorecard to show: run dbt build first.') -%}
    {%- else -%}
        {%- do print(sales_kpis.scorecard_text('zh' if sales_kpis.variable('language') == 'zh' else 'en')) -%}
    {%- endif -%}
{%- endmacro %}
