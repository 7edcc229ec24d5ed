{# A row's value with its unit; where there is none, why. #}
{% macro format_value(row, words) -%}
    {%- if row['kpi_value'] is none -%}
        {{ return(words['value_status'].get(row['value_status'], row['value_status'])) }}
    {%- endif -%}
    {{ return(sales_kpis.format_measure(row['kpi_value'] | float, row['unit'], words)) }}
{%- endmacro %}
