{# The lines on what is furthest off target, worst first, at most three, with its owner and what to do. #}
{% macro scorecard_advice(rows, language) -%}
    {%- set words = sales_kpis.scorecard_words(language) -%}
    {%- set suffix = 'zh' if language == 'zh' else 'en' -%}
    {%- set missed = rows | selectattr('target_status', 'equalto', 'off_target') | rejectattr('attainment', 'none') | list -%}
    {%- if not missed -%} {{ return([words['all_good']]) }} {%- endif -%}
    {%- set lines = [words['furthest']] -%}
    {%- for row in (missed | sort(attribute='attainment'))[:3] -%}
        {%- set value = sales_kpis.format_value(row, words) -%}
        {%- set gap = words['instead_of'] | format(
            value, sales_kpis.format_target(row, words), sales_kpis.format_attainment(row)
        ) -%}
        {%- do lines.append('%2d. %s: %s' | format(loop.index, row['name_' ~ suffix] or row['kpi_id'], gap)) -%}
        {%- if row['owner'] -%} {%- do lines.append('    ' ~ words['owner'] ~ ': ' ~ row['owner']) -%} {%- endif -%}
        {%- if row['action_' ~ suffix] -%}
            {%- set lead = words['action'] ~ ': ' -%}
            {%- set indent = 4 + sales_kpis.display_width(lead) -%}
            {%- for line in sales_kpis.wrap_text(row['action_' ~ suffix], 98 - indent) -%}
                {%- do lines.append(('    ' ~ lead if loop.first else ' ' * indent) ~ line) -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(lines) }}
{%- endmacro %}
