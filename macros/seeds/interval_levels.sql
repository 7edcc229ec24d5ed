{# The levels that an interval may have, with the standard normal value of each. #}
{% macro interval_levels() -%}
{{ return({'0.5': 0.674489750196, '0.8': 1.2815515655446004, '0.9': 1.644853626951, '0.95': 1.959964, '0.99': 2.575829303549}) }}
{%- endmacro %}
