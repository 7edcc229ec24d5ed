{# A sum that is NULL where one of its amounts is: a part of an amount is a wrong amount. Zero rows make 0. #}
{% macro sum_if_all_known(amount, condition='1 = 1') -%}
case
        when count(case when {{ condition }} and {{ amount }} is null then 1 end) > 0 then null
        else coalesce(sum(case when {{ condition }} then {{ amount }} end), 0)
    end
{%- endmacro %}
