{#
    The name of a period: as a `code` that sorts (2026-W41, 2026-09, 2026-Q3, 2026), in English (W41 2026, September 2026, Q3 2026,
    2026) and in Chinese; for the latter two the query has join_period_texts. Weeks are numbered by ISO 8601. Where the fiscal year
    does not begin in January, quarters and years are called by the year in which it ends: FY2027-Q1, Q1 FY2027.
#}
{% macro period_label(period_type, period_start, language) -%}
{%- set fiscal_start = variable('fiscal_year_start_month') -%}
{%- set fiscal = 'FY' if fiscal_start > 1 else '' -%}
{#- a year that begins in April 2026 is 2027: nine months on, its first day is in January of the year that names it -#}
{%- set moved = 'cast(' ~ dbt.dateadd('month', (13 - fiscal_start) % 12, period_start) ~ ' as date)' -%}
{#- the Thursday of a week decides on its year -#}
{%- set week_year = part_text('year', add_days(period_start, 3)) -%}
{%- set week = number_text_of(iso_week(period_start)) -%}
{%- set year, month = part_text('year', period_start), part_text('month', period_start) -%}
{%- set fiscal_year, quarter = part_text('year', moved), part_text('quarter', moved) -%}
{%- if language == 'code' -%}
    case {{ period_type }}
        when 'week' then {{ week_year }} || '-W' || {{ two_digits(week) }}
        when 'month' then {{ year }} || '-' || {{ two_digits(month) }}
        when 'quarter' then '{{ fiscal }}' || {{ fiscal_year }} || '-Q' || {{ quarter }}
        when 'year' then '{{ fiscal }}' || {{ fiscal_year }}
    end
{%- else -%}
    {%- set named_year = "case " ~ period_type ~ " when 'week' then " ~ week_year ~ " when 'month' then " ~ year
        ~ " else " ~ fiscal_year ~ " end" -%}
    {{ filled_text(
        ['period_label_texts.text'],
        {
            'year': named_year, 'quarter': quarter, 'month': 'month_texts.text_' ~ language,
            'week': week, 'week_of_two': two_digits(week),
        },
        language,
    ) }}
{%- endif -%}
{%- endmacro %}

{% macro part_text(part, date) -%} {{ number_text_of('cast(extract(' ~ part ~ ' from ' ~ date ~ ') as integer)') }} {%- endmacro %}

{% macro number_text_of(number) -%} cast({{ number }} as {{ dbt.type_string() }}) {%- endmacro %}

{% macro two_digits(number) -%} lpad({{ number }}, 2, '0') {%- endmacro %}
