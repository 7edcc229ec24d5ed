{#
    A border (`low` or `high`) of the Wilson interval of a proportion seen in a number of units; NULL without units. `z` is
    the standard normal value of its level (settings_of: interval_z).
    Of none the low border is 0, of all the high one 1: rounding would put either beyond by the last bit.
#}
{% macro wilson(border, proportion, units, z) -%}
{%- set z2 = '(' ~ z ~ ' * ' ~ z ~ ')' -%}
{%- set n = 'nullif(cast(' ~ units ~ ' as ' ~ (type_double() | trim) ~ '), 0)' -%}
{%- set p = '(' ~ proportion ~ ')' -%}
case
        when {{ p }} = {{ '0' if border == 'low' else '1' }} and {{ n }} is not null then {{ '0' if border == 'low' else '1' }}
        else (
            ({{ p }} + {{ z2 }} / (2 * {{ n }}))
            {{ '-' if border == 'low' else '+' }} {{ z }} * sqrt({{ p }} * (1 - {{ p }}) / {{ n }} + {{ z2 }} / (4 * {{ n }} * {{ n }}))
        ) / (1 + {{ z2 }} / {{ n }})
    end
{%- endmacro %}
