{# The lines on KPIs and units of kpi_definitions that the project does not know, and what becomes of them. #}
{% macro scorecard_definitions(language) -%}
    {%- set relation = sales_kpis.built_relation('kpi_definitions') -%}
    {%- if relation is none -%} {{ return([]) }} {%- endif -%}
    {%- set known, units = sales_kpis.kpi_ids(), sales_kpis.unit_formats().keys() | list -%}
    {%- set english = {
        'title': 'KPIs and units that this project does not know (kpi_definitions)',
        'kpi': '%s: there is no table kpi_%s, so the row is not used. The KPIs are ' ~ known | join(', ') ~ '.',
        'unit': '%s: its unit %s is shown as a plain number with two decimals. The units are ' ~ units | join(', ') ~ '.',
    } -%}
    {%- set chinese = {
        'title': '本项目未知的 KPI 和单位（kpi_definitions）',
        'kpi': '%s：没有表 kpi_%s，该行不会被使用。可用的 KPI：' ~ known | join('、') ~ '。',
        'unit': '%s：单位 %s 按普通数字显示，保留两位小数。可用的单位：' ~ units | join('、') ~ '。',
    } -%}
    {%- set words = chinese if language == 'zh' else english -%}
    {%- set lines = [] -%}
    {%- for row in run_query('select kpi_id, unit from ' ~ relation ~ ' order by kpi_id').rows -%}
        {%- set text = words['kpi'] | format(row[0], row[0]) if row[0] not in known
            else words['unit'] | format(row[0], row[1] or '-') if row[1] not in units else '' -%}
        {%- for line in sales_kpis.wrap_text(text, 94) if text -%}
            {%- do lines.append(('  - ' if loop.first else '    ') ~ line) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(['', '  ' ~ words['title']] + lines if lines else []) }}
{%- endmacro %}
