{# The lines on KPIs without data because an export is absent: each reason once, after the names of the KPIs that it holds for. #}
{% macro scorecard_no_data(rows, language) -%}
    {%- set suffix = 'zh' if language == 'zh' else 'en' -%}
    {%- set reasons = [] -%}
    {%- for row in rows if row['no_data_reason_' ~ suffix] and row['no_data_reason_' ~ suffix] not in reasons -%}
        {%- do reasons.append(row['no_data_reason_' ~ suffix]) -%}
    {%- endfor -%}
    {%- set lines = [] -%}
    {%- for reason in reasons -%}
        {%- set names = [] -%}
        {%- for row in rows if row['no_data_reason_' ~ suffix] == reason -%}
            {%- do names.append(row['name_' ~ suffix] or row['kpi_id']) -%}
        {%- endfor -%}
        {%- set separator = ('、', '：') if language == 'zh' else (', ', ': ') -%}
        {%- for line in sales_kpis.wrap_text(names | join(separator[0]) ~ separator[1] ~ reason, 94) -%}
            {%- do lines.append(('  - ' if loop.first else '    ') ~ line) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return([''] + lines if lines else []) }}
{%- endmacro %}
