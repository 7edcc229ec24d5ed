{# The change on the previous period: points for a rate, the difference for a count, else per cent; "-" where one is missing. #}
{% macro format_change(row, words) -%}
    {%- if row['kpi_value'] is none or row['previous_value'] is none -%} {{ return('-') }} {%- endif -%}
    {%- set now = row['kpi_value'] | float -%}
    {%- set before = row['previous_value'] | float -%}
    {%- if row['unit'] == 'rate' -%}
        {{ return('{:+,.1f} '.format((now - before) * 100) ~ words['points']) }}
    {%- elif row['unit'] == 'count' -%}
        {{ return('{:+,.0f}'.format(now - before)) }}
    {%- elif before == 0 -%}
        {{ return('-') }}
    {%- endif -%}
    {{ return('{:+,.1f} %'.format((now / before - 1) * 100)) }}
{%- endmacro %}
