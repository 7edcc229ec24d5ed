{# The lines on targets that hit nothing or for a part of whose time a later one holds, as int_targets finds them: each row, why, and what to do. #}
{% macro scorecard_targets(language) -%}
    {%- set relation = sales_kpis.built_relation('int_targets') -%}
    {%- if relation is none -%} {{ return([]) }} {%- endif -%}
    {%- set words = sales_kpis.target_problem_words(language) -%}
    {%- set query -%}
        select kpi_id, scope_type, written_scope, period_type, cast(valid_from as varchar(10)) as valid_from, problem
        from {{ relation }}
        where problem is not null
        order by target_number
    {%- endset -%}
    {%- set rows = run_query(query).rows | list -%}
    {%- set most = 10 -%}
    {%- set lines = [] -%}
    {%- for row in rows[:most] -%}
        {%- set text = words['row'] | format(
            row['kpi_id'], row['scope_type'], row['written_scope'], row['period_type'], row['valid_from'], words[row['problem']]
        ) -%}
        {%- for line in sales_kpis.wrap_text(text, 94) -%}
            {%- do lines.append(('  - ' if loop.first else '    ') ~ line) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- if rows | length > most -%} {%- do lines.append('  - ' ~ words['more'] | format(rows | length - most)) -%} {%- endif -%}
    {{ return(['', '  ' ~ words['title']] + lines if lines else []) }}
{%- endmacro %}


{# What is said of a target that is not read as it was written, by language. #}
{% macro target_problem_words(language) -%}
    {%- set english = {
        'title': 'Targets that are not read as written (kpi_targets)',
        'row': '%s, %s %s, %s from %s: %s',
        'more': 'and %s more: see the table int_targets',
        'unknown_kpi': 'there is no such KPI. Write a kpi_id of dim_kpis.',
        'unknown_scope_type': 'no such scope_type. Write company, team or rep.',
        'unknown_period_type': 'no such period_type. Write week, month, quarter or year.',
        'company_only': 'this KPI is told for the company alone. Set the target for company, all.',
        'unknown_company': 'the company is called all. Write all as scope_id.',
        'unknown_team': 'no team has this id or name. Write a team_id of dim_teams.',
        'unknown_rep': 'no rep has this id, e-mail or name. Write a rep_id of dim_reps.',
        'ambiguous_team': 'more than one team is called so. Write the team_id.',
        'ambiguous_rep': 'more than one rep is called so. Write the rep_id.',
        'no_period': 'no period begins while it holds, and a target holds for periods that do. Move valid_from to the first day of one.',
        'overlapping': 'a later target holds for a part of its time. If this one is not to hold again after that, set its valid_to to the day before the later one begins.',
    } -%}
    {%- set chinese = {
        'title': '未按原样生效的目标（kpi_targets）',
        'row': '%s，%s %s，%s，自 %s 起：%s',
        'more': '另有 %s 条：见表 int_targets',
        'unknown_kpi': '没有这个 KPI。请填写 dim_kpis 中的 kpi_id。',
        'unknown_scope_type': '没有这种 scope_type。请填写 company、team 或 rep。',
        'unknown_period_type': '没有这种 period_type。请填写 week、month、quarter 或 year。',
        'company_only': '该 KPI 只按全公司统计。请为 company、all 设定目标。',
        'unknown_company': '全公司的 scope_id 是 all。请填写 all。',
        'unknown_team': '没有团队使用该编号或名称。请填写 dim_teams 中的 team_id。',
        'unknown_rep': '没有销售使用该编号、邮箱或姓名。请填写 dim_reps 中的 rep_id。',
        'ambiguous_team': '有多个团队使用该名称。请填写 team_id。',
        'ambiguous_rep': '有多位销售使用该名称。请填写 rep_id。',
        'no_period': '有效期内没有任何周期开始，而目标只对在有效期内开始的周期生效。请将 valid_from 移到某个周期的第一天。',
        'overlapping': '后一条目标在它的有效期内开始，并在自身有效期内优先生效。若它此后不再生效，请将它的 valid_to 设为后一条目标开始的前一天。',
    } -%}
    {{ return(chinese if language == 'zh' else english) }}
{%- endmacro %}
