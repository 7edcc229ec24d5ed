{# A wall-clock time (HH:MM, up to 24:00) of a day, as a timestamp without zone. #}
{% macro local_time(date, hhmm) -%}
(cast({{ date }} as timestamp)
            + cast(split_part({{ hhmm }}, ':', 1) as integer) * interval '1' hour
            + cast(split_part({{ hhmm }}, ':', 2) as integer) * interval '1' minute)
{%- endmacro %}
