{#
    The name of a period: as a `code` that sorts (2026-W41, 2026-09, 2026-Q3, 2026), in English (W41 2026, September 2026, Q3 2026,
    2026) and in Chinese. Weeks are numbered by ISO 8601. Where the fiscal year does not begin in January, quarters and years
    are called by the year in which it ends: FY2027-Q1, Q1 FY2027.
#}
{% macro period_label(period_type, period_start, language) -%}
{%- set fiscal_start = var('fiscal_year_start_month') -%}
{%- set fiscal = 'FY' if fiscal_start > 1 else '' -%}
{#- a year that begins in April 2026 is 2027: nine months on, its first day is in January of the year that names it -#}
{%- set moved = 'cast(' ~ dbt.dateadd('month', (13 - fiscal_start) % 12, period_start) ~ ' as date)' -%}
{#- the Thursday of a week decides on its year -#}
{%- set week_year = part_text('year', add_days(period_start, 3)) -%}
{%- set week = part_text('week', period_start) -%}
{%- set year, month = part_text('year', period_start), part_text('month', period_start) -%}
{%- set fiscal_year, quarter = part_text('year', moved), part_text('quarter', moved) -%}
{%- if language == 'zh' -%}
    {%- set year_word = '财年' if fiscal else '年' -%}
    {%- set forms = {
        'week': week_year ~ " || '年第' || " ~ week ~ " || '周'",
        'month': year ~ " || '年' || " ~ month ~ " || '月'",
        'quarter': fiscal_year ~ " || '" ~ year_word ~ "第' || " ~ quarter ~ " || '季度'",
        'year': fiscal_year ~ " || '" ~ year_word ~ "'",
    } -%}
{%- elif language == 'en' -%}
    {%- set forms = {
        'week': "'W' || " ~ two_digits(week) ~ " || ' ' || " ~ week_year,
        'month': month_name(period_start) ~ " || ' ' || " ~ year,
        'quarter': "'Q' || " ~ quarter ~ " || ' " ~ fiscal ~ "' || " ~ fiscal_year,
        'year': "'" ~ fiscal ~ "' || " ~ fiscal_year,
    } -%}
{%- else -%}
    {%- set forms = {
        'week': week_year ~ " || '-W' || " ~ two_digits(week),
        'month': year ~ " || '-' || " ~ two_digits(month),
        'quarter': "'" ~ fiscal ~ "' || " ~ fiscal_year ~ " || '-Q' || " ~ quarter,
        'year': "'" ~ fiscal ~ "' || " ~ fiscal_year,
    } -%}
{%- endif -%}
case {{ period_type }}
        {%- for kind, form in forms.items() %}
        when '{{ kind }}' then {{ form }}
        {%- endfor %}
    end
{%- endmacro %}

{% macro part_text(part, date) -%}
cast(cast(extract({{ part }} from {{ date }}) as integer) as {{ dbt.type_string() }})
{%- endmacro %}

{% macro two_digits(number) -%} lpad({{ number }}, 2, '0') {%- endmacro %}

{% macro month_name(date) -%}
case cast(extract(month from {{ date }}) as integer)
            {%- for name in scorecard_words('en')['months'] %} when {{ loop.index }} then '{{ name }}'{% endfor %} end
{%- endmacro %}
