{#
    Print the company's scorecard as due: dbt run-operation print_scorecard. Argument `language`: en or zh, else the variable of that
    name; an argument, unlike a variable, makes dbt parse nothing anew. As wide as dbt's own printer_width, from 60 to 120 columns.
#}
{% macro print_scorecard(language=none) -%}
    {%- if not execute -%} {{ return('') }} {%- endif -%}
    {%- if sales_kpis.built_relation('kpi_scorecard') is none -%}
        {%- do print('There is no kpi_scorecard to show: run dbt build first.') -%}
    {%- else -%}
        {%- set width = [[flags.PRINTER_WIDTH | int, 60] | max, 120] | min -%}
        {%- do print(sales_kpis.scorecard_text('zh' if (language or sales_kpis.variable('language')) == 'zh' else 'en', width)) -%}
    {%- endif -%}
{%- endmacro %}
