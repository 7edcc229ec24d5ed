{#
    A change with its sign: points for a rate, per cent for money, else the difference in the unit. On the period before, or with
    `prefix` last_year_ on the one a year before. `row` has the columns of kpi_scorecard, and the query join_texts('unit', ...) and,
    as points_texts, the unit points. NULL where one is missing.
#}
{% macro shown_change(row, language, prefix='') -%}
{%- set size = 'abs(' ~ row ~ '.' ~ prefix ~ 'change_value)' -%}
{%- set before = row ~ '.' ~ (prefix ~ 'value' if prefix else 'previous_value') -%}
case
        -- what is beyond the sixth decimal is the order of a sum
        when {{ size }} < 0.0000005 then '±'
        when {{ row }}.{{ prefix }}change_value > 0 then '+'
        when {{ row }}.{{ prefix }}change_value < 0 then '-'
    end
    || case
        when {{ row }}.unit = 'rate'
            then {{ filled_text(['points_texts.text'], {'n': grouped_number('100 * ' ~ size, 1)}, language) }}
        when {{ row }}.unit = 'currency' and {{ before }} <> 0
            then {{ grouped_number('100 * abs(' ~ row ~ '.' ~ prefix ~ 'change_rate)', 1) }} || ' %'
        else {{ shown_measure(shown_number(size, row ~ '.unit'), language) }}
    end
{%- endmacro %}
