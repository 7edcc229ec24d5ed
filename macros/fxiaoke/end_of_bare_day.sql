{# An instant as it stands; a day without a time (midnight as it is written) as the last second of that day. #}
{% macro end_of_bare_day(timestamp) -%}
    case
            when {{ timestamp }} = cast(cast({{ timestamp }} as date) as timestamp)
                then {{ sales_kpis.end_of_day(timestamp) }}
            else {{ timestamp }}
        end
{%- endmacro %}
