{# The word for a code in a column, by its kind in scorecard_words; a code without a word stays as it is. #}
{% macro word_of(column, kind, language) -%}
case {{ column }}
        {%- for code, word in scorecard_words(language)[kind].items() %}
        when '{{ code }}' then {{ text_literal(word) }}
        {%- endfor %}
        else {{ column }}
    end
{%- endmacro %}
