{# A continuous percentile of an expression; NULLs are left out. #}
{% macro percentile(fraction, expression) -%}
percentile_cont({{ fraction }}) within group (order by {{ expression }})
{%- endmacro %}
