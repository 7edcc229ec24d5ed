{# A row's target with the side that is good: ">= 65 %", "<= 60", a band "4–7"; NULL where there is none. #}
{% macro shown_target(row) -%}
{%- set unit = row ~ '.unit' -%}
case {{ row }}.direction
        when 'band' then
        {{ shown_number(row ~ '.target_low', unit, trimmed=true) }} || '–' ||
        {{ shown_number(row ~ '.target_high', unit, trimmed=true) }}
        when 'lower' then '<= ' || {{ shown_number(row ~ '.target_value', unit, trimmed=true) }}
        else '>= ' || {{ shown_number(row ~ '.target_value', unit, trimmed=true) }}
    end
{%- endmacro %}
