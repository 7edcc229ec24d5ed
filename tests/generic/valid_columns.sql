{#
    What holds for single columns of a model, in one scan: a row per column and rule that is broken, with how many rows
    break it. Every column of floating-point numbers is also checked for infinity and nan: they pass any comparison
    with a target.

    not_null       columns that are never null
    at_least_zero  columns that are 0 or more where they are not null
    at_most_zero   columns that are 0 or less where they are not null
    shares         columns from 0 to 1 where they are not null, the last bits of a sum left aside
    accepted       for each column the values that it may have where it is not null
#}
{% test valid_columns(model, not_null=[], at_least_zero=[], at_most_zero=[], shares=[], accepted={}) %}
{%- set largest = '1.7976931348623157e308' -%}
{%- set rules = [] -%}
{%- for column in not_null -%}
    {%- do rules.append((column, 'null', 'is null')) -%}
{%- endfor -%}
{%- for column in at_least_zero -%}
    {%- do rules.append((column, 'below 0', '< 0')) -%}
{%- endfor -%}
{%- for column in at_most_zero -%}
    {%- do rules.append((column, 'above 0', '> 0')) -%}
{%- endfor -%}
{%- for column in shares -%}
    {%- do rules.append((column, 'not from 0 to 1', 'not between -0.000000001 and 1.000000001')) -%}
{%- endfor -%}
{%- for column, values in accepted.items() -%}
    {%- do rules.append((column, 'not accepted', "not in ('" ~ values | join("', '") ~ "')")) -%}
{%- endfor -%}
{%- if execute -%}
    {%- for column in sales_kpis.float_columns(model) -%}
        {#- nan is greater than any number on every engine #}
        {%- do rules.append((column, 'not finite', 'not between -' ~ largest ~ ' and ' ~ largest)) -%}
    {%- endfor -%}
{%- endif -%}

with

counted as (
    select
        {%- for column, fault, condition in rules %}
        count(case when {{ adapter.quote(column) }} {{ condition }} then 1 end) as rule_{{ loop.index }},
        {%- endfor %}
        count(*) as row_count
    from {{ model }}
),

rules as (
    select *
    from (
        values
        {%- for column, fault, condition in rules %}
        ({{ loop.index }}, '{{ column }}', '{{ fault }}'),
        {%- endfor %}
        (0, 'none', 'none')
    ) as listed (rule_number, column_name, fault)
),

broken as (
    select
        rules.column_name,
        rules.fault,
        case rules.rule_number
            {%- for rule in rules %}
            when {{ loop.index }} then counted.rule_{{ loop.index }}
            {%- endfor %}
            else 0
        end as row_count
    from rules
    cross join counted
)

select
    column_name,
    fault,
    row_count
from broken
where row_count > 0
{% endtest %}
