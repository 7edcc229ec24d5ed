{#
  Casts that give null instead of an error. The text has already passed the pattern of its format, so what is left to
  find are dates that the calendar does not have and numbers that no double can hold. Of a time, what is beyond microseconds
  is cut off.
#}

{% macro try_timestamp(text) -%}
    {{ return(adapter.dispatch('try_timestamp', 'sales_kpis')(text)) }}
{%- endmacro %}

{% macro default__try_timestamp(text) -%} try_cast({{ text }} as timestamp) {%- endmacro %}

{# It rounds what is beyond microseconds; the text up to there has 26 characters. #}
{% macro postgres__try_timestamp(text) -%}
    case when {{ sales_kpis.is_calendar_date(text) }} then cast(left({{ text }}, 26) as timestamp) end
{%- endmacro %}

{% macro snowflake__try_timestamp(text) -%} try_cast(left({{ text }}, 26) as timestamp_ntz) {%- endmacro %}

{% macro bigquery__try_timestamp(text) -%} safe_cast(left({{ text }}, 26) as timestamp) {%- endmacro %}


{% macro try_date(text) -%}
    {{ return(adapter.dispatch('try_date', 'sales_kpis')(text)) }}
{%- endmacro %}

{% macro default__try_date(text) -%} try_cast({{ text }} as date) {%- endmacro %}

{% macro postgres__try_date(text) -%}
    case when {{ sales_kpis.is_calendar_date(text) }} then cast({{ text }} as date) end
{%- endmacro %}

{% macro bigquery__try_date(text) -%} safe_cast({{ text }} as date) {%- endmacro %}


{# PostgreSQL before 16 cannot ask whether a cast would fail, so the calendar is written out. #}
{% macro is_calendar_date(text) -%}
    (
        {{ sales_kpis.matches(text, '^[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))') }}
        or {{ sales_kpis.matches(text, '^([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29') }}
    )
{%- endmacro %}


{% macro try_double(text) -%}
    {{ return(adapter.dispatch('try_double', 'sales_kpis')(text)) }}
{%- endmacro %}

{% macro default__try_double(text) -%}
    case when isfinite(try_cast({{ text }} as double)) then try_cast({{ text }} as double) end
{%- endmacro %}

{# An overflow is an error there. Exponents of up to three digits fit numeric, which is then compared. #}
{% macro postgres__try_double(text) -%}
    case
        when length({{ text }}) > 400 or not {{ sales_kpis.matches(text, '^[^eE]+([eE][+-]?0*[0-9]{1,3})?$') }} then null
        when abs(cast({{ text }} as numeric)) > 1.7976931348623157e308 then null
        when abs(cast({{ text }} as numeric)) < 2.3e-308 then cast(0 as double precision)
        else cast({{ text }} as double precision)
    end
{%- endmacro %}

{% macro spark__try_double(text) -%}
    case
        when abs(try_cast({{ text }} as double)) < cast('Infinity' as double) then try_cast({{ text }} as double)
    end
{%- endmacro %}

{% macro snowflake__try_double(text) -%}
    case when abs(try_cast({{ text }} as double)) < cast('inf' as double) then try_cast({{ text }} as double) end
{%- endmacro %}

{% macro bigquery__try_double(text) -%}
    case when not is_inf(safe_cast({{ text }} as float64)) then safe_cast({{ text }} as float64) end
{%- endmacro %}

{# Its numeric has 38 digits at most. #}
{% macro redshift__try_double(text) -%} try_cast({{ text }} as double precision) {%- endmacro %}
