{# The last second of a calendar day in the reporting time zone, in UTC: what happened earlier that day still comes before it. #}
{% macro end_of_day(day) -%}
    {{ sales_kpis.local_to_utc(
        "(cast(cast(" ~ day ~ " as date) as timestamp) + interval '86399' second)", "'" ~ var('reporting_time_zone') ~ "'"
    ) }}
{%- endmacro %}
