{#
  The instant (UTC) in place of a day without a time in the reporting time zone: the last microsecond of its first
  second or of its last. By that fraction is_day_only knows it, so that the mark goes wherever the instant goes, and a
  known time of the same second comes before it.
#}
{% macro day_instant(day, second='last') -%}
    {%- set zone = "'" ~ sales_kpis.variable('reporting_time_zone') ~ "'" -%}
    {%- if second == 'first' -%} {{ sales_kpis.add_time(sales_kpis.start_of_day(day, zone), 0.999999, 'second') }}
    {%- elif second == 'last' -%} {{ sales_kpis.add_time(sales_kpis.start_of_day(sales_kpis.add_days(day, 1), zone), -0.000001, 'second') }}
    {%- else -%} {{ exceptions.raise_compiler_error("A day is its first second or its last, not '" ~ second ~ "'.") }}
    {%- endif -%}
{%- endmacro %}
