{# A wall-clock time (HH:MM, up to 24:00) of a day, as a timestamp without zone. #}
{% macro local_time(date, hhmm) -%}
{%- set hours = 'cast(' ~ sales_kpis.text_part(hhmm, ':', 1) ~ ' as integer)' -%}
{%- set minutes = 'cast(' ~ sales_kpis.text_part(hhmm, ':', 2) ~ ' as integer)' -%}
{{ sales_kpis.add_time(sales_kpis.add_time('cast(' ~ date ~ ' as timestamp)', hours, 'hour'), minutes, 'minute') }}
{%- endmacro %}
