{# An instant some seconds later (a constant number of them). #}
{% macro add_seconds(instant, seconds) -%}
    ({{ instant }} + interval '{{ seconds }}' second)
{%- endmacro %}
