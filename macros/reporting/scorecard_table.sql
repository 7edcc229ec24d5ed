{# The lines of the table: a mark (! at risk, !! off target), name, value, target, attainment, status, change. 100 columns. #}
{% macro scorecard_table(rows, language) -%}
    {%- set words = sales_kpis.scorecard_words(language) -%}
    {%- set widths = [33, 14, 13, 8, 12, 12] -%}
    {%- set sides = ['left', 'right', 'right', 'right', 'left', 'right'] -%}
    {%- set marks = {'at_risk': '!  ', 'off_target': '!! '} -%}
    {%- set month = rows[0]['month_start'][5:7] | int -%}
    {%- set since = words['since'] | format(words['months'][month - 2]) -%}
    {%- set table = [['   ', words['headings'] + [since]]] -%}
    {%- for row in rows -%}
        {%- set suffix = 'zh' if language == 'zh' else 'en' -%}
        {%- set mark = ' (' ~ row['period_label_' ~ suffix] ~ ')' if row['period_type'] != 'month'
            else ' *' if row['official_frequency'] == 'quarter' else '' -%}
        {%- set name = row['name_' ~ suffix] or row['kpi_id'] -%}
        {%- do table.append([marks.get(row['target_status'], '   '), [
            sales_kpis.cut_text(name, widths[0] - sales_kpis.display_width(mark)) ~ mark,
            sales_kpis.format_value(row, words),
            sales_kpis.format_target(row, words),
            sales_kpis.format_attainment(row),
            sales_kpis.format_status(row, words),
            sales_kpis.format_change(row, words),
        ]]) -%}
    {%- endfor -%}
    {%- set lines = [] -%}
    {%- for mark, cells in table -%}
        {%- set padded = [mark] -%}
        {%- for cell in cells -%}
            {%- do padded.append(sales_kpis.pad_text(cell, widths[loop.index0], sides[loop.index0])) -%}
        {%- endfor -%}
        {%- do lines.append((padded[0] ~ padded[1:5] | join(' ') ~ '  ' ~ padded[5:] | join('')).rstrip()) -%}
    {%- endfor -%}
    {{ return(lines) }}
{%- endmacro %}
