{#
    The lines below the table, one part after the other: KPIs without data by the reason, KPIs by the check that makes their source
    untrusted, KPIs and units of kpi_definitions that the project does not know, targets that are not read as written.
#}
{% macro scorecard_notes(rows, words, width) -%}
    {%- set comma = sales_kpis.fill(words['list.pair'], {'first': '', 'second': ''}) -%}
    {%- set without, untrusted = {}, {} -%}
    {%- for row in rows -%}
        {%- if row['no_data_reason'] -%}
            {%- do without.setdefault(row['no_data_reason'], []).append(row['name']) -%}
        {%- elif row['source_status'] == 'untrusted' and row['source_check'] -%}
            {%- do untrusted.setdefault(row['source_check'], []).append(row['name']) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set parts = [[none, []], [none, []], [words['definition.title'], sales_kpis.definition_notes(words, comma)],
        [words['target_problem.title'], sales_kpis.target_notes(words)]] -%}
    {%- for reason, names in without.items() -%}
        {%- do parts[0][1].append(sales_kpis.fill(words['list.named'], {'name': names | join(comma), 'text': reason})) -%}
    {%- endfor -%}
    {%- for check, names in untrusted.items() -%}
        {%- do parts[1][1].append(sales_kpis.fill(words['terminal.bad_source'], {'check': check, 'kpis': names | join(comma)})) -%}
    {%- endfor -%}
    {%- set lines = [] -%}
    {%- for title, notes in parts if notes -%}
        {%- do lines.extend([''] + (sales_kpis.wrap_text(title, width, '  ') if title else [])) -%}
        {%- for note in notes -%} {%- do lines.extend(sales_kpis.wrap_text(note, width, '  - ')) -%} {%- endfor -%}
    {%- endfor -%}
    {{ return(lines) }}
{%- endmacro %}


{# KPIs and units of kpi_definitions that the project does not know, and what becomes of them. #}
{% macro definition_notes(words, comma) -%}
    {%- set relation = sales_kpis.built_relation('kpi_definitions') -%}
    {%- if relation is none -%} {{ return([]) }} {%- endif -%}
    {%- set known, units = sales_kpis.kpi_ids(), sales_kpis.unit_formats().keys() | list -%}
    {%- set notes = [] -%}
    {%- for row in run_query('select kpi_id, unit from ' ~ relation ~ ' order by kpi_id').rows -%}
        {%- if row[0] not in known -%}
            {%- set values = {'kpi': row[0], 'known': known | join(comma)} -%}
            {%- do notes.append(sales_kpis.fill(words['definition.kpi'], values)) -%}
        {%- elif row[1] not in units -%}
            {%- set values = {'kpi': row[0], 'unit': row[1] or '-', 'known': units | join(comma)} -%}
            {%- do notes.append(sales_kpis.fill(words['definition.unit'], values)) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(notes) }}
{%- endmacro %}


{# The targets that hit nothing or for a part of whose time a later one holds, as int_targets finds them: each row, why, and what to do. #}
{% macro target_notes(words) -%}
    {%- set relation = sales_kpis.built_relation('int_targets') -%}
    {%- if relation is none -%} {{ return([]) }} {%- endif -%}
    {%- set query -%}
        select kpi_id, scope_type, written_scope, period_type, cast(valid_from as varchar(10)) as valid_from, problem
        from {{ relation }}
        where problem is not null
        order by target_number
    {%- endset -%}
    {%- set rows, most, notes = run_query(query).rows, 10, [] -%}
    {%- for row in rows[:most] -%}
        {%- do notes.append(sales_kpis.fill(words['target_problem.row'], {
            'kpi': row[0], 'scope_type': row[1], 'scope': row[2], 'period_type': row[3], 'start': row[4],
            'problem': words['target_problem.' ~ row[5]],
        })) -%}
    {%- endfor -%}
    {%- if rows | length > most -%}
        {%- do notes.append(sales_kpis.fill(words['target_problem.more'], {'count': rows | length - most})) -%}
    {%- endif -%}
    {{ return(notes) }}
{%- endmacro %}
