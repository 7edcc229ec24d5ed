{# Joins the rate of a currency on a date, as `alias`; fx_rate(...) reads it. #}
{% macro join_fx_rate(alias, currency, date) %}
    left join {{ ref('int_fx_rates') }} as {{ alias }}
        on
            upper(trim({{ currency }})) = {{ alias }}.currency
            and {{ date }} >= {{ alias }}.valid_from
            and ({{ alias }}.valid_to is null or {{ date }} <= {{ alias }}.valid_to)
{%- endmacro %}
