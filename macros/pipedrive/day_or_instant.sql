{# An instant as it is; a day without a time, which reads as its midnight, as the last second of the day. #}
{% macro day_or_instant(instant) -%}
    case
        when {{ instant }} = cast(cast({{ instant }} as date) as timestamp) then {{ sales_kpis.end_of_day(instant) }}
        else {{ instant }}
    end
{%- endmacro %}
