{# Joins the rate of a currency on a date, as `alias`; fx_rate(...) reads it. #}
{% macro join_fx_rate(alias, currency, date) %}
    left join {{ ref('int_fx_rates') }} as {{ alias }}
        on
            upper(trim({{ currency }})) = {{ alias }}.currency
            and {{ date }} >= {{ alias }}.valid_from
            and ({{ alias }}.valid_to is null or {{ date }} <= {{ alias }}.valid_to)
{%- endmacro %}

{# Units of the reporting currency for one of the currency; NULL, never 1, where no rate is known. #}
{% macro fx_rate(alias, currency) -%}
case
        when upper(trim({{ currency }})) = upper(trim('{{ var("reporting_currency") }}')) then 1.0
        else {{ alias }}.rate
    end
{%- endmacro %}
