{# Whether an instant is a day without a time: day_instant gives it the last microsecond of a second, which no time that was read has. #}
{% macro is_day_only(instant) -%}
    {{ return(adapter.dispatch('is_day_only', 'sales_kpis')(instant)) }}
{%- endmacro %}

{% macro default__is_day_only(instant) -%} coalesce((epoch_us({{ instant }}) + 1) % 1000000 = 0, false) {%- endmacro %}

{% macro postgres__is_day_only(instant) -%}
    coalesce(cast(extract(microseconds from {{ instant }}) as integer) % 1000000 = 999999, false)
{%- endmacro %}

{% macro spark__is_day_only(instant) -%} coalesce((unix_micros({{ instant }}) + 1) % 1000000 = 0, false) {%- endmacro %}

{% macro snowflake__is_day_only(instant) -%} coalesce(mod(date_part(epoch_microsecond, {{ instant }}) + 1, 1000000) = 0, false) {%- endmacro %}

{% macro bigquery__is_day_only(instant) -%} coalesce(mod(unix_micros({{ instant }}) + 1, 1000000) = 0, false) {%- endmacro %}

{% macro redshift__is_day_only(instant) -%}
    coalesce(mod(cast(extract(microseconds from {{ instant }}) as integer), 1000000) = 999999, false)
{%- endmacro %}
