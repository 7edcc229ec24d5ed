{# A query of one row with thresholds of the seed reading_thresholds as columns; NULL for one that the seed lacks. #}
{% macro thresholds(names) -%}
select
        {%- for name in names %}
        max(case when threshold_id = '{{ name }}' then threshold_value end) as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('reading_thresholds') }}
{%- endmacro %}
