{# The texts of a language (en or zh) by `topic.code`, from the warehouse. #}
{% macro scorecard_words(language) -%}
    {%- set words = {} -%}
    {%- for row in run_query('select topic, code, text_' ~ language ~ ' from ' ~ sales_kpis.built_relation('texts')).rows -%}
        {%- do words.update({row[0] ~ '.' ~ row[1]: row[2]}) -%}
    {%- endfor -%}
    {{ return(words) }}
{%- endmacro %}
