{# An instant some seconds later (a constant number of them). #}
{% macro add_seconds(instant, seconds) -%}
    {{ sales_kpis.add_time(instant, seconds, 'second') }}
{%- endmacro %}
