{# A row's target with the side that is good: ">= 65 %", "<= 60", a band "4–8"; "-" where there is none. #}
{% macro format_target(row, words) -%}
    {%- if row['direction'] == 'band' and row['target_low'] is not none and row['target_high'] is not none -%}
        {%- set low = sales_kpis.format_bound(row['target_low'] | float, row['unit'], words) -%}
        {%- set high = sales_kpis.format_bound(row['target_high'] | float, row['unit'], words) -%}
        {{ return(low ~ '–' ~ high) }}
    {%- elif row['target_value'] is not none -%}
        {%- set sign = '<=' if row['direction'] == 'lower' else '>=' -%}
        {{ return(sign ~ ' ' ~ sales_kpis.format_bound(row['target_value'] | float, row['unit'], words)) }}
    {%- endif -%}
    {{ return('-') }}
{%- endmacro %}
