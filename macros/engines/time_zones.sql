{#
  Between a UTC timestamp and the clock on the wall. Both sides are timestamps without a time zone, so no session's
  setting has a say.
#}

{% macro utc_to_local(timestamp, time_zone) -%}
    {{ return(adapter.dispatch('utc_to_local', 'sales_kpis')(timestamp, time_zone)) }}
{%- endmacro %}

{% macro default__utc_to_local(timestamp, time_zone) -%}
    timezone({{ time_zone }}, timezone('UTC', {{ timestamp }}))
{%- endmacro %}

{% macro spark__utc_to_local(timestamp, time_zone) -%}
    from_utc_timestamp({{ timestamp }}, {{ time_zone }})
{%- endmacro %}

{% macro snowflake__utc_to_local(timestamp, time_zone) -%}
    convert_timezone('UTC', {{ time_zone }}, {{ timestamp }})
{%- endmacro %}

{# A timestamp is an instant there; the clock on the wall is the instant at which a clock in UTC shows the same. #}
{% macro bigquery__utc_to_local(timestamp, time_zone) -%}
    timestamp(datetime({{ timestamp }}, {{ time_zone }}))
{%- endmacro %}

{% macro redshift__utc_to_local(timestamp, time_zone) -%}
    convert_timezone('UTC', {{ time_zone }}, {{ timestamp }})
{%- endmacro %}


{% macro local_to_utc(timestamp, time_zone) -%}
    {{ return(adapter.dispatch('local_to_utc', 'sales_kpis')(timestamp, time_zone)) }}
{%- endmacro %}

{% macro default__local_to_utc(timestamp, time_zone) -%}
    timezone('UTC', timezone({{ time_zone }}, {{ timestamp }}))
{%- endmacro %}

{# Of an hour that the clock shows twice Spark takes the first; the offset of a day later leads to the second, as elsewhere. #}
{% macro spark__local_to_utc(timestamp, time_zone) -%}
    {%- set second -%}
    to_utc_timestamp({{ timestamp }} + interval 1 day, {{ time_zone }}) - interval 1 day
    {%- endset -%}
    case
        when from_utc_timestamp({{ second }}, {{ time_zone }}) = {{ timestamp }} then {{ second }}
        else to_utc_timestamp({{ timestamp }}, {{ time_zone }})
    end
{%- endmacro %}

{% macro snowflake__local_to_utc(timestamp, time_zone) -%}
    convert_timezone({{ time_zone }}, 'UTC', {{ timestamp }})
{%- endmacro %}

{% macro bigquery__local_to_utc(timestamp, time_zone) -%}
    timestamp(datetime({{ timestamp }}), {{ time_zone }})
{%- endmacro %}

{% macro redshift__local_to_utc(timestamp, time_zone) -%}
    convert_timezone({{ time_zone }}, 'UTC', {{ timestamp }})
{%- endmacro %}


{#
  The first instant (UTC) of a calendar day. Where the clock shows midnight twice, engines choose the later one, which the
  second before it helps out of; Spark's own function the earlier one. A midnight that the clock skips is the instant of the change.
#}
{% macro start_of_day(day, time_zone) -%}
    {{ return(adapter.dispatch('start_of_day', 'sales_kpis')(day, time_zone)) }}
{%- endmacro %}

{% macro default__start_of_day(day, time_zone) -%}
    {{ sales_kpis.add_time(sales_kpis.local_to_utc(sales_kpis.add_time('cast(' ~ day ~ ' as timestamp)', -1, 'second'), time_zone), 1, 'second') }}
{%- endmacro %}

{% macro spark__start_of_day(day, time_zone) -%}
    to_utc_timestamp(cast({{ day }} as timestamp), {{ time_zone }})
{%- endmacro %}

{# Where it is not known which one the engine chooses: what the second before leads to, unless it leads into the day before. #}
{% macro start_of_day_of_either(day, time_zone) -%}
    {%- set after = sales_kpis.default__start_of_day(day, time_zone) -%}
    case
        when cast({{ sales_kpis.utc_to_local(after, time_zone) }} as date) < {{ day }}
            then {{ sales_kpis.local_to_utc('cast(' ~ day ~ ' as timestamp)', time_zone) }}
        else {{ after }}
    end
{%- endmacro %}

{% macro snowflake__start_of_day(day, time_zone) -%} {{ sales_kpis.start_of_day_of_either(day, time_zone) }} {%- endmacro %}

{% macro bigquery__start_of_day(day, time_zone) -%} {{ sales_kpis.start_of_day_of_either(day, time_zone) }} {%- endmacro %}

{% macro redshift__start_of_day(day, time_zone) -%} {{ sales_kpis.start_of_day_of_either(day, time_zone) }} {%- endmacro %}
