{# A date, or NULL where it is after the as-of day. The query joins dim_as_of as `as_of`. #}
{% macro as_of_day(date) -%}
    case when {{ date }} <= as_of.as_of_date then {{ date }} end
{%- endmacro %}
