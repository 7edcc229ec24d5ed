{# The lines on KPIs whose source is untrusted: each export and check once, with the KPIs that it silences. #}
{% macro scorecard_sources(rows, language) -%}
    {%- set words = sales_kpis.scorecard_words(language) -%}
    {%- set suffix = 'zh' if language == 'zh' else 'en' -%}
    {%- set checks = [] -%}
    {%- for row in rows if row['source_status'] == 'untrusted' and row['source_check'] and not row['no_data_reason_' ~ suffix]
        and row['source_check'] not in checks -%}
        {%- do checks.append(row['source_check']) -%}
    {%- endfor -%}
    {%- set separator = ('、', '：') if language == 'zh' else (', ', ': ') -%}
    {%- set lines = [] -%}
    {%- for check in checks -%}
        {%- set names = [] -%}
        {%- for row in rows if row['source_check'] == check and row['source_status'] == 'untrusted' -%}
            {%- do names.append(row['name_' ~ suffix] or row['kpi_id']) -%}
        {%- endfor -%}
        {%- set text = words['untrusted'] | capitalize ~ ' ' ~ check ~ separator[1] ~ names | join(separator[0]) -%}
        {%- for line in sales_kpis.wrap_text(text, 94) -%}
            {%- do lines.append(('  - ' if loop.first else '    ') ~ line) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return([''] + lines if lines else []) }}
{%- endmacro %}
