{#
  Whether one instant is before another; where one of them is a day without a time, whether its day is before the other's.
  Null where one is missing. First, earliest and latest do without it: they follow the second in place of a day.
#}
{% macro is_before(first, second) -%}
    case
        when {{ sales_kpis.is_day_only(first) }} or {{ sales_kpis.is_day_only(second) }}
            then {{ sales_kpis.reporting_date(first) }} < {{ sales_kpis.reporting_date(second) }}
        else {{ first }} < {{ second }}
    end
{%- endmacro %}
