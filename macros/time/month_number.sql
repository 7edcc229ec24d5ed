{# Months as a running number, so that their distance is a difference. #}
{% macro month_number(date) -%}
(cast(extract(year from {{ date }}) as integer) * 12 + cast(extract(month from {{ date }}) as integer))
{%- endmacro %}
