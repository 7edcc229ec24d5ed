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


{% macro local_to_utc(timestamp, time_zone) -%}
    {{ return(adapter.dispatch('local_to_utc', 'sales_kpis')(timestamp, time_zone)) }}
{%- endmacro %}

{% macro default__local_to_utc(timestamp, time_zone) -%}
    timezone('UTC', timezone({{ time_zone }}, {{ timestamp }}))
{%- endmacro %}

{% macro spark__local_to_utc(timestamp, time_zone) -%}
    to_utc_timestamp({{ timestamp }}, {{ time_zone }})
{%- endmacro %}


{#
  The first instant (UTC) of a calendar day. Where the clock shows midnight twice, engines choose the later one, which the
  second before it helps out of; Spark chooses the earlier one. A midnight that the clock skips is the instant of the change.
#}
{% macro start_of_day(day, time_zone) -%}
    {{ return(adapter.dispatch('start_of_day', 'sales_kpis')(day, time_zone)) }}
{%- endmacro %}

{% macro default__start_of_day(day, time_zone) -%}
    ({{ sales_kpis.local_to_utc("(cast(" ~ day ~ " as timestamp) - interval '1' second)", time_zone) }} + interval '1' second)
{%- endmacro %}

{% macro spark__start_of_day(day, time_zone) -%}
    {{ sales_kpis.local_to_utc('cast(' ~ day ~ ' as timestamp)', time_zone) }}
{%- endmacro %}
