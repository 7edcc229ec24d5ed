{# The calendar day of an instant (UTC) in the reporting time zone. No clock is asked where that is UTC itself: engines take long over it. #}
{% macro reporting_date(instant) -%}
    {%- set time_zone = variable('reporting_time_zone') -%}
    cast({{ instant if time_zone == 'UTC' else utc_to_local(instant, "'" ~ time_zone ~ "'") }} as date)
{%- endmacro %}
