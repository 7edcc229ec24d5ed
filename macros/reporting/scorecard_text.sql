{# The whole scorecard as one text of at most 100 columns, from rows as scorecard_rows gives them. #}
{% macro scorecard_text(rows, language) -%}
    {%- set words = sales_kpis.scorecard_words(language) -%}
    {%- if not rows -%} {{ return(sales_kpis.scorecard_nothing(words)) }} {%- endif -%}
    {%- set month = sales_kpis.format_month(rows[0]['month_start'], language) -%}
    {%- set title = sales_kpis.pad_text('  ' ~ words['title'], 70) -%}
    {%- set statuses = rows | map(attribute='target_status') | list -%}
    {%- set met, risk, missed = statuses.count('on_target'), statuses.count('at_risk'), statuses.count('off_target') -%}
    {%- set table = sales_kpis.scorecard_table(rows, language) -%}
    {%- set rule = '-' * 100 -%}
    {%- set lines = ['', title ~ sales_kpis.pad_text(month, 30, 'right'), rule, table[0], rule] -%}
    {%- do lines.extend(table[1:]) -%}
    {%- do lines.append(rule) -%}
    {%- do lines.append('  ' ~ words['count'] | format(met, risk, missed, statuses | length - met - risk - missed)) -%}
    {%- if 'quarter' in rows | selectattr('period_type', 'equalto', 'month') | map(attribute='official_frequency') -%}
        {%- do lines.append('  ' ~ words['official']) -%}
    {%- endif -%}
    {%- if rows | rejectattr('period_type', 'equalto', 'month') | list -%}
        {%- do lines.append('  ' ~ words['other_period']) -%}
    {%- endif -%}
    {%- do lines.extend(sales_kpis.scorecard_no_data(rows, language)) -%}
    {%- do lines.extend(sales_kpis.scorecard_sources(rows, language)) -%}
    {%- do lines.extend(sales_kpis.scorecard_definitions(language)) -%}
    {%- do lines.extend(sales_kpis.scorecard_targets(language)) -%}
    {%- do lines.append('') -%}
    {%- for line in sales_kpis.scorecard_advice(rows, language) -%}
        {%- do lines.append('  ' ~ line) -%}
    {%- endfor -%}
    {{ return(lines | join('\n') ~ '\n') }}
{%- endmacro %}
