{# The verdict on a row in words; where it is not assessed, the reason. #}
{% macro verdict(row, language) -%}
{%- set words = scorecard_words(language) -%}
case
        when {{ row }}.target_status <> 'not_assessed' then {{ word_of(row ~ '.target_status', 'target_status', language) }}
        when {{ row }}.value_status not in ('ok', 'capped') then {{ word_of(row ~ '.value_status', 'value_status', language) }}
        when {{ row }}.source_status = 'untrusted' then {{ text_literal(words['untrusted']) }}
        when not {{ row }}.is_complete_period then {{ text_literal(words['running']) }}
        else {{ text_literal(words['target_status']['not_assessed']) }}
    end
{%- endmacro %}
