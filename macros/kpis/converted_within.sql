{# The share of prospects that became customers within some days; NULL until these have passed for the whole period. #}
{% macro converted_within(days) -%}
case
            when max({{ add_days('periods.period_end', days) }}) <= max(periods.as_of_date)
                then {{ safe_divide('count(case when records.days_to_customer <= ' ~ days ~ ' then 1 end)', 'count(*)') }}
        end
{%- endmacro %}
