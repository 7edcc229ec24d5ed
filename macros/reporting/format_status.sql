{# The verdict on a row in words; where it is not assessed, the reason. #}
{% macro format_status(row, words) -%}
    {%- if row['target_status'] != 'not_assessed' -%}
        {{ return(words['target_status'].get(row['target_status'], row['target_status'])) }}
    {%- elif row['kpi_value'] is not none and row['value_status'] not in ('ok', 'capped') -%}
        {{ return(words['value_status'].get(row['value_status'], row['value_status'])) }}
    {%- elif row['source_status'] == 'untrusted' -%}
        {{ return(words['untrusted']) }}
    {%- endif -%}
    {{ return(words['target_status']['not_assessed']) }}
{%- endmacro %}
