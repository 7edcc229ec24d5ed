{# A text YYYY-MM-DD as a date; null where it is none. #}
{% macro parse_date(text) -%}
    case
            when {{ text }} >= '0001' and {{ sales_kpis.matches(text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}$') }}
                then {{ sales_kpis.try_date(text) }}
        end
{%- endmacro %}
