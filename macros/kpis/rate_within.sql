{# The share of what met a condition, among the records whose window for it has passed. #}
{% macro rate_within(condition, has_passed) -%}
{{ safe_divide(
    'count(case when ' ~ has_passed ~ ' and ' ~ condition ~ ' then 1 end)',
    'count(case when ' ~ has_passed ~ ' then 1 end)',
) }}
{%- endmacro %}
