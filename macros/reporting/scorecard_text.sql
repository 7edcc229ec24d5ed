{# The whole scorecard as one text of at most 100 columns. #}
{% macro scorecard_text(language) -%}
    {%- set words = sales_kpis.scorecard_words(language) -%}
    {%- set rows = sales_kpis.scorecard_rows(language) -%}
    {%- if not rows -%} {{ return(sales_kpis.scorecard_nothing(words)) }} {%- endif -%}
    {%- set statuses = rows | map(attribute='target_status') | list -%}
    {%- set counts = {} -%}
    {%- for status in ['on_target', 'at_risk', 'off_target'] -%} {%- do counts.update({status: statuses.count(status)}) -%} {%- endfor -%}
    {%- do counts.update({'others': statuses | length - counts.values() | sum}) -%}
    {%- set month = rows[0]['month_label'] -%}
    {%- set title = '  ' ~ words['terminal.title'] -%}
    {%- set blanks = ' ' * (100 - sales_kpis.display_width(title ~ month)) -%}
    {%- set table = sales_kpis.scorecard_table(rows, words) -%}
    {%- set rule = '-' * 100 -%}
    {%- set lines = ['', title ~ blanks ~ month, rule, table[0], rule] + table[1:] + [rule] -%}
    {%- do lines.append('  ' ~ sales_kpis.fill(words['terminal.count'], counts)) -%}
    {%- if 'quarter' in rows | selectattr('period_type', 'equalto', 'month') | map(attribute='official_frequency') -%}
        {%- do lines.append('  ' ~ words['terminal.official']) -%}
    {%- endif -%}
    {%- if rows | rejectattr('period_type', 'equalto', 'month') | list -%}
        {%- do lines.append('  ' ~ words['terminal.other_period']) -%}
    {%- endif -%}
    {{ return((lines + sales_kpis.scorecard_notes(rows, words) + [''] + sales_kpis.scorecard_advice(rows, words)) | join('\n') ~ '\n') }}
{%- endmacro %}


{# The lines of the table: a mark (! at risk, !! off target), name, value, target, attainment, status, change. 100 columns. #}
{% macro scorecard_table(rows, words) -%}
    {%- set none_text = words['label.none'] -%}
    {%- set before = words['month.' ~ ((rows[0]['month_start'][5:7] | int + 10) % 12 + 1)] -%}
    {%- set table = [[
        '', words['label.kpi'], '', words['label.value'], words['label.target'], words['label.attained'], words['label.status'],
        sales_kpis.fill(words['terminal.since'], {'month': before}),
    ]] -%}
    {%- for row in rows -%}
        {%- do table.append([
            {'at_risk': '!', 'off_target': '!!'}.get(row['target_status'], ''),
            row['name'],
            ' (' ~ row['period_label'] ~ ')' if row['period_type'] != 'month' else ' *' if row['official_frequency'] == 'quarter' else '',
            row['value'] or none_text,
            row['target'] or none_text,
            row['attained'] or none_text,
            row['verdict'],
            row['change'] or none_text,
        ]) -%}
    {%- endfor -%}
    {#- a column is as wide as its widest cell; the name takes what is left -#}
    {%- set widths = [] -%}
    {%- for place in range(3, 8) -%}
        {%- set sizes = [] -%}
        {%- for cells in table -%} {%- do sizes.append(sales_kpis.display_width(cells[place])) -%} {%- endfor -%}
        {%- do widths.append(sizes | max + 2) -%}
    {%- endfor -%}
    {%- set room = 97 - widths | sum -%}
    {%- set lines = [] -%}
    {%- for cells in table -%}
        {%- set name = namespace(text=cells[1]) -%}
        {%- if sales_kpis.display_width(name.text ~ cells[2]) > room -%}
            {%- for _ in cells[1] if sales_kpis.display_width(name.text ~ '..' ~ cells[2]) > room -%}
                {%- set name.text = name.text[:-1] -%}
            {%- endfor -%}
            {%- set name.text = name.text ~ '..' -%}
        {%- endif -%}
        {%- set line = namespace(text=cells[0] ~ ' ' * (3 - cells[0] | length) ~ name.text ~ cells[2]) -%}
        {%- set line.text = line.text ~ ' ' * (3 + room - sales_kpis.display_width(line.text)) -%}
        {%- for cell in cells[3:] -%}
            {%- set blanks = ' ' * (widths[loop.index0] - sales_kpis.display_width(cell) - 2) -%}
            {%- set line.text = line.text ~ '  ' ~ (cell ~ blanks if loop.index == 4 else blanks ~ cell) -%}
        {%- endfor -%}
        {%- do lines.append(line.text) -%}
    {%- endfor -%}
    {{ return(lines) }}
{%- endmacro %}


{# The lines on what is furthest off target, worst first, at most three, with its owner and what to do. #}
{% macro scorecard_advice(rows, words) -%}
    {%- set missed = rows | selectattr('target_status', 'equalto', 'off_target') | rejectattr('attainment', 'none') | list -%}
    {%- if not missed -%}
        {%- set is_set = rows | rejectattr('target_status', 'equalto', 'no_target') | list -%}
        {{ return(['  ' ~ words['scorecard.nothing_missed' if is_set else 'scorecard.no_targets']]) }}
    {%- endif -%}
    {%- set lines = ['  ' ~ words['terminal.furthest']] -%}
    {%- for row in (missed | sort(attribute='attainment'))[:3] -%}
        {%- set told = sales_kpis.fill(
            words['scorecard.against'], {'value': row['value'], 'target': row['target'], 'share': row['attained']}
        ) -%}
        {%- set named = sales_kpis.fill(words['list.named'], {'name': row['name'], 'text': told}) -%}
        {%- do lines.append('  %2d. %s' | format(loop.index, named)) -%}
        {%- for label, text in [('owner', row['owner']), ('action', row['action'])] if text -%}
            {%- set lead = sales_kpis.fill(words['list.named'], {'name': words['label.' ~ label], 'text': ''}) -%}
            {%- do lines.extend(sales_kpis.wrap_text(text, 100, '      ' ~ lead)) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(lines) }}
{%- endmacro %}


{# What is said in place of a scorecard without a row: that no month is over yet on the as-of date, or that there is no such date. #}
{% macro scorecard_nothing(words) -%}
    {%- set relation = sales_kpis.built_relation('dim_as_of') -%}
    {%- if relation is none -%} {{ return(words['terminal.nothing']) }} {%- endif -%}
    {%- set as_of_date = run_query('select cast(as_of_date as varchar(10)) as as_of_date from ' ~ relation).rows[0][0] -%}
    {%- set reason = sales_kpis.fill(words['terminal.as_of'], {'day': as_of_date}) if as_of_date else words['terminal.no_as_of'] -%}
    {{ return(([words['terminal.nothing']] + sales_kpis.wrap_text(reason, 98)) | join('\n')) }}
{%- endmacro %}
