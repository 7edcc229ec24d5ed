{# The seconds in a text HH:MM or HH:MM:SS, or in a fraction of a day as spreadsheets keep it; null where it is neither. #}
{% macro clock_seconds(text) -%}
    case
        when {{ sales_kpis.matches(text, '^[0-9]{1,3}:[0-5][0-9](:[0-5][0-9])?$') }}
            then cast({{ sales_kpis.text_part(text, ':', 1) }} as integer) * 3600
                + cast({{ sales_kpis.text_part(text, ':', 2) }} as integer) * 60
                + cast(coalesce(nullif({{ sales_kpis.text_part(text, ':', 3) }}, ''), '0') as integer)
        when {{ sales_kpis.matches(text, '^0?[.][0-9]+$') }}
            then cast(round({{ sales_kpis.try_double(text) }} * 86400) as integer)
    end
{%- endmacro %}
