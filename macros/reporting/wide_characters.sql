{# The ranges of characters that take two columns in a terminal, as a regular expression has them between brackets. #}
{% macro wide_characters() -%}
    {{ return('\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6'
        ~ '\U0001f300-\U0001faff\U00020000-\U0003fffd') }}
{%- endmacro %}
