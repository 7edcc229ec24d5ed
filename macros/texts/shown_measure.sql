{# A number's text with its unit, such as 34.0 min; the query has join_texts('unit', ...). NULL stays NULL. #}
{% macro shown_measure(number_text, language) -%}
{%- set values = {'n': number_text, 'currency': "'" ~ variable('reporting_currency') ~ "'"} -%}
case
        when unit_texts.code is null or {{ number_text }} is null then {{ number_text }}
        else {{ filled_text(['unit_texts.text'], values, language) }}
    end
{%- endmacro %}
