{# The one division of the project: NULL, never inf or nan, where the denominator is zero or either side is NULL. #}
{% macro safe_divide(numerator, denominator) -%}
(cast({{ numerator }} as {{ type_double() }}) / nullif(cast({{ denominator }} as {{ type_double() }}), 0))
{%- endmacro %}
