{# Units of the reporting currency for one of the currency; NULL, never 1, where no rate is known. #}
{% macro fx_rate(alias, currency) -%}
case
        when upper(trim({{ currency }})) = upper(trim('{{ variable("reporting_currency") }}')) then 1.0
        else {{ alias }}.rate
    end
{%- endmacro %}
