{# An instant, or NULL where it is not before the midnight that ends the as-of day: nothing later counts.
   The query joins dim_as_of as `as_of`. #}
{% macro as_of(instant) -%}
    case when {{ instant }} < as_of.ends_at then {{ instant }} end
{%- endmacro %}
