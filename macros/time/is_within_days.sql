{# Whether an instant lies 0 to so many times 24 hours after another; where one is a day without a time, 0 to so many days. #}
{% macro is_within_days(start, instant, days) -%}
    case
        when {{ sales_kpis.is_day_only(start) }} or {{ sales_kpis.is_day_only(instant) }}
            then {{ sales_kpis.days_between(sales_kpis.reporting_date(start), sales_kpis.reporting_date(instant)) }} between 0 and {{ days }}
        else {{ instant }} between {{ start }} and {{ sales_kpis.add_time(start, days, 'day') }}
    end
{%- endmacro %}
