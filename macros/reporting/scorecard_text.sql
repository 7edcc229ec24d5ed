{# The whole scorecard as one text of at most `width` columns. #}
{% macro scorecard_text(language, width) -%}
    {%- set words = sales_kpis.scorecard_words(language) -%}
    {%- set rows = sales_kpis.scorecard_rows(language) -%}
    {%- if not rows -%} {{ return(sales_kpis.scorecard_nothing(words, width)) }} {%- endif -%}
    {%- set statuses = rows | map(attribute='target_status') | list -%}
    {%- set counts = {} -%}
    {%- for status in ['on_target', 'at_risk', 'off_target'] -%} {%- do counts.update({status: statuses.count(status)}) -%} {%- endfor -%}
    {%- do counts.update({'others': statuses | length - counts.values() | sum}) -%}
    {%- set day = sales_kpis.fill(words['terminal.day'], {'day': sales_kpis.scorecard_day() or words['label.none']}) -%}
    {%- set title = '  ' ~ words['terminal.title'] -%}
    {%- set blanks = ' ' * (width - sales_kpis.display_width(title ~ day)) -%}
    {%- set head, body = sales_kpis.scorecard_table(rows, words, width) -%}
    {%- set rule = '-' * width -%}
    {{ return((
        ['', title ~ blanks ~ day, rule] + head + [rule] + body + [rule]
        + sales_kpis.wrap_text(sales_kpis.fill(words['terminal.count'], counts), width, '  ')
        + sales_kpis.scorecard_notes(rows, words, width) + [''] + sales_kpis.scorecard_advice(rows, words, width)
    ) | join('\n') ~ '\n') }}
{%- endmacro %}


{#
    The lines of the head and of the body of the table: a mark (! at risk, !! off target), name, period, value, target, attainment,
    status and change, and below a row its remark. Where a line is too short for that, a KPI takes two, the numbers in the second;
    where that is too short as well, the change is left out, then the attainment.
#}
{% macro scorecard_table(rows, words, width) -%}
    {%- set columns = ['value', 'target', 'attained', 'verdict', 'change'] -%}
    {%- set cells = [{
        'mark': '', 'name': words['label.kpi'], 'period': words['label.period'], 'period_code': words['label.period'],
        'value': words['label.value'], 'target': words['label.target'], 'attained': words['label.attained'],
        'verdict': words['label.status'], 'change': words['label.change'], 'remark': none,
    }] -%}
    {%- for row in rows -%}
        {%- set filled = {'mark': {'at_risk': '!', 'off_target': '!!'}.get(row['target_status'], '')} -%}
        {%- for name in ['name', 'period', 'period_code'] + columns -%} {%- do filled.update({name: row[name] or words['label.none']}) -%} {%- endfor -%}
        {%- do cells.append(dict(filled, remark=row['remark'])) -%}
    {%- endfor -%}
    {%- set sizes = {} -%}
    {%- for name in ['name', 'period', 'period_code'] + columns -%}
        {%- set found = [] -%}
        {%- for row in cells -%} {%- do found.append(sales_kpis.display_width(row[name])) -%} {%- endfor -%}
        {%- do sizes.update({name: found | max}) -%}
    {%- endfor -%}
    {%- set layout = namespace(period='period', columns=columns) -%}
    {%- set least = [sizes['name'], 24] | min -%}
    {%- set room = namespace(left=width - 3 - sales_kpis.columns_width(['period'] + columns, sizes)) -%}
    {%- if room.left < least -%}
        {%- set layout.period = 'period_code' -%}
        {%- set room.left = width - 3 - sales_kpis.columns_width(['period_code'] + columns, sizes) -%}
    {%- endif -%}
    {%- set is_one_line = room.left >= least -%}
    {%- if not is_one_line -%}
        {%- set layout.period = 'period' -%}
        {%- set room.left = width - 3 - sales_kpis.columns_width(['period'], sizes) -%}
        {%- for name in ['change', 'attained'] if 1 + sales_kpis.columns_width(layout.columns, sizes) > width -%}
            {%- set layout.columns = layout.columns | reject('equalto', name) | list -%}
        {%- endfor -%}
    {%- endif -%}
    {%- set lines = [] -%}
    {%- for row in cells -%}
        {%- set name = sales_kpis.wrap_text(row['name'], room.left) -%}
        {%- set first = [row['mark'] ~ ' ' * (3 - row['mark'] | length), sales_kpis.padded(name[0], room.left), '  '] -%}
        {%- set told = [] -%}
        {%- if is_one_line -%}
            {%- do first.append(sales_kpis.padded(row[layout.period], sizes[layout.period])) -%}
        {%- else -%}
            {%- do first.append(sales_kpis.padded(row['period'], sizes['period'], right=true)) -%}
        {%- endif -%}
        {%- for column in layout.columns -%}
            {%- do told.append('  ' ~ sales_kpis.padded(row[column], sizes[column], right=column != 'verdict')) -%}
        {%- endfor -%}
        {%- set more = name[1:] + (sales_kpis.wrap_text(row['remark'], width - 5) if row['remark'] else []) -%}
        {%- set shown = [first | join ~ (told | join if is_one_line else '')] + ([] if is_one_line else [' ' ~ told | join]) -%}
        {%- for text in more -%} {%- do shown.append('     ' ~ text) -%} {%- endfor -%}
        {%- do lines.append(shown) -%}
    {%- endfor -%}
    {{ return((lines[0], lines[1:] | sum(start=[]))) }}
{%- endmacro %}


{# Columns that some columns of the table take, each with two blanks before it. #}
{% macro columns_width(names, sizes) -%}
    {%- set ns = namespace(total=0) -%}
    {%- for name in names -%} {%- set ns.total = ns.total + sizes[name] + 2 -%} {%- endfor -%}
    {{ return(ns.total) }}
{%- endmacro %}


{# A text with blanks up to a width, behind it or before it. #}
{% macro padded(text, width, right=false) -%}
    {%- set blanks = ' ' * (width - sales_kpis.display_width(text)) -%}
    {{ return(blanks ~ text if right else text ~ blanks) }}
{%- endmacro %}


{# The lines on what to look at first: what misses its target by most, at most three, with its period, owner and what to do. #}
{% macro scorecard_advice(rows, words, width) -%}
    {%- set missed = rows | selectattr('target_status', 'in', ['off_target', 'at_risk']) | list -%}
    {%- if not missed -%}
        {%- set is_set = rows | rejectattr('target_status', 'equalto', 'no_target') | list -%}
        {{ return(['  ' ~ words['scorecard.nothing_missed' if is_set else 'scorecard.no_targets']]) }}
    {%- endif -%}
    {%- set lines = ['  ' ~ words['scorecard.first']] -%}
    {%- for row in (missed | sort(attribute='kpi_id') | sort(attribute='attainment'))[:3] -%}
        {%- set told = sales_kpis.fill(words['scorecard.against'], {
            'period': row['period'], 'value': row['value'], 'target': row['target'], 'share': row['attained'],
        }) -%}
        {%- do lines.append('  %2d. %s' | format(loop.index, row['name'])) -%}
        {%- do lines.extend(sales_kpis.wrap_text(told, width, '      ')) -%}
        {%- for label, text in [('owner', row['owner']), ('action', row['action'])] if text -%}
            {%- set lead = sales_kpis.fill(words['list.named'], {'name': words['label.' ~ label], 'text': ''}) -%}
            {%- do lines.extend(sales_kpis.wrap_text(text, width, '      ' ~ lead)) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(lines) }}
{%- endmacro %}


{# The day that the numbers are as of, as text; none where nothing sets it. #}
{% macro scorecard_day() -%}
    {%- set relation = sales_kpis.built_relation('dim_as_of') -%}
    {{ return(
        run_query('select cast(as_of_date as varchar(10)) as as_of_date from ' ~ relation).rows[0][0] if relation is not none
    ) }}
{%- endmacro %}


{# What is said in place of a scorecard without a row: that no period is over yet on the as-of date, or that there is no such date. #}
{% macro scorecard_nothing(words, width) -%}
    {%- if sales_kpis.built_relation('dim_as_of') is none -%} {{ return(words['terminal.nothing']) }} {%- endif -%}
    {%- set day = sales_kpis.scorecard_day() -%}
    {%- set reason = sales_kpis.fill(words['terminal.as_of'], {'day': day}) if day else words['terminal.no_as_of'] -%}
    {{ return((sales_kpis.wrap_text(words['terminal.nothing'], width) + sales_kpis.wrap_text(reason, width)) | join('\n')) }}
{%- endmacro %}
