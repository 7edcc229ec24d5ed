{# An instant as it is; a day without a time as its first second or its last, for a column that reads it otherwise than the export's. #}
{% macro move_day(instant, second) -%}
    case
            when {{ sales_kpis.is_day_only(instant) }} then {{ sales_kpis.day_instant(sales_kpis.reporting_date(instant), second) }}
            else {{ instant }}
        end
{%- endmacro %}
