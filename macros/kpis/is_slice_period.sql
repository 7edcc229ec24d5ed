{# Whether a row may be that of a slice: a week of one is hardly more than a few records. #}
{% macro is_slice_period(rows) -%}
{{ rows }}.period_type <> 'week'
{%- endmacro %}
