{# The name of a unit as an axis or a column shows it; `currency` is the reporting currency. #}
{% macro unit_label(unit, language) -%}
case {{ unit }}
        when 'currency' then '{{ var("reporting_currency") }}'
        {%- for code, word in scorecard_words(language)['unit_labels'].items() %}
        when '{{ code }}' then {{ text_literal(word) }}
        {%- endfor %}
        else coalesce({{ unit }}, '')
    end
{%- endmacro %}
