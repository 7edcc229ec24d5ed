{# The calendar day of an instant (UTC) in the reporting time zone. #}
{% macro reporting_date(instant) -%}
    cast({{ utc_to_local(instant, "'" ~ variable('reporting_time_zone') ~ "'") }} as date)
{%- endmacro %}
