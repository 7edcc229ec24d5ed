{# The sum of the amounts that are known: 0 where there is no amount, NULL where none of them has a rate. #}
{% macro sum_of_known(amount, condition='1 = 1') -%}
case
            when count(case when {{ condition }} then 1 end) = 0 then 0
            else sum(case when {{ condition }} then {{ amount }} end)
        end
{%- endmacro %}
