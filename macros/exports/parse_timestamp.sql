{#
  A text in ISO 8601 as a UTC timestamp without a time zone; null where it is none. Without an offset it is UTC.
  The offset is taken off by hand, because casts of a text with an offset differ between engines and sessions.
  A day without a time becomes what day_instant makes of it, by the contract of its column: its first second or its last.
#}
{% macro parse_timestamp(text, day='last') -%}
    {%- set date_part = '[0-9]{4}-[0-9]{2}-[0-9]{2}' -%}
    {%- set time_part = '([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?' -%}
    {%- set offset_part = '[+-]([01][0-9]|2[0-3])(:?[0-5][0-9])?' -%}
    {%- set general -%}
    case
            when {{ text }} < '0001' then null
            when {{ sales_kpis.matches(text, '^' ~ date_part ~ '[T ]' ~ time_part ~ 'Z?$') }}
                then {{ sales_kpis.try_timestamp(sales_kpis.without_day_mark(text)) }}
            when {{ sales_kpis.matches(text, '^' ~ date_part ~ '[T ]' ~ time_part ~ offset_part ~ '$') }}
                then {{ sales_kpis.add_time(
                    sales_kpis.try_timestamp("regexp_replace(" ~ sales_kpis.without_day_mark(text) ~ ", '[+-][0-9:]+$', '')"),
                    sales_kpis.minutes_to_utc(text), 'minute'
                ) }}
            when {{ sales_kpis.matches(text, '^' ~ date_part ~ '$') }}
                then {{ sales_kpis.day_instant(sales_kpis.try_date(text), day) }}
        end
    {%- endset -%}
    {{ sales_kpis.quick_timestamp(text, general) }}
{%- endmacro %}


{# The text of a time that was measured: where it has the fraction by which is_day_only knows a day, a microsecond less. #}
{% macro without_day_mark(text) -%}
    case when {{ text }} like '%.999999%' then replace({{ text }}, '.999999', '.999998') else {{ text }} end
{%- endmacro %}


{# The minutes from a clock to UTC's by the offset at the end of a timestamp's text, which starts after YYYY-MM-DDTHH:MM at the earliest. #}
{% macro minutes_to_utc(text) -%}
    {%- set digits = sales_kpis.text_part("replace(replace(substr(" ~ text ~ ", 17), ':', ''), '-', '+')", '+', 2) -%}
    case when {{ dbt.position("'-'", 'substr(' ~ text ~ ', 17)') | trim }} > 0 then 1 else -1 end
                    * (cast(substr({{ digits }}, 1, 2) as integer) * 60 + cast(coalesce(nullif(substr({{ digits }}, 3, 2), ''), '0') as integer))
{%- endmacro %}
