{# A text YYYY-MM-DD as a date; null where it is none. Databases and spreadsheets write a date with a midnight behind it, local or in UTC. #}
{% macro parse_date(text) -%}
    case
            when
                {{ text }} >= '0001'
                and {{ sales_kpis.matches(text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]00:00(:00([.]0+)?)?(Z|[+]00(:?00)?)?)?$') }}
                then {{ sales_kpis.try_date('substr(' ~ text ~ ', 1, 10)') }}
        end
{%- endmacro %}
